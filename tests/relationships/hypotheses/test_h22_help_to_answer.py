"""H22: help to answer and shorter scales."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.hypotheses.h22_help_to_answer import examine
from tests.relationships.hypotheses.survey_answers import (
    evidence,
    form,
    parts,
    reasons,
    registered,
    verdicts,
)

ITEMS = [f"u{number}" for number in range(1, 9)]


def users(seed, staff_help=0.0, short=0.0):
    rng = np.random.default_rng(seed)
    rows = form(rng, "user", 15)
    rows["programme"] = rng.choice(["VTA", "AB"], len(rows))
    rows["answer_help"] = rng.choice(
        ["INGEN", "PARORENDE", "ANSATT", "ANNEN"], len(rows), p=[0.6, 0.1, 0.2, 0.1]
    )
    is_short = (rows["programme"] == "VTA") & (rng.random(len(rows)) < 0.3)
    rows["scale_points"] = np.where(is_short, 4, 6)
    level = 4.0 + staff_help * (rows["answer_help"] == "ANSATT") + short * is_short
    for item in ITEMS:
        points = rows["scale_points"].to_numpy() - 1
        rows[item] = pd.array(1 + rng.binomial(points, (level - 1) / 5), dtype="Int64")
    return rows


def test_planted_help_is_found_and_other_help_is_not():
    tested = examine(evidence(answers_user=users(1, staff_help=0.25)))
    assert parts(tested) == registered("H22")
    found = verdicts("H22", tested)
    assert found["helped_by_staff"] == "supported"
    assert found["helped_by_others"] != "supported"
    assert found["short_scale"] != "supported"
    assert tested.findings[0].estimate.value == pytest.approx(0.25, abs=0.1)


def test_planted_effect_of_the_scale_is_found():
    found = verdicts("H22", examine(evidence(answers_user=users(2, short=0.4))))
    assert found["short_scale"] == "supported"
    assert found["helped_by_staff"] != "supported"


def test_ends_of_a_short_scale_meet_those_of_the_long_one():
    rows = users(3)
    is_short = rows["scale_points"] == 4
    for item in ITEMS:
        rows[item] = rows[item].where(~is_short, 4).where(is_short, 6)
    tested = examine(evidence(answers_user=rows))
    assert tested.findings[2].estimate.reason == "no_variation_in_outcome"


def test_unhelped_and_helped_have_their_plain_means_in_the_table():
    rows = users(4)
    table = examine(evidence(answers_user=rows)).tables["h22_by_help"].set_index("help")
    six = rows[(rows["scale_points"] == 6) & (rows["answer_help"] == "ANSATT")]
    assert table.loc["ANSATT", "n"] == len(six)
    assert table.loc["ANSATT", "mean"] == pytest.approx(six[ITEMS].astype(float).mean(axis=1).mean())
    assert table.index.tolist() == ["INGEN", "PARORENDE", "ANSATT", "ANNEN"]


def test_nobody_helped_is_constant_exposure():
    found = examine(evidence(answers_user=users(5).assign(answer_help="INGEN")))
    assert [finding.estimate.reason for finding in found.findings][:2] == ["constant_exposure"] * 2


def test_survey_that_nobody_delivered_gives_the_reason():
    tested = examine(evidence())
    assert reasons(tested) == {"not_delivered"}
    assert tested.tables["h22_by_help"].empty
