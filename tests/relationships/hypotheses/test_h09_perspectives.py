"""H9: the three groups' views of the same provider."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.hypotheses.h09_perspectives import examine, standardised_job_share
from tests.relationships.hypotheses.survey_answers import (
    PROVIDERS,
    YEARS,
    evidence,
    form,
    parts,
    reasons,
    registered,
    verdicts,
)


def surveys(rng, staff=0.0, user=0.0, **changes):
    effects = rng.normal(0, 0.2, len(PROVIDERS))
    return {
        "answers_nav": form(rng, "nav", 5, effects=effects),
        "answers_user": form(rng, "user", 10, user, effects).assign(programme="APS", scale_points=6),
        "answers_staff": form(rng, "staff", 6, staff, effects),
        **changes,
    }


def jobs(rng):
    rows = [
        (
            year,
            "provider",
            provider,
            "APS",
            "i08",
            hits := int(rng.binomial(30, 0.4)),
            30,
            hits / 30,
            30,
            0,
            1,
            "ok",
        )
        for provider in PROVIDERS
        for year in YEARS
    ]
    columns = evidence().values.columns
    return pd.DataFrame(rows, columns=columns)


def test_planted_gaps_are_found_and_others_are_not():
    rng = np.random.default_rng(1)
    tested = examine(evidence(jobs(rng), **surveys(rng, staff=0.5)))
    assert parts(tested) == registered("H9")
    found = verdicts("H9", tested)
    assert found["staff_minus_nav"] == found["user_minus_staff"] == "supported"
    assert found["user_minus_nav"] != "supported"
    assert found["gap_and_jobs"] != "supported"
    assert tested.findings[2].estimate.value == pytest.approx(0.5, abs=0.1)


def test_without_gaps_nothing_is_supported():
    rng = np.random.default_rng(2)
    tested = examine(evidence(jobs(rng), **surveys(rng)))
    assert "supported" not in verdicts("H9", tested).values()


def test_pairs_and_means_are_given_for_the_themes_both_were_asked():
    rng = np.random.default_rng(3)
    tables = examine(evidence(**surveys(rng))).tables
    assert tables["h09_pairs"].groupby("pair").size().to_dict() == {
        "staff_nav": 9,
        "user_nav": 6,
        "user_staff": 6,
    }
    means = tables["h09_gaps"].set_index("theme")
    assert means.loc["delivery", ["nav", "staff"]].notna().all()
    assert np.isnan(means.loc["delivery", "user"])
    assert "overall" not in means.index
    pair = tables["h09_pairs"].set_index(["pair", "theme"]).loc[("staff_nav", "rights")]
    assert pair["gap"] == pytest.approx(means.loc["rights", "staff"] - means.loc["rights", "nav"])
    assert pair["providers_n"] == len(PROVIDERS)


def test_staff_of_a_provider_with_fewer_than_five_answers_make_no_mean():
    rng = np.random.default_rng(4)
    rows = surveys(rng)["answers_staff"]
    few = rows[(rows["provider_id"] != PROVIDERS[0]) | (rows.groupby(["provider_id", "year"]).cumcount() < 4)]
    tested = examine(evidence(**surveys(rng, answers_staff=few)))
    assert tested.findings[2].estimate.n == len(PROVIDERS) - 1


def test_answers_on_another_scale_take_no_part():
    rng = np.random.default_rng(5)
    given = surveys(rng)
    short = given["answers_user"].assign(scale_points=4, u1=1, u2=1, u5=1, u6=1)
    both = pd.concat([given["answers_user"], short])
    alone, with_short = (
        examine(evidence(**{**given, "answers_user": rows})) for rows in (given["answers_user"], both)
    )
    assert alone.findings == with_short.findings


def test_sevens_are_no_scores():
    rng = np.random.default_rng(6)
    given = surveys(rng)
    nav = given["answers_nav"].copy()
    nav.loc[::3, "n1"] = 7
    value = examine(evidence(**{**given, "answers_nav": nav})).tables["h09_gaps"].set_index("theme")["nav"]
    assert value["information"] == pytest.approx(4.2, abs=0.2)


def test_survey_that_nobody_delivered_gives_the_reason():
    rng = np.random.default_rng(7)
    given = surveys(rng)
    del given["answers_staff"]
    tested = examine(evidence(**given))
    by_part = {finding.part: finding.estimate.reason for finding in tested.findings}
    assert by_part["user_minus_staff"] == by_part["staff_minus_nav"] == "not_delivered"
    assert by_part["user_minus_nav"] == ""
    assert set(tested.tables["survey_reliability"]["survey"]) == {"nav", "user"}
    nothing = examine(evidence())
    assert reasons(nothing) == {"not_delivered", "too_few"}
    assert nothing.tables["survey_answers"].empty


def test_profiles_are_of_the_last_year_by_programme():
    rng = np.random.default_rng(8)
    tables = examine(evidence(**surveys(rng))).tables
    answers = tables["survey_answers"].set_index(["survey", "programme", "question", "answer"])
    assert answers.loc[("user", "APS", "U1", 6), "answers_n"] == 10 * len(PROVIDERS)
    assert ("nav", "ALL", "N1", 7) in answers.index
    assert ("staff", "ALL", "E1", 7) not in answers.index
    assert "U9" not in answers.index.get_level_values("question")
    reliability = tables["survey_reliability"].set_index("survey")
    assert reliability["items_n"].to_dict() == {"nav": 9, "user": 8, "staff": 9}
    assert (reliability["alpha_low"] < reliability["alpha"]).all()


def test_job_share_is_held_against_the_same_programmes():
    panel = pd.DataFrame(
        [
            (2015, "A001", "AVKL", 2, 10),
            (2015, "A002", "AVKL", 4, 20),
            (2015, "A001", "AB", 8, 10),
            (2015, "A003", "AB", 2, 10),
        ],
        columns=["year", "provider_id", "programme", "numerator", "denominator"],
    )
    shares = standardised_job_share(panel)
    # A001: 10 jobs of 20, expected 10 · 6/30 + 10 · 10/20 = 7.
    assert shares["A001"] == pytest.approx(3 / 20)
    assert shares["A002"] == pytest.approx(0)
