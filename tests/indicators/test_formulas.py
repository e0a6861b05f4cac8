"""Intervals against numbers computed elsewhere."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy import stats

from batt.indicators._formulas import ratio_intervals, wilson_interval

REFERENCE = Path(__file__).parents[3] / "shared" / "data" / "reference" / "wilson.json"


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_gives_the_published_intervals(hits, trials, low, high):
    """Newcombe (1998), Stat. Med. 17:857–872, table I, method 3."""
    ends = wilson_interval(hits, trials)
    assert [float(end) for end in ends] == pytest.approx([low, high], abs=5e-5)


def test_wilson_agrees_with_r_on_every_reference_group():
    if not REFERENCE.exists():
        pytest.skip("the reference data folder is not there: Wilson intervals are not compared with R")
    rows = [
        row
        for groups in json.loads(REFERENCE.read_text())["results"].values()
        if isinstance(groups, dict)
        for row in groups.values()
        if isinstance(row, dict) and {"x", "n", "lower", "upper"} <= set(row)
    ]
    assert len(rows) > 10
    table = pd.DataFrame(rows)
    low, high = wilson_interval(table["x"], table["n"])
    np.testing.assert_allclose(low, table["lower"], rtol=1e-9, atol=1e-15)
    np.testing.assert_allclose(high, table["upper"], rtol=1e-9)


def test_wilson_of_nobody_is_missing_and_of_none_or_all_ends_exactly():
    low, high = wilson_interval([0, 0, 7], [0, 7, 7])
    assert np.isnan(low[0]) and np.isnan(high[0])
    assert low[1] == 0.0 and high[1] < 1
    assert high[2] == 1.0 and low[2] > 0


def test_interval_of_a_mean_is_the_ordinary_t_interval():
    values = [70, 140, 210, 280, 350]
    units = pd.DataFrame({"g": "a", "cluster": list("abcde"), "x": values, "w": 1})
    low, high = stats.t.interval(0.95, 4, loc=np.mean(values), scale=stats.sem(values))
    row = ratio_intervals(units, ["g"]).iloc[0]
    assert (row["ci_low"], row["ci_high"]) == (pytest.approx(low), pytest.approx(high))


def test_interval_of_a_ratio_is_that_of_a_weighted_mean_with_clustered_covariance():
    rng = np.random.default_rng(7)
    w = rng.integers(1, 10, 200)
    units = pd.DataFrame(
        {"g": "a", "cluster": rng.integers(0, 12, 200).astype(str), "x": rng.binomial(5 * w, 0.8), "w": w}
    )
    fit = sm.WLS(units["x"] / units["w"], np.ones(200), weights=units["w"]).fit(
        cov_type="cluster", cov_kwds={"groups": units["cluster"].astype(int)}, use_t=True
    )
    row = ratio_intervals(units, ["g"]).iloc[0]
    np.testing.assert_allclose([row["ci_low"], row["ci_high"]], fit.conf_int().to_numpy()[0], rtol=1e-12)


def test_units_without_weight_and_single_clusters_give_no_interval():
    units = pd.DataFrame({"g": ["a", "a", "b"], "cluster": ["1", "2", "3"], "x": [3, 0, 9], "w": [1, 0, 2]})
    table = ratio_intervals(units, ["g"]).set_index("g")
    assert table.isna().all(axis=None)
    assert list(table.index) == ["a", "b"]
