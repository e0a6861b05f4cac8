"""Courses over calendar time, and the truths planted in how they end."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.special import logit

from batt.registry import load
from batt.simulate import Plan, simulate_spells
from batt.simulate.calendar import day, last_day, year_of
from batt.simulate.providers import invent_providers
from batt.simulate.spells import invent_courses

PLAN = Plan(providers=120, participants=30000, seed=3)


@pytest.fixture(scope="module")
def providers() -> pd.DataFrame:
    return invent_providers(PLAN)


@pytest.fixture(scope="module")
def courses(providers) -> pd.DataFrame:
    return invent_courses(PLAN, providers)


@pytest.fixture(scope="module")
def leavers(courses, providers) -> pd.DataFrame:
    """Courses that ended in the years, of providers that neither improve nor game."""
    ended = courses["end"].between(day(2012), last_day(2015))
    ordinary = (providers["role"] == "").to_numpy()[courses["provider"]]
    rows = courses.loc[ended & ordinary]
    return rows.assign(
        weeks=(rows["end"] - rows["start"]) / 7,
        is_job=rows["end_cause"].str.startswith("F"),
        effect=providers["effect"].to_numpy()[rows["provider"]],
    )


def test_number_of_open_courses_is_about_what_was_asked_for_in_every_year():
    spells = simulate_spells(Plan(providers=350, participants=40000))
    by_year = spells.groupby("year").size()
    assert list(by_year.index) == [2012, 2013, 2014, 2015]
    assert by_year.between(38000, 42000).all()


def test_people_are_in_already_when_the_first_year_begins():
    spells = simulate_spells(Plan())
    first = spells.loc[spells["year"] == 2012]
    assert (first["days_at_year_start"] > 0).mean() > 0.4


def test_row_of_the_exit_year_alone_carries_the_end():
    spells = simulate_spells(Plan())
    last = spells.groupby("spell_id")["year"].transform("max")
    earlier = spells.loc[spells["year"] < last]
    assert earlier[["stay_days", "end_cause", "cause_group"]].isna().all().all()
    has_left = spells["stay_days"].notna()
    assert (spells["end_cause"].notna() == has_left).all()
    assert (spells.loc[has_left, "stay_days"] == spells.loc[has_left, "days_observed"]).all()


def test_course_still_running_is_delivered_every_year():
    spells = simulate_spells(Plan())
    years = spells.groupby("spell_id")["year"].agg(["min", "max", "size"])
    assert (years["max"] - years["min"] + 1 == years["size"]).all()


def test_nobody_is_in_two_courses_at_a_time(courses):
    ordered = courses.sort_values(["participant_id", "start"])
    previous_end = ordered.groupby("participant_id")["end"].shift()
    assert (previous_end.isna() | (ordered["start"] > previous_end)).all()
    assert courses["participant_id"].duplicated().mean() > 0.05


def test_no_stay_exceeds_the_legal_maximum_and_its_tolerance(courses):
    for programme in load().programmes:
        if programme.max_weeks is not None:
            rows = courses.loc[courses["programme"] == programme.code]
            limit = programme.max_weeks + programme.tolerance_weeks
            assert ((rows["end"] - rows["start"]) <= 7 * limit).all()


@pytest.mark.parametrize("code", ["AVKL", "APS", "KIA", "AB"])
def test_logit_of_a_job_is_the_planted_quadratic(leavers, code):
    entry = next(entry for entry in PLAN.programmes if entry.code == code)
    rows = leavers.loc[leavers["programme"] == code]
    capability = rows["work_capability"].map({"1": -1, "2": 0, "3": 1, "9": 0})
    design = np.column_stack(
        [np.ones(len(rows)), (rows["weeks"] - entry.peak_weeks) ** 2, capability, rows["gender"] == "K"]
    ).astype(float)
    fit = sm.GLM(
        rows["is_job"].astype(float), design, family=sm.families.Binomial(), offset=rows["effect"]
    ).fit()
    planted = np.array([entry.logit_at_peak, entry.curvature, PLAN.capability_effect, 0.0])
    assert (np.abs(fit.params.to_numpy() - planted) < 4 * fit.bse.to_numpy()).all()


@pytest.mark.parametrize("code", ["AVKL", "APS", "KIA", "AB"])
def test_peak_lies_well_inside_the_stays(leavers, code):
    entry = next(entry for entry in PLAN.programmes if entry.code == code)
    low, high = leavers.loc[leavers["programme"] == code, "weeks"].quantile([0.15, 0.85])
    assert low < entry.peak_weeks < high


def test_overall_shares_to_job_are_plausible(leavers):
    share = leavers.groupby("programme")["is_job"].mean()
    assert 0.25 < share["KIA"] < 0.40
    assert share["AB"] > share["KIA"] > share["APS"] > share["AVKL"]


def test_provider_effects_have_the_planted_spread():
    effects = pd.concat([invent_providers(Plan(providers=300, seed=seed)) for seed in range(5)])
    drawn = effects.loc[effects["role"] == "", "effect"]
    assert drawn.std() == pytest.approx(0.35, abs=0.02)
    assert drawn.mean() == pytest.approx(0.0, abs=0.04)


def test_improver_gets_more_into_jobs_every_year(courses, providers):
    improver = int(np.flatnonzero(providers["role"] == "improver")[0])
    rows = courses.loc[(courses["provider"] == improver) & courses["programme"].isin(["APS", "AB"])]
    rows = rows.assign(year=year_of(rows["end"].to_numpy()), is_job=rows["end_cause"].str.startswith("F"))
    share = rows.groupby("year")["is_job"].mean().loc[2012:2015]
    assert logit(share[2015]) - logit(share[2012]) > 0.5


def test_gamer_has_more_chains_and_fewer_december_exits_than_the_rest(courses, providers):
    gamer = int(np.flatnonzero(providers["role"] == "gamer")[0])
    exits = courses.loc[courses["end"].between(day(2012), last_day(2015))]
    is_gamer = exits["provider"] == gamer
    is_other = exits["end_cause"].str.startswith("X")
    month = pd.Series(exits["end"].to_numpy().astype("datetime64[D]")).dt.month.set_axis(exits.index)
    in_december = (month == 12)[is_other].groupby(is_gamer[is_other]).mean()
    assert in_december[True] < 0.7 * in_december[False]
    chained = (exits["end_cause"] == "A2").groupby([exits["programme"], is_gamer]).mean().unstack()
    assert (chained.loc[["APS", "AB"], True] > chained.loc[["APS", "AB"], False]).all()
