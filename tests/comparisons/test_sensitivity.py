"""What hangs on the open readings: Kendall's tau, the national value and the places that move."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.sensitivity import sensitivity


def readings(in_force, alternative, direction="higher", indicator="i08", option="job_codes", status=None):
    """Two readings of one indicator from two dictionaries provider → value."""
    parts = []
    for name, choice, figures in (("in_force", "", in_force), (option, "F1_only", alternative)):
        parts.append(
            pd.DataFrame(
                {
                    "year": 2015,
                    "option": name,
                    "choice": choice,
                    "provider_id": list(figures),
                    "indicator": indicator,
                    "programme": "AB",
                    "direction": direction,
                    "value": list(figures.values()),
                    "ci_low": np.nan,
                    "ci_high": np.nan,
                    "n": 10,
                    "status": "ok",
                    "national_value": 0.4 if name == "in_force" else 0.3,
                    "national_numerator": 40 if name == "in_force" else 27,
                    "national_denominator": 100 if name == "in_force" else 90,
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    for (name, provider), word in (status or {}).items():
        table.loc[(table["option"] == name) & (table["provider_id"] == provider), "status"] = word
    return table


def ids(values):
    return {f"A{number:03d}": value for number, value in enumerate(values)}


def tau_b_by_hand(x, y):
    pairs = [np.sign((x[i] - x[j]) * (y[i] - y[j])) for i, j in combinations(range(len(x)), 2)]
    untied_x = sum(x[i] != x[j] for i, j in combinations(range(len(x)), 2))
    untied_y = sum(y[i] != y[j] for i, j in combinations(range(len(y)), 2))
    return sum(pairs) / np.sqrt(untied_x * untied_y)


def test_tau_is_counted_over_pairs_with_ties():
    rng = np.random.default_rng(20151231)
    x, y = rng.integers(0, 9, 30) / 9, rng.integers(0, 9, 30) / 9
    row = sensitivity(readings(ids(x), ids(y))).panel.iloc[0]
    assert row["tau"] == pytest.approx(tau_b_by_hand(x, y), abs=1e-12)
    assert row["ranked_n"] == 30
    assert row["difference"] == pytest.approx(-0.1)


def test_the_same_order_hangs_on_nothing():
    result = sensitivity(readings(ids([0.1, 0.2, 0.3, 0.4]), ids([0.01, 0.02, 0.03, 0.04])))
    assert result.panel.iloc[0]["tau"] == pytest.approx(1.0)
    assert result.panel.iloc[0]["hanging_n"] == 0
    assert result.hanging.empty


@pytest.mark.parametrize("direction", ["higher", "lower"])
def test_first_place_goes_to_the_best_in_the_indicators_direction(direction):
    values = np.linspace(0.1, 0.9, 10)
    moved = values.copy()
    moved[0] = 1.0
    table = sensitivity(readings(ids(values), ids(moved), direction)).hanging
    row = table.loc[table["provider_id"] == "A000"].iloc[0]
    worst, best = (10.0, 1.0)
    ends = (worst, best) if direction == "higher" else (best, worst)
    assert (row["place"], row["place_alternative"]) == ends
    assert row["moved"] == ends[0] - ends[1]
    assert row["reason"] == "moves"


def test_a_place_must_change_by_more_than_a_tenth_of_the_list():
    values = np.linspace(0.1, 0.9, 30)
    three, four = values.copy(), values.copy()
    three[5] = values[8] + 1e-3
    four[5] = values[9] + 1e-3
    assert sensitivity(readings(ids(values), ids(three))).hanging.empty
    assert list(sensitivity(readings(ids(values), ids(four))).hanging["provider_id"]) == ["A005"]


def test_two_neighbours_of_a_short_list_may_swap():
    result = sensitivity(readings(ids([0.1, 0.2, 0.3]), ids([0.1, 0.3, 0.2])))
    assert result.hanging.empty


def test_who_falls_below_the_minimum_n_is_named_and_not_ranked():
    status = {("job_codes", "A003"): "too_few", ("in_force", "A004"): "too_few"}
    result = sensitivity(
        readings(ids([0.1, 0.2, 0.3, 0.4, 0.5]), ids([0.1, 0.2, 0.3, 0.4, 0.5]), status=status)
    )
    assert result.panel.iloc[0]["ranked_n"] == 3
    assert dict(zip(result.hanging["provider_id"], result.hanging["reason"], strict=True)) == {
        "A003": "drops_out",
        "A004": "comes_in",
    }


def test_who_has_no_figure_at_all_under_a_reading_is_named_too():
    in_force = ids([0.1, 0.2, 0.3])
    alternative = {"A000": 0.1, "A001": 0.2, "A009": 0.5}
    found = sensitivity(readings(in_force, alternative)).hanging
    assert dict(zip(found["provider_id"], found["reason"], strict=True)) == {
        "A002": "drops_out",
        "A009": "comes_in",
    }


def test_leaving_the_population_of_an_association_is_no_change_of_place():
    table = readings(ids([0.1, 0.2, 0.3]), {"A000": 0.1, "A001": 0.2}, option="forening")
    result = sensitivity(table)
    assert result.hanging.empty
    assert result.panel.iloc[0]["ranked_n"] == 2


def test_an_indicator_with_an_optimum_range_is_never_ranked():
    result = sensitivity(readings(ids(range(10)), ids(range(10, 0, -1)), "range", "i10"))
    row = result.panel.iloc[0]
    assert row["tau"] == pytest.approx(-1.0)
    assert row["reason"] == "range_not_ranked" and pd.isna(row["hanging_n"])
    assert result.hanging.empty


@pytest.mark.parametrize(
    ("values", "reason"),
    [([0.4], "too_few_ranked"), ([0.0, 0.0, 0.0], "all_equal"), ([1.0, 1.0], "all_equal")],
)
def test_no_order_gives_a_missing_tau_with_its_reason(values, reason):
    row = sensitivity(readings(ids(values), ids(values))).panel.iloc[0]
    assert pd.isna(row["tau"]) and row["reason"] == reason


def test_values_that_differ_in_their_last_bits_are_ties():
    result = sensitivity(readings(ids([0.1 + 0.2, 0.3, 0.5]), ids([0.3, 0.3, 0.5])))
    assert result.panel.iloc[0]["tau"] == pytest.approx(1.0)
