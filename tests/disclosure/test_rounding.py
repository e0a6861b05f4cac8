"""Counts of single months: rounded, so that newsletters put together tell no single persons."""

from collections import defaultdict

import pandas as pd
import pytest

from batt.disclosure import publish_counts
from batt.disclosure.rounding import rounded


@pytest.mark.parametrize(
    ("count", "told"),
    [(0, 0), (1, 1), (2, 1), (3, 5), (5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (1362, 1360)],
)
def test_counts_are_told_to_the_nearest_five_and_small_ones_alike(count, told):
    assert rounded(pd.Series([count])).tolist() == [told]


def test_missing_stays_missing():
    assert rounded(pd.Series([None, 4], dtype="Int64")).isna().tolist() == [True, False]


def test_the_door_hides_small_counts_and_shows_zero_and_the_rest():
    told = publish_counts(pd.DataFrame({"n": rounded(pd.Series([0, 1, 2, 3]))}), ["n"])
    assert [cell.state for cell in told.cells("n")] == ["shown", "hidden", "hidden", "shown"]


def test_no_single_person_can_be_told_from_two_newsletters():
    """The year so far in two newsletters never leaves 1, or 2, as the only number of the month between."""
    possible = defaultdict(set)
    told = rounded(pd.Series(range(61))).tolist()
    for before in range(61):
        for now in range(before, 61):
            possible[told[before], told[now]].add(now - before)
    assert not [pair for pair, months in possible.items() if months in ({1}, {2})]
