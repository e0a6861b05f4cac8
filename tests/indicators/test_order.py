"""Rows stand in the order of the registry, and of texts where the registry has none."""

import pandas as pd

from batt.indicators._order import in_order
from batt.registry import load


def test_programmes_stand_as_in_the_registry_with_all_of_them_first():
    codes = load().programme_codes
    found = in_order(pd.DataFrame({"programme": [*sorted(codes, reverse=True), "ALL"]}), ["programme"])
    assert found["programme"].tolist() == ["ALL", *codes]


def test_what_is_missing_or_unknown_stands_last_and_what_is_alike_stays_as_it_stood():
    rows = pd.DataFrame(
        {
            "programme": ["NEW", None, "AB", "AB", "AB", "AB"],
            "unit_id": ["A1", "A1", None, "B1", "A1", "A1"],
            "came": [0, 1, 2, 3, 4, 5],
        }
    )
    assert in_order(rows, ["programme", "unit_id"])["came"].tolist() == [4, 5, 3, 2, 0, 1]
