"""Each thing invented has a random stream of its own."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from batt.simulate.nation import invent, tables_of
from batt.simulate.plan import GamerPlan, Plan, SurveyPlan
from batt.simulate.streams import STREAMS, stream

PLAN = Plan(providers=10, participants=500, years=(2014, 2015))


def test_stream_is_the_spawned_child_at_its_place():
    children = np.random.SeedSequence(7).spawn(len(STREAMS))
    for name in ("providers", "duration_peak", STREAMS[-1]):
        child = np.random.default_rng(children[STREAMS.index(name)])
        assert np.array_equal(stream(7, name).random(5), child.random(5))


def test_part_of_a_stream_is_a_child_of_that_stream():
    children = np.random.SeedSequence(7).spawn(len(STREAMS))
    grandchild = children[STREAMS.index("training")].spawn(3)[2]
    assert np.array_equal(stream(7, "training", 2).random(5), np.random.default_rng(grandchild).random(5))


def test_unknown_stream_is_refused():
    with pytest.raises(ValueError, match="tuple"):
        stream(7, "no such stream")


def _changed(before: Plan, after: Plan) -> set[str]:
    """Name the tables of 2015 that differ between two plans."""
    first, second = (tables_of(invent(plan), 2015) for plan in (before, after))
    return {name for name in first if not first[name].equals(second[name])}


def test_changing_the_surveys_changes_only_the_surveys_and_what_is_computed_from_them():
    louder = replace(PLAN.surveys, staff_minus_nav=(1.0,) * 9, training_effect=0.3)
    assert _changed(PLAN, replace(PLAN, surveys=louder)) == {
        *("answers_staff", "answers_user", "indikator_no"),
    }


def test_changing_the_nav_means_leaves_the_spells_alone():
    lower = SurveyPlan(nav_means=(3.0,) * 9)
    assert _changed(PLAN, replace(PLAN, surveys=lower)) == {
        *("answers_nav", "answers_staff", "indikator_no"),
    }


def test_changing_the_gamer_changes_no_course_of_anybody_else():
    honest = GamerPlan(chain_share=0.0, short_job_share=0.0, shifted_share=0.0)
    gaming, plain = (invent(plan) for plan in (PLAN, replace(PLAN, gamer=honest)))
    fields = ["provider", "programme", "start", "end", "end_cause"]
    gamer = int(np.flatnonzero(gaming.providers["role"] == "gamer")[0])
    others = (gaming.courses["provider"] != gamer).to_numpy()
    pd.testing.assert_frame_equal(gaming.courses.loc[others, fields], plain.courses.loc[others, fields])
    assert not gaming.courses.loc[~others, fields].equals(plain.courses.loc[~others, fields])


def test_another_provider_effect_leaves_who_comes_when_and_how_long_alone():
    wider = replace(PLAN, provider_effect_sd=1.0)
    fields = ["spell_id", "provider", "programme", "start", "gender", "age", "work_capability"]
    pd.testing.assert_frame_equal(invent(PLAN).courses[fields], invent(wider).courses[fields])
