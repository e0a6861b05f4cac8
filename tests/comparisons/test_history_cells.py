"""Cells of earlier years under the identifier of the history they belong to."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.history_cells import history_cells
from tests.comparisons.comparison_frames import cells_of


def became(old, new, *years):
    """``old`` went into ``new``; both delivered in the years."""
    pairs = [(provider, year, new) for year in years for provider in (old, new)]
    return pd.DataFrame(pairs, columns=["provider_id", "year", "history_id"])


def test_cells_of_a_year_that_became_one_are_added_up():
    table = became("a", "b", 2014)
    cells = cells_of("i02", [100, 160], [20, 40], n=[6, 9], se=[0.1, 0.2], year=2014)
    cells = cells.assign(provider_id=["a", "b"], county=["03", "11"])
    row = history_cells(cells, table).iloc[0]
    assert row["value"] == pytest.approx(260 / 60)
    assert row["se"] == pytest.approx(np.sqrt((20 * 0.1) ** 2 + (40 * 0.2) ** 2) / 60)
    assert (row["n"], row["county"], row["status"]) == (15, "11", "ok")


def test_years_before_and_after_keep_their_numbers_under_one_name():
    table = became("a", "b", 2013, 2014)
    cells = pd.concat(
        [
            cells_of("i08", [3], [9], year=2013).assign(provider_id="a"),
            cells_of("i08", [4], [9], year=2014).assign(provider_id="b"),
        ]
    )
    found = history_cells(cells, table)
    assert found["provider_id"].tolist() == ["b", "b"]
    assert found["numerator"].tolist() == [3, 4]


def test_providers_that_became_one_are_one_reporting_provider_of_partners():
    cells = cells_of("i05", [7, 4], [1, 1], n=[7, 4], year=2014).assign(provider_id=["a", "b"])
    row = history_cells(cells, became("a", "b", 2014)).iloc[0]
    assert (row["provider_id"], row["numerator"], row["denominator"], row["value"]) == ("b", 11, 1, 11.0)


def test_a_provider_outside_every_history_keeps_its_cells():
    cells = cells_of("i08", [3, 2], [9, 8], year=2014).assign(provider_id=["c", "d"])
    pd.testing.assert_frame_equal(history_cells(cells, became("a", "b", 2014)), cells)
