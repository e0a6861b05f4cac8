"""When a month is a signal, and when season or chance explain it."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from batt.comparisons.control_limits import control_limits, signals
from batt.comparisons.monthly_control import monthly_control
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import MonthlyRows
from batt.comparisons.seasonal_factors import seasonal_factors

SEASON = np.array([1.1, 1.0, 1.15, 1.05, 1.05, 1.1, 0.4, 0.9, 1.2, 1.2, 1.1, 0.75])


def series(years, level=100.0, **changes):
    """A sector whose placements follow the season exactly, but for single months."""
    months = [f"{2015 - years + 1 + at // 12}-{at % 12 + 1:02d}" for at in range(12 * years)]
    counts = pd.Series(np.round(level * np.tile(SEASON, years)).astype(int), index=months)
    # Small ups and downs, so that neighbours differ as chance has it.
    counts += np.resize([3, -2, 1, -4, 2], len(counts))
    for month, factor in changes.items():
        month = month.removeprefix("m").replace("_", "-")
        counts[month] = int(counts[month] * factor)
    return counts


def charts(counts, delivered=None):
    exits = pd.DataFrame({"month": counts.index, "exits_n": counts.to_numpy()})
    exits = exits.assign(programme="AB", provider_id="P", end_cause="F1", group="job", is_job=True)
    none = exits.iloc[:0]
    rows = MonthlyRows(2015, exits, none, none[["provider_id"]], none)
    delivery = pd.DataFrame({"month": counts.index, "providers_n": 100, "providers_expected_n": 100})
    if delivered:
        delivery["providers_n"] = delivery["month"].map(delivered).fillna(100)
    points, facts = monthly_control(rows, delivery, Telling())
    return points[points["programme"] == "AB"].set_index("month"), facts.set_index("programme").loc["AB"]


def test_seasonal_factors_are_those_of_a_poisson_regression():
    rng = np.random.default_rng(4)
    at = np.arange(3, 40)
    counts = rng.poisson(60 * SEASON[at % 12] * np.repeat([1.0, 1.3, 0.8, 1.1], 12)[at])
    design = np.column_stack([np.eye(12)[at % 12], *[(at // 12 == year).astype(float) for year in (1, 2, 3)]])
    fitted = np.exp(sm.GLM(counts, design, family=sm.families.Poisson()).fit().params[:12])
    found = seasonal_factors(counts.astype(float), at)
    np.testing.assert_allclose(found, fitted / fitted.mean(), rtol=1e-6)


def test_a_month_of_the_year_that_is_not_there_has_no_factor():
    at = np.array([0, 1, 2, 12, 13, 14])
    found = seasonal_factors(np.array([10.0, 20, 30, 10, 20, 30]), at)
    np.testing.assert_allclose(found[:3], [0.5, 1.0, 1.5])
    assert np.isnan(found[3:]).all()


def test_limits_are_those_worked_out_by_hand():
    """Laney's u′: centre 10, z of ±1/√10·…, mean moving range over 1.128."""
    counts, ones = np.array([4.0, 16, 4, 16]), np.ones(4)
    limits = control_limits(counts, ones, np.ones(4, dtype=bool), ones)
    sigma = (12 / np.sqrt(10)) / 1.128
    assert limits.centre == 10 and limits.sigma == pytest.approx(sigma)
    assert limits.high == pytest.approx(10 + 3 * sigma * np.sqrt(10))
    assert (limits.low == 0).all()


def test_counts_steadier_than_chance_get_the_limits_of_chance():
    limits = control_limits(np.full(12, 25.0), np.ones(12), np.ones(12, dtype=bool), np.ones(12))
    assert limits.sigma == 1 and limits.high == pytest.approx(25 + 3 * 5) and limits.low == pytest.approx(10)


def test_eight_on_one_side_are_a_signal_and_seven_are_none():
    limits = control_limits(
        np.array([11.0] * 8 + [9, 9] + [11] * 7 + [3]), np.ones(18), np.ones(18, dtype=bool), np.ones(18)
    )
    assert [place for place, one in enumerate(signals(limits)) if one] == [7]
    assert signals(limits)[7] == "run_above"


def test_july_and_december_are_no_signals():
    points, facts = charts(series(4))
    assert facts["is_season_out"] and facts["base_n"] == 36 and facts["reason"] == ""
    assert (points["signal"] == "").all()
    july = points.loc["2015-07"]
    assert july["placements_n"] < 60 and july["adjusted"] == pytest.approx(points["centre"].iloc[0], rel=0.1)


def test_a_month_that_is_halved_is_a_signal_and_moves_no_limit():
    quiet, _ = charts(series(4))
    points, _ = charts(series(4, m2015_09=0.5))
    assert points.loc["2015-09", "signal"] == "below"
    assert points.index[points["signal"] != ""].tolist() == ["2015-09"]
    pd.testing.assert_series_equal(points["high"], quiet["high"])


def test_a_month_that_few_have_reported_is_no_signal():
    points, _ = charts(series(4, m2015_12=0.5), delivered={"2015-12": 94})
    assert points.loc["2015-12", "signal"] == "incomplete"


def test_without_two_years_before_no_month_is_called_a_signal():
    points, facts = charts(series(2, m2015_09=0.2))
    assert not facts["is_season_out"] and facts["base_n"] == 12 and facts["reason"] == ""
    assert (points["signal"] == "").all() and (points["factor"] == 1).all()


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        (series(1)[:11], "too_few_points"),
        (series(4, level=8), "too_few_placements"),
        (series(4) * 0, "too_few_placements"),
    ],
)
def test_a_series_that_bears_no_limits_has_none_and_says_why(counts, reason):
    points, facts = charts(counts)
    assert facts["reason"] == reason
    assert points[["centre", "low", "high", "adjusted"]].isna().all(axis=None)


def test_the_first_year_stands_on_its_own_twelve_months():
    _, facts = charts(series(1))
    assert facts["base_n"] == 12 and facts["reason"] == "" and not facts["is_season_out"]
