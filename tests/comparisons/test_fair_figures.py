"""Figures for calling a provider good: adjusted where there is a model, shrunken always."""

import numpy as np
import pandas as pd
import pytest

from batt.comparisons import fair_figures as module
from batt.comparisons.fair_figures import FAIR_COLUMNS
from batt.comparisons.shrinkage import shrinkage_table

HITS = [9, 30, 21, 15, 24, 18]
N = [10, 60, 60, 60, 60, 60]


def cells(indicator="i08"):
    count = len(HITS)
    return pd.DataFrame(
        {
            "year": 2015,
            "indicator": indicator,
            "programme": "AB",
            "provider_id": [f"A{number:03d}" for number in range(count)],
            "county": "03",
            "direction": "higher",
            "unit": "share",
            "numerator": pd.array(HITS, dtype="Int64"),
            "denominator": pd.array(N, dtype="Int64"),
            "scale": 1.0,
            "value": np.divide(HITS, N),
            "n": pd.array(N, dtype="Int64"),
            "se": 0.05,
            "ci_low": np.nan,
            "ci_high": np.nan,
            "status": "ok",
        }
    )


def adjusted(values, version="full"):
    table = cells()[["year", "indicator", "programme", "provider_id"]]
    return table.assign(version=version, adjusted_value=values)


def fair_figures(table, *rest):
    return module.fair_figures(shrinkage_table(table), table, *rest)


def test_without_a_model_the_figure_is_the_shrunken_one():
    table = fair_figures(cells())
    expected = shrinkage_table(cells())
    assert list(table) == FAIR_COLUMNS
    assert np.allclose(table["adjusted_value"], expected["shrunken"])
    assert not table["is_adjusted"].any()


def test_case_mix_takes_the_place_of_the_raw_share_and_is_shrunken_too():
    values = np.divide(HITS, N)
    values[1] = 0.30
    table = fair_figures(cells(), adjusted(values)).set_index("provider_id")
    assert table.loc["A001", "value"] == pytest.approx(0.5), "the raw figure stands beside"
    assert 0.30 < table.loc["A001", "adjusted_value"] < 0.45
    assert table.loc["A001", "low"] < 0.30
    assert table["is_adjusted"].all()


def test_nine_of_ten_is_drawn_towards_the_rest():
    table = fair_figures(cells(), adjusted(np.divide(HITS, N))).set_index("provider_id")
    assert table.loc["A000", "adjusted_value"] < 0.8
    assert table.loc["A000", "low"] < table.loc["A000", "adjusted_value"] < table.loc["A000", "high"]


def test_another_version_of_the_model_and_missing_values_leave_the_raw_share():
    values = np.full(6, 0.9)
    assert not fair_figures(cells(), adjusted(values, "without_work_capability"))["is_adjusted"].any()
    values[2] = np.nan
    table = fair_figures(cells(), adjusted(values)).set_index("provider_id")
    assert not table.loc["A002", "is_adjusted"] and table.loc["A001", "is_adjusted"]


def test_lists_without_a_model_stay_as_they_were_shrunken():
    both = pd.concat([cells("i06"), cells()], ignore_index=True)
    table = fair_figures(both, adjusted(np.linspace(0.2, 0.7, 6)))
    of_i06 = table.loc[table["indicator"] == "i06"]
    assert np.allclose(of_i06["adjusted_value"], shrinkage_table(cells("i06"))["shrunken"])
    assert list(table.groupby("indicator")["is_adjusted"].sum()) == [0, 6]
    assert len(table) == 12


def test_a_list_too_short_to_shrink_has_no_figure_but_a_reason():
    table = fair_figures(cells().head(3))
    assert table["adjusted_value"].isna().all()
    assert set(table["reason"]) == {"too_few_providers"}
