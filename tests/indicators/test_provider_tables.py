"""What a provider is told about itself, against counts and means made by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.indicators import PAIRS
from batt.indicators._provider_tables import (
    provider_end_causes,
    provider_survey_gaps,
    provider_survey_items,
)
from batt.indicators._set_aside_bounds import NO_LOSS, set_aside_bounds


def _answers(survey, rows, **more):
    fields = [f"{survey[0] if survey != 'staff' else 'e'}{number}" for number in range(1, 10)]
    frame = pd.DataFrame(
        [{"provider_id": provider} | dict.fromkeys(fields) | {fields[0]: answer} for provider, answer in rows]
    )
    return frame.astype(dict.fromkeys(fields, "Int64")).assign(**more)


@pytest.fixture
def tables():
    nav = [("A1", 4), ("A1", 5), ("A1", 7), ("A1", 3), ("A2", 6)]
    user = [("A1", 6), ("A1", 5), ("A1", 6), ("A2", 2)]
    return {
        "answers_nav": _answers("nav", nav),
        "answers_user": _answers("user", user, programme="APS", scale_points=6),
    }


def test_items_are_means_of_the_providers_own_respondents(tables):
    items = provider_survey_items(tables).set_index(["provider_id", "survey", "programme", "question"])
    row = items.loc[("A1", "nav", "ALL", "N1")]
    # Seven is "don't know": three answers are left.
    low, high = stats.t.interval(0.95, 2, loc=4.0, scale=1.0 / np.sqrt(3))
    assert (row["n"], row["sum"], row["mean"], row["sd"]) == (3, 12, 4.0, 1.0)
    assert row["ci_low"] == pytest.approx(low) and row["ci_high"] == pytest.approx(min(high, 6.0))
    assert items.loc[("A2", "user", "APS", "U1"), "mean"] == 2.0
    assert np.isnan(items.loc[("A2", "nav", "ALL", "N1"), "sd"])


def test_a_gap_is_the_first_minus_the_second_with_the_interval_of_both(tables):
    items = provider_survey_items(tables)
    gaps = provider_survey_gaps(items).set_index(["provider_id", "theme", "pair"])
    assert ("user", "nav") in PAIRS
    row = gaps.loc[("A1", "information", "user_nav")]
    sides = items[(items["provider_id"] == "A1") & (items["programme"] == "ALL")].set_index("survey")
    user, nav = sides.loc["user"], sides.loc["nav"]
    assert row["gap"] == pytest.approx(17 / 3 - 4.0)
    below = np.hypot(user["mean"] - user["ci_low"], nav["ci_high"] - nav["mean"])
    assert row["low"] == pytest.approx(row["gap"] - below)
    assert np.isnan(gaps.loc[("A2", "information", "user_nav"), "low"])


def test_without_answers_there_are_no_items_and_no_gaps():
    items = provider_survey_items({})
    assert items.empty and provider_survey_gaps(items).empty


def test_exits_are_counted_by_code_for_each_provider_and_programme():
    spells = pd.DataFrame(
        [
            ("A1", "AB", "F1", "job", True),
            ("A1", "AB", "F1", "job", True),
            ("A1", "AB", "A2", "other", True),
            ("A1", "APS", "X1", "other", True),
            ("A2", "AB", None, None, False),
        ],
        columns=["provider_id", "programme", "end_cause", "cause_group", "is_exit"],
    )
    table = provider_end_causes(spells).set_index(["provider_id", "programme", "end_cause"])
    assert table.loc[("A1", "AB", "F1"), ["exits_n", "exits_total_n"]].tolist() == [2, 3]
    assert table.loc[("A1", "AB", "F1"), "share"] == pytest.approx(2 / 3)
    assert table.loc[("A1", "AB", "A2"), "not_approved_n"] == 1
    assert table.loc[("A1", "APS", "F1"), "exits_n"] == 0
    assert "A2" not in table.index.get_level_values("provider_id")


def test_bounds_take_every_lost_course_as_none_and_as_all_of_the_kind():
    line = {
        "table": "spells",
        "outcome": "set_aside",
        "provider_id": "A1",
        "source_file": "f",
        "source_sheet": "",
    }
    ledger = pd.DataFrame(
        [
            line | {"source_row": 2, "reason": "unknown_code"},
            line | {"source_row": 2, "reason": "impossible_date"},
            line | {"source_row": 3, "reason": "unknown_code"},
            line | {"source_row": 4, "reason": NO_LOSS[0]},
            line | {"source_row": 5, "reason": "unknown_code", "outcome": "corrected"},
        ]
    )
    cell = {"unit_level": "provider", "indicator": "i08", "programme": "AB", "numerator": 3, "denominator": 8}
    values = pd.DataFrame([cell | {"unit_id": "A1"}, cell | {"unit_id": "A2"}]).assign(value=3 / 8)
    rows = set_aside_bounds(ledger, values).to_dict("records")
    assert [(row["provider_id"], row["lost_n"]) for row in rows] == [("A1", 2)]
    assert (rows[0]["low"], rows[0]["high"]) == (3 / 10, 5 / 10)
