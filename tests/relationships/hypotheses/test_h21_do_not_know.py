"""H21: what NAV's "don't know" leaves open."""

import numpy as np
import pytest

from batt.relationships.hypotheses.h21_do_not_know import examine
from tests.relationships.hypotheses.survey_answers import (
    evidence,
    form,
    parts,
    reasons,
    registered,
    verdicts,
)


def nav(seed, shares):
    rng = np.random.default_rng(seed)
    rows = form(rng, "nav", 8)
    for number, share in enumerate(shares, start=1):
        rows.loc[rng.random(len(rows)) < share, f"n{number}"] = 7
    return rows


def test_planted_difference_between_questions_is_found():
    tested = examine(evidence(answers_nav=nav(1, [0.02] * 4 + [0.15] + [0.05] * 4)))
    assert parts(tested) == registered("H21")
    assert set(verdicts("H21", tested).values()) == {"supported"}


def test_few_sevens_alike_at_all_questions_move_nothing():
    tested = examine(evidence(answers_nav=nav(2, [0.01] * 9)))
    assert set(verdicts("H21", tested).values()) == {"not_supported"}


def test_table_reads_every_seven_as_one_and_as_six():
    rows = nav(3, [0.1] * 9)
    tested = examine(evidence(answers_nav=rows))
    row = tested.tables["h21_do_not_know"].set_index("question").loc["N3"]
    given = rows["n3"].to_numpy(dtype=float)
    assert row["seven_n"] == (given == 7).sum()
    assert row["mean"] == pytest.approx(given[given != 7].mean())
    assert row["mean_if_1"] == pytest.approx(np.where(given == 7, 1, given).mean())
    assert row["mean_if_6"] == pytest.approx(np.where(given == 7, 6, given).mean())
    spans = tested.tables["h21_do_not_know"].eval("(mean_if_6 - mean_if_1) * answers_n")
    total = tested.tables["h21_do_not_know"]["answers_n"].sum()
    assert tested.findings[0].estimate.value == pytest.approx(spans.sum() / total)


def test_survey_without_a_seven_leaves_no_room():
    tested = examine(evidence(answers_nav=nav(4, [])))
    assert reasons(tested) == {"no_variation_in_outcome"}
    assert (tested.tables["h21_do_not_know"]["seven_n"] == 0).all()


def test_question_answered_by_seven_alone_has_no_mean():
    tested = examine(evidence(answers_nav=nav(5, [1.0])))
    assert np.isnan(tested.tables["h21_do_not_know"].set_index("question").loc["N1", "mean"])


def test_survey_that_nobody_delivered_gives_the_reason():
    assert reasons(examine(evidence())) == {"not_delivered"}
