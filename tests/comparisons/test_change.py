"""Change, trend, joint state and regression to the mean."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.stats.proportion import confint_proportions_2indep

from batt.comparisons.change import changes
from batt.comparisons.funnel import funnels
from batt.comparisons.joint_state import STATES, joint_states
from batt.comparisons.regression_to_mean import regression_to_mean
from batt.comparisons.trend import trends
from tests.comparisons.comparison_frames import cells_of, participants


def two_years(rng, shift=0.0, providers=200, extra=0.0):
    """Invent two years of jobs; the change of the share is ``shift`` give or take ``extra``."""
    n = rng.integers(15, 60, (2, providers))
    own = rng.uniform(0.25, 0.45, providers)
    new = np.clip(own + shift + extra * rng.standard_normal(providers), 0, 1)
    return cells_of("i08", rng.binomial(n[0], new), n[0]), cells_of(
        "i08", rng.binomial(n[1], own), n[1], year=2014
    )


def test_interval_of_a_change_without_overdispersion_is_agresti_and_caffos():
    now, before = two_years(np.random.default_rng(1), providers=30)
    found = changes(now, before)
    assert found.groups["tau2"].item() == 0
    low, high = confint_proportions_2indep(
        now["numerator"].to_numpy(dtype=float),
        now["denominator"].to_numpy(dtype=float),
        before["numerator"].to_numpy(dtype=float),
        before["denominator"].to_numpy(dtype=float),
        compare="diff",
        method="agresti-caffo",
    )
    assert found.cells["change_low"].to_numpy() == pytest.approx(low, abs=1e-9)
    assert found.cells["change_high"].to_numpy() == pytest.approx(high, abs=1e-9)


def test_no_change_is_called_a_change_at_the_nominal_rate():
    rng = np.random.default_rng(2)
    moved = [changes(*two_years(rng)).cells["movement"].ne("none").mean() for _ in range(40)]
    assert np.mean(moved) == pytest.approx(0.045, abs=0.01)


def test_variation_beyond_chance_widens_the_intervals():
    rng = np.random.default_rng(3)
    found = [changes(*two_years(rng, extra=0.12)) for _ in range(20)]
    # The estimates are pulled in by the two added persons, which costs a tenth or two of the variance.
    assert np.mean([one.groups["tau2"].item() for one in found]) == pytest.approx(0.12**2, rel=0.25)
    assert np.mean([one.cells["movement"].ne("none").mean() for one in found]) == pytest.approx(
        0.05, abs=0.015
    )


def test_a_movement_that_everybody_shares_is_not_taken_for_noise():
    found = changes(*two_years(np.random.default_rng(4), shift=0.25))
    assert found.groups["national_change"].item() == pytest.approx(0.25, abs=0.02)
    assert found.cells["course"].eq("improving").mean() > 0.5
    assert found.cells["change_beyond_national"].mean() == pytest.approx(0, abs=0.02)


def test_interval_and_p_value_never_disagree():
    cells = changes(*two_years(np.random.default_rng(5), shift=0.1)).cells
    assert ((cells["p_value"] < 0.05) == cells["movement"].ne("none")).all()


def test_provider_in_one_year_only_or_too_small_has_a_reason_and_no_word():
    now = cells_of("i08", [5, 6, 7, 1], [20, 20, 20, 2]).iloc[[0, 1, 3]]
    before = cells_of("i08", [5, 6, 7, 5], [20, 20, 20, 20], year=2014).iloc[1:]
    cells = changes(now, before).cells.set_index("provider_id")
    assert cells["reason"].to_dict() == {
        "P000": "no_previous",
        "P001": "one_provider",
        "P002": "no_current",
        "P003": "too_few",
    }
    assert cells["course"].eq("").all()
    assert cells["change_low"].isna().all()


def test_year_without_an_earlier_one_is_answered_with_reasons():
    now = cells_of("i08", [5, 6], [20, 20])
    cells = changes(now, now.iloc[:0]).cells
    assert cells["reason"].tolist() == ["no_previous"] * 2


def test_shares_of_zero_and_one_have_an_interval_of_positive_width():
    cells = changes(cells_of("i08", [0, 9, 4], [9, 9, 9]), cells_of("i08", [0, 9, 4], [9, 9, 9])).cells
    assert (cells["change_high"] > cells["change_low"]).all()
    assert cells["movement"].eq("none").all()


def test_shorter_time_to_start_is_improving_and_a_stay_is_neither():
    for indicator, word in (("i12", "improving"), ("i10", "none")):
        now = cells_of(indicator, [700, 720, 710], [20, 20, 20], se=[0.2, 0.2, 0.2])
        before = cells_of(indicator, [1400, 1420, 1410], [20, 20, 20], se=[0.2, 0.2, 0.2], year=2014)
        cells = changes(now, before).cells
        assert cells["movement"].eq("down").all()
        assert cells["course"].eq(word).all()


def test_slope_is_that_of_weighted_least_squares():
    years = [2011, 2012, 2014, 2015]
    values, sizes = [20.0, 22.0, 21.0, 26.0], [10, 20, 15, 30]
    frames = [
        cells_of("i12", [round(v * 7 * n), round(30 * 7 * n)], [n, n], se=[9 / np.sqrt(n)] * 2, year=year)
        for year, v, n in zip(years, values, sizes)
    ]
    table = trends(pd.concat(frames)).set_index("provider_id")
    fit = sm.WLS(values, sm.add_constant(np.array(years) - 2013.0), weights=np.array(sizes) / 81).fit()
    assert table.loc["P000", "slope"] == pytest.approx(fit.params[1], rel=1e-9)
    # The second provider stays on its line: the pooled scatter is the first's over four degrees of freedom.
    phi = max(1, fit.ssr / 4)
    unscaled = np.sqrt(fit.normalized_cov_params[1, 1])
    assert table.loc["P000", "slope_se"] == pytest.approx(np.sqrt(phi) * unscaled, rel=1e-6)
    assert table["years_n"].tolist() == [4, 4]


def test_trend_without_change_is_established_at_the_nominal_rate():
    rng = np.random.default_rng(6)
    own, frames = rng.uniform(0.2, 0.5, 400), []
    for year in range(2011, 2016):
        n = rng.integers(15, 50, 400)
        frames.append(cells_of("i08", rng.binomial(n, own), n, year=year))
    table = trends(pd.concat(frames))
    assert table["movement"].ne("none").mean() == pytest.approx(0.05, abs=0.035)


def test_two_years_are_no_trend_and_seven_are_cut_to_six():
    frames = [cells_of("i08", [5, 6, 7], [20, 20, 20], year=year) for year in range(2009, 2016)]
    assert trends(pd.concat(frames[-2:]))["reason"].eq("too_few_years").all()
    whole = trends(pd.concat(frames))
    assert whole["years_n"].eq(6).all()
    assert whole["first_year"].eq(2010).all()


def test_counts_have_a_trend_per_hundred_participants():
    frames = [cells_of("i05", [10 * i, 10], [1, 1], n=[9, 9], year=2012 + i) for i in (1, 2, 3)]
    exposure = pd.concat([participants([100, 100]).assign(year=2012 + i) for i in (1, 2, 3)])
    table = trends(pd.concat(frames), exposure)
    assert table["slope"].tolist() == pytest.approx([10, 0])


def test_state_joins_standing_and_course_only_when_both_were_tested():
    words = pd.DataFrame(
        {
            "indicator": "i08",
            "programme": "AB",
            "provider_id": list("abcdefg"),
            "direction": "higher",
            "flag": ["below_95", "below_95", "above_95", "inside", "inside", "", "below_95"],
            "standing": ["worse", "worse", "better", "none", "none", "", "worse"],
            "reason": ["", "", "", "", "", "too_few", ""],
        }
    )
    moves = words[["indicator", "programme", "provider_id"]].iloc[:6]
    moves = moves.assign(
        movement=["down", "up", "none", "down", "none", "none"],
        course=["worsening", "improving", "none", "worsening", "none", "none"],
        reason="",
    )
    table = joint_states(words, moves)
    assert table["state"].tolist() == [
        "worse_and_worsening",
        "worse_but_improving",
        "better",
        "worsening",
        "as_expected",
        "",
        "",
    ]
    assert table["reason"].tolist()[-2:] == ["too_few", "no_previous"]
    assert set(table["state"]) - {""} <= set(STATES)


def test_extremes_are_expected_to_come_back_and_do():
    rng = np.random.default_rng(8)
    n = rng.integers(10, 60, (2, 400))
    own = np.sin(np.arcsin(np.sqrt(0.35)) + 0.1 * rng.standard_normal(400)) ** 2
    before = funnels(cells_of("i08", rng.binomial(n[0], own), n[0], year=2014))
    now = funnels(cells_of("i08", rng.binomial(n[1], own), n[1]))
    table = regression_to_mean(now, before)
    high = table.loc[table["extreme"] == "high"]
    assert (high["expected_value"] < high["previous_value"]).all()
    assert high["value"].mean() == pytest.approx(high["expected_value"].mean(), abs=0.03)
    assert table["beyond_expected"].mean() < 0.12


def test_without_differences_between_providers_all_of_an_extreme_is_expected_to_vanish():
    before = funnels(cells_of("i08", [5] * 30 + [9], [20] * 31, year=2014))
    now = funnels(cells_of("i08", [5] * 31, [20] * 31))
    table = regression_to_mean(now, before).set_index("provider_id")
    assert before.groups["tau2"].item() == 0
    assert table.loc["P030", "expected_value"] == pytest.approx(0.25)


def test_extreme_provider_that_is_gone_has_a_reason():
    before = funnels(cells_of("i08", [5] * 30 + [15], [20] * 31, year=2014))
    now = funnels(cells_of("i08", [5] * 30, [20] * 30))
    row = regression_to_mean(now, before).set_index("provider_id").loc["P030"]
    assert row["reason"] == "no_current"
    assert np.isnan(row["expected_value"])
