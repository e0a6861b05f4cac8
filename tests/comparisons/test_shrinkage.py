"""Shrunken values against R, and on lists with too little to learn from."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.comparisons.empirical_bayes import shrink_counts, shrink_means, shrink_shares
from batt.comparisons.shrinkage import shrinkage_table

REFERENCE = json.loads((Path(__file__).parent / "reference" / "shrinkage_r.json").read_text("utf-8"))
INPUTS = {name: np.array(values, dtype=float) for name, values in REFERENCE["inputs"].items()}


def share_cells(hits: list[int], trials: list[int], indicator: str = "i08") -> pd.DataFrame:
    x, n = np.array(hits, dtype=float), np.array(trials, dtype=float)
    return pd.DataFrame(
        {
            "year": 2015,
            "indicator": indicator,
            "programme": "AB",
            "provider_id": [f"A{number:03}" for number in range(len(hits))],
            "direction": "higher",
            "unit": "share",
            "numerator": pd.array(hits, dtype="Int64"),
            "denominator": pd.array(trials, dtype="Int64"),
            "scale": 1.0,
            "value": x / n,
            "n": pd.array(trials, dtype="Int64"),
            "se": np.sqrt(x / n * (1 - x / n) / n),
            "status": np.where(n < 5, "too_few", "ok"),
        }
    )


def mean_cells(values: list[float], sizes: list[int], sd: float) -> pd.DataFrame:
    n = np.array(sizes, dtype=float)
    cells = share_cells([0] * len(values), sizes, "i12")
    return cells.assign(
        unit="weeks", direction="lower", value=values, se=np.where(n > 1, sd / np.sqrt(n), np.nan)
    )


def test_shares_agree_with_maximum_likelihood_in_r():
    result = shrink_shares(INPUTS["jobs"], INPUTS["exits"])
    expected = REFERENCE["results"]["beta_binomial"]["maximum_likelihood"]
    size = INPUTS["exits"][0] * (1 / result.weight[0] - 1)
    assert result.mean == pytest.approx(expected["mean"], abs=1e-6)
    assert size == pytest.approx(expected["strength"], rel=1e-5)
    np.testing.assert_allclose(result.value, expected["shrunken"], atol=1e-6)
    np.testing.assert_allclose(np.c_[result.low, result.high], expected["interval_95_widened"], atol=1e-6)


def test_counts_agree_with_r():
    result = shrink_counts(INPUTS["firms"], INPUTS["exposure"])
    expected = REFERENCE["results"]["gamma_poisson"]
    assert result.mean == pytest.approx(expected["mean"], abs=1e-6)
    np.testing.assert_allclose(result.value, expected["shrunken"], atol=1e-6)
    np.testing.assert_allclose(np.c_[result.low, result.high], expected["interval_95_widened"], atol=1e-6)


def test_means_agree_with_paule_and_mandel_in_r():
    result = shrink_means(INPUTS["value"], INPUTS["se"])
    expected = REFERENCE["results"]["normal"]["paule_mandel"]
    assert result.between_sd**2 == pytest.approx(expected["tau2"], abs=1e-9)
    np.testing.assert_allclose(result.value, expected["shrunken"], atol=1e-9)
    np.testing.assert_allclose(np.c_[result.low, result.high], expected["interval_95_widened"], atol=1e-9)


def test_means_that_differ_less_than_chance_all_get_the_mean_with_an_interval_that_is_not_nothing():
    result = shrink_means(np.array([4.0, 4.1, 4.2, 4.1, 4.0, 4.2]), np.full(6, 0.5))
    assert result.between_sd == 0
    np.testing.assert_allclose(result.value, 4.1)
    assert (result.high - result.low > 0.5).all()


def test_intervals_hold_the_true_share_nearly_as_often_as_with_the_prior_known():
    rng = np.random.default_rng(12)
    held, known = [], []
    for _ in range(40):
        truth = rng.beta(4, 8, 100)
        trials = rng.integers(2, 60, 100).astype(float)
        hits = rng.binomial(trials.astype(int), truth).astype(float)
        result = shrink_shares(hits, trials)
        held.append(np.mean((result.low <= truth) & (truth <= result.high)))
        low, high = stats.beta.interval(0.95, 4 + hits, 8 + trials - hits)
        known.append(np.mean((low <= truth) & (truth <= high)))
    assert np.mean(held) == pytest.approx(np.mean(known), abs=0.012)


def test_two_of_two_does_not_top_the_shrunken_list():
    table = shrinkage_table(share_cells([2, 40, 20, 15, 10, 8, 30], [2, 60, 50, 50, 40, 40, 70]))
    by_provider = table.set_index("provider_id")
    assert by_provider.loc["A000", "value"] == 1
    assert by_provider.loc["A000", "shrunken_rank"] > 1
    assert by_provider.loc["A001", "shrunken_rank"] == 1
    assert by_provider.loc["A000", "own_weight"] < 0.5 < by_provider.loc["A001", "own_weight"]


@pytest.mark.parametrize("hits", [[0] * 6, [9] * 6])
def test_a_programme_of_none_or_all_is_na_with_its_reason(hits):
    table = shrinkage_table(share_cells(hits, [9] * 6))
    assert (table["reason"] == "all_or_none").all()
    assert table["shrunken"].isna().all() and table["shrunken_rank"].isna().all()


def test_four_providers_are_too_few():
    assert (shrinkage_table(share_cells([1, 2, 3, 4], [9] * 4))["reason"] == "too_few_providers").all()


def test_a_figure_that_is_no_sample_is_na_with_its_reason():
    cells = share_cells([1, 2, 3, 4, 5, 6], [6] * 6, "i07").assign(se=np.nan)
    assert (shrinkage_table(cells)["reason"] == "no_interval").all()


def test_a_mean_of_one_borrows_the_spread_of_the_others_and_low_is_best():
    table = shrinkage_table(mean_cells([30, 20, 10, 14, 18, 26], [1, 25, 25, 25, 25, 25], 5.0))
    one = table.iloc[0]
    assert table["method"].eq("normal").all() and one["own_weight"] < table["own_weight"].iloc[1]
    assert one["shrunken"] < 30
    assert table.loc[table["shrunken_rank"] == 1, "provider_id"].item() == "A002"


def test_a_range_is_shrunk_but_not_ranked():
    table = shrinkage_table(mean_cells([30, 20, 10, 14, 18, 26], [25] * 6, 5.0).assign(direction="range"))
    assert table["shrunken"].notna().all() and table["shrunken_rank"].isna().all()


def test_shares_are_drawn_towards_a_given_mean_as_far_as_the_likelihood_says():
    hits, trials = np.array([3.0, 9, 4, 12, 6, 7]), np.array([20.0, 25, 30, 28, 22, 40])

    def likelihood(log_size):
        a, b = 0.2 * np.exp(log_size), 0.8 * np.exp(log_size)
        return stats.betabinom.logpmf(hits, trials, a, b).sum()

    size = np.exp(max(np.linspace(-4, 13, 20001), key=likelihood))
    found = shrink_shares(hits, trials, mean=0.2)
    assert found.mean == pytest.approx(0.2, abs=1e-12)
    assert found.weight == pytest.approx(trials / (trials + size), rel=1e-2)
    assert found.value == pytest.approx((hits + 0.2 * size) / (trials + size), rel=1e-2)


def test_means_are_drawn_towards_a_given_mean_with_the_spread_about_it():
    means, errors = np.array([4.0, 4.4, 5.1, 3.2, 4.8]), np.full(5, 0.2)
    between = ((means - 4.5) ** 2).mean() - 0.04
    found = shrink_means(means, errors, mean=4.5)
    assert found.between_sd**2 == pytest.approx(between, rel=1e-9)
    assert found.value == pytest.approx(4.5 + between / (between + 0.04) * (means - 4.5), rel=1e-9)


def test_only_lists_with_a_centre_are_drawn_towards_it():
    cells = pd.concat(
        [share_cells([3, 9, 4, 12, 6], [20, 25, 30, 28, 22]), share_cells([3, 9, 4, 12, 6], [20] * 5, "i09")],
        ignore_index=True,
    )
    free, held = shrinkage_table(cells), shrinkage_table(cells, centres={("i08", "AB"): 0.1})
    assert set(held.loc[held["indicator"] == "i08", "prior_mean"].round(12)) == {0.1}
    pd.testing.assert_frame_equal(free.query("indicator == 'i09'"), held.query("indicator == 'i09'"))
