"""Who is ranked, who is not and why, and how sure the ranks are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batt.comparisons.ranks import RANK_COLUMNS, rank_table
from batt.comparisons.sampling_errors import common_errors, moderated_variances, working_errors

SETS = RANK_COLUMNS[2:]


def cells(
    hits: list[int],
    trials: list[int],
    *,
    indicator: str = "i08",
    programme: str = "AB",
    unit: str = "share",
    direction: str = "higher",
    minimum_n: int = 5,
) -> pd.DataFrame:
    """Comparison cells of one list. One row per provider."""
    x, n = np.array(hits, dtype=float), np.array(trials, dtype=float)
    return pd.DataFrame(
        {
            "year": 2015,
            "indicator": indicator,
            "programme": programme,
            "provider_id": [f"A{number:03}" for number in range(len(hits))],
            "direction": direction,
            "unit": unit,
            "numerator": pd.array(hits, dtype="Int64"),
            "denominator": pd.array(trials, dtype="Int64"),
            "scale": 1.0,
            "value": x / n,
            "n": pd.array(trials, dtype="Int64"),
            "se": np.sqrt(np.clip(x / n * (1 - x / n), 0, None) / n),
            "status": np.where(n < minimum_n, "too_few", "ok"),
        }
    )


def firm_cells(counts: list[int]) -> pd.DataFrame:
    frame = cells(counts, [1] * len(counts), indicator="i05", programme="ALL", unit="firms")
    return frame.assign(
        n=frame["numerator"], status=np.where(frame["numerator"] < 1, "too_few", "ok"), se=np.sqrt(counts)
    )


def week_cells(values: list[float], sizes: list[int], sds: list[float]) -> pd.DataFrame:
    frame = cells([0] * len(values), sizes, indicator="i13", unit="weeks", direction="lower")
    return frame.assign(value=values, se=np.array(sds) / np.sqrt(sizes))


def test_two_of_two_is_not_ranked():
    table = rank_table(cells([2, 40, 20, 15], [2, 60, 50, 50]))
    two = table[table["provider_id"] == "A000"].iloc[0]
    assert two["reason"] == "too_few" and pd.isna(two["rank"])
    assert table.loc[table["rank"] == 1, "provider_id"].item() == "A001"
    assert (table["providers_n"] == 3).all()


def test_five_of_five_is_not_first_with_certainty():
    table = rank_table(cells([5, 40, 30, 20, 20, 10], [5, 60, 50, 50, 50, 50]))
    first = table.iloc[0]
    assert first["rank"] == 1 and first["value"] == 1
    assert first["marginal_high"] > 1 and first["simultaneous_high"] > 1


def test_far_apart_providers_are_told_apart():
    table = rank_table(cells([50, 500, 950], [1000, 1000, 1000]))
    assert table["rank"].tolist() == [3, 2, 1]
    assert table["simultaneous_low"].tolist() == table["simultaneous_high"].tolist() == [3, 2, 1]


def test_lower_is_better_where_the_indicator_says_so():
    table = rank_table(week_cells([30.0, 10.0, 20.0], [50, 50, 50], [4.0, 5.0, 3.0]))
    assert table["rank"].tolist() == [3, 1, 2]
    assert table["marginal_high"].tolist() == [3, 1, 2]


def test_a_range_is_never_ranked():
    table = rank_table(week_cells([30.0, 10.0], [50, 50], [4.0, 5.0]).assign(direction="range"))
    assert (table["reason"] == "no_direction").all() and table[RANK_COLUMNS].isna().all(axis=None)


def test_equal_values_share_their_places():
    table = rank_table(cells([10, 20, 20, 30], [50, 50, 50, 50]))
    assert table["rank"].tolist() == [4, 2, 2, 1] and table["rank_last"].tolist() == [4, 3, 3, 1]


def test_a_count_of_none_is_ranked_last_and_not_called_too_few():
    table = rank_table(firm_cells([0, 12, 40]))
    assert table["rank"].tolist() == [3, 2, 1] and (table["reason"] == "").all()


def test_a_figure_that_is_no_sample_has_a_rank_without_a_set():
    table = rank_table(cells([1, 3, 6], [6, 6, 6], indicator="i07", minimum_n=6).assign(se=np.nan))
    assert table["rank"].tolist() == [3, 2, 1] and (table["reason"] == "no_interval").all()
    assert table[SETS].isna().all(axis=None)


def test_one_provider_alone_is_not_ranked():
    table = rank_table(cells([3], [9]))
    assert table["reason"].item() == "one_provider" and table[RANK_COLUMNS].isna().all(axis=None)
    assert rank_table(cells([3, 1], [9, 2]))["reason"].tolist() == ["one_provider", "too_few"]


@pytest.mark.parametrize("hits", [0, 9])
def test_a_programme_of_none_or_all_puts_nobody_above_another(hits):
    table = rank_table(cells([hits] * 5, [9] * 5))
    assert (table["rank"] == 1).all() and (table["rank_last"] == 5).all()
    assert (table["simultaneous_low"] == 1).all() and (table["simultaneous_high"] == 5).all()


def test_no_cells_give_no_rows():
    assert rank_table(cells([], [])).empty


def test_a_list_does_not_depend_on_the_others_or_on_the_order_of_rows():
    one, other = cells([9, 20, 30, 14], [40, 50, 60, 50]), cells([3, 9, 8], [20, 30, 10], programme="KIA")
    both = rank_table(pd.concat([other, one.iloc[::-1]], ignore_index=True))
    alone = rank_table(one)
    pd.testing.assert_frame_equal(both[both["programme"] == "AB"].reset_index(drop=True), alone)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 30)), min_size=2, max_size=12))
def test_any_list_gives_ranks_inside_their_sets(pairs):
    hits = [min(x, n) for x, n in pairs]
    table = rank_table(cells(hits, [n for _, n in pairs]), draws=100)
    ranked = table[table["reason"] == ""]
    for low, high in (("marginal_low", "marginal_high"), ("simultaneous_low", "simultaneous_high")):
        assert (ranked[low] <= ranked["rank"]).all() and (ranked["rank_last"] <= ranked[high]).all()
        assert ranked[low].ge(1).all() and (ranked[high] <= ranked["providers_n"]).all()


def test_every_working_error_is_positive_where_all_or_none_have_the_outcome():
    errors = working_errors(cells([0, 9, 4, 0, 5, 3], [9, 9, 9, 2, 30, 12]))
    assert (errors > 0).all()
    # For 0 of 9 it is that of a share above 0, and below that of the mean of the list.
    mean = 21 / 71
    assert errors[0] < np.sqrt(mean * (1 - mean) / 9)


def test_a_short_list_of_shares_borrows_as_much_as_agresti_and_coull():
    errors = working_errors(cells([0, 6], [10, 10]))
    z2 = 1.959963984540054**2
    share = (0 + z2 * 0.3) / (10 + z2)
    assert errors[0] == pytest.approx(np.sqrt(share * (1 - share) / 10), rel=1e-12)


def test_counts_have_the_spread_of_their_score_interval():
    errors = working_errors(firm_cells([0, 16]))
    z = 1.959963984540054
    # Ends of the score interval: the means μ at which (x − μ)² = z²·μ.
    for count, error in zip([0, 16], errors):
        ends = np.roots([1, -(2 * count + z**2), count**2])
        assert error == pytest.approx((max(ends) - min(ends)) / 2 / z, rel=1e-9)


def test_variances_of_one_spread_are_drawn_to_it_and_differing_ones_are_left_alone():
    rng = np.random.default_rng(1)
    df = np.full(400, 8.0)
    equal = 4 * rng.chisquare(8, 400) / 8
    moderated = moderated_variances(equal, df)
    assert moderated.std() < 0.2 * equal.std() and moderated.mean() == pytest.approx(4, rel=0.05)
    differing = equal * np.exp(rng.normal(0, 1.5, 400))
    assert np.corrcoef(moderated_variances(differing, df), differing)[0, 1] > 0.99


def test_moderated_variances_find_the_prior_they_were_drawn_with():
    rng = np.random.default_rng(2)
    prior_df, prior, df = 10.0, 3.0, np.full(5000, 12.0)
    truth = prior_df * prior / rng.chisquare(prior_df, 5000)
    observed = truth * rng.chisquare(12, 5000) / 12
    slope, level = np.polyfit(observed, moderated_variances(observed, df), 1)
    assert slope == pytest.approx(12 / 22, abs=0.03)
    assert level == pytest.approx(30 / 22, abs=0.1)


def test_an_unknown_variance_is_that_of_the_others():
    frame = week_cells([30.0, 10.0, 20.0, 15.0], [1, 50, 40, 30], [np.nan, 5.0, 5.0, 5.0])
    assert common_errors(frame)[0] == pytest.approx(5.0)
    assert working_errors(frame)[0] == pytest.approx(5.0, rel=0.05)


def test_no_spread_anywhere_gives_ranks_without_sets():
    frame = week_cells([30.0, 10.0, 20.0], [5, 6, 7], [0.0, 0.0, 0.0])
    assert np.isnan(working_errors(frame)).all()
    assert (rank_table(frame)["reason"] == "no_interval").all()


def test_small_shares_without_true_differences_are_told_apart_no_more_often_than_promised():
    rng = np.random.default_rng(17)
    trials = 150
    held = 0
    for trial in range(trials):
        exits = rng.integers(5, 40, 40)
        table = rank_table(cells(rng.binomial(exits, 0.19).tolist(), exits.tolist()), draws=500, seed=trial)
        held += bool(table["simultaneous_low"].eq(1).all() and table["simultaneous_high"].eq(40).all())
    assert held / trials >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / trials)
