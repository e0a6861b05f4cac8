"""Funnels against brute force, against intervals computed elsewhere, and on simulated nations."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from batt.comparisons.false_alarms import false_alarms
from batt.comparisons.funnel import LIMIT_COLUMNS, PLAIN_COLUMNS, funnels, standing
from batt.comparisons.null_model import NullModel, exact_count_limits
from tests.comparisons.comparison_frames import cells_of, participants


def shares(rng, providers=350, target=0.3, spread=0.0):
    """Invent exits and jobs; ``spread`` is the provider standard deviation on the arcsine scale."""
    n = rng.integers(5, 60, providers)
    level = np.arcsin(np.sqrt(target)) + spread * rng.standard_normal(providers)
    own = np.sin(np.clip(level, 0, np.pi / 2)) ** 2
    return cells_of("i08", rng.binomial(n, own), n)


@pytest.mark.parametrize("level", [0.95, 0.998])
def test_share_is_outside_exactly_when_its_wilson_interval_leaves_the_target_out(level):
    cells = funnels(shares(np.random.default_rng(1), spread=0.15)).cells
    low, high = proportion_confint(cells["events"], cells["size"], alpha=1 - level, method="wilson")
    name = {0.95: "95", 0.998: "998"}[level]
    below, above = cells[f"plain_low_{name}"], cells[f"plain_high_{name}"]
    outside = (cells["measure"] < below) | (cells["measure"] > above)
    assert outside.any()
    assert (outside == ((low > cells["target"]) | (high < cells["target"]))).all()
    assert (outside == cells["flag_plain"].isin({"95": FLAGS, "998": FLAGS[2:]}[name])).all()


FLAGS = ["above_95", "below_95", "above_998", "below_998"]


@pytest.mark.parametrize("tail", [0.025, 0.001])
def test_count_is_outside_exactly_when_its_exact_interval_leaves_the_expected_number_out(tail):
    for expected in (0.4, 2.0, 7.3, 31.0, 250.0):
        low, high = (end[0] for end in exact_count_limits(np.array([expected]), tail))
        count = np.arange(0, 400)
        garwood_low = np.where(count > 0, stats.chi2.ppf(tail, 2 * np.maximum(count, 0.5)) / 2, 0)
        garwood_high = stats.chi2.ppf(1 - tail, 2 * count + 2) / 2
        outside = (count < low) | (count > high)
        assert (outside == ((garwood_low > expected) | (garwood_high < expected))).all()


def test_alarm_rate_is_the_sum_of_the_probabilities_outside_the_limits():
    cells = funnels(shares(np.random.default_rng(2), providers=40)).cells
    for row in cells.iloc[:40].itertuples():
        x = np.arange(int(row.size) + 1)
        outside = (x / row.size < row.plain_low_95) | (x / row.size > row.plain_high_95)
        chance = stats.binom.pmf(x[outside], int(row.size), row.target).sum()
        assert row.alarm_plain_95 == pytest.approx(chance)


def test_alarm_rate_under_overdispersion_is_that_of_the_mixture():
    model, tau2, size = NullModel("proportion", 0.3), 0.01, np.array([20.0])
    at_most, at_least = model.tails(np.array([2.0]), np.array([11.0]), size, tau2)
    rng = np.random.default_rng(5)
    # The mean of sin² over a normal of variance τ² about c is (1 − exp(−2τ²)·cos 2c) / 2.
    centre = np.arccos((1 - 2 * 0.3) * np.exp(2 * tau2)) / 2
    own = np.sin(centre + np.sqrt(tau2) * rng.standard_normal(400_000)) ** 2
    drawn = rng.binomial(20, own)
    assert at_most[0] == pytest.approx((drawn <= 2).mean(), abs=0.002)
    assert at_least[0] == pytest.approx((drawn >= 11).mean(), abs=0.002)


@pytest.mark.parametrize("indicator", ["i08", "i12", "i05"])
def test_without_provider_effects_the_share_flagged_is_the_exact_rate(indicator):
    rng = np.random.default_rng(20151231)
    observed = expected = 0.0
    for _ in range(40):
        if indicator == "i08":
            found = funnels(shares(rng, target=0.15))
        elif indicator == "i05":
            people = rng.integers(10, 200, 350)
            found = funnels(
                cells_of("i05", rng.poisson(0.08 * people), np.ones(350, int), n=np.full(350, 9)),
                participants(people),
            )
        else:
            n = rng.integers(5, 40, 350)
            days = 350 + 60 * rng.standard_normal(350) / np.sqrt(n)
            se = 60 / 7 / np.sqrt(n) * np.sqrt(rng.chisquare(n - 1) / (n - 1))
            found = funnels(cells_of("i12", np.round(days * n).astype(int), n, se=se))
        alarms = false_alarms(found.cells).set_index(["indicator", "level", "limits"])
        alarms = alarms.loc[("all", "95", "plain")]
        observed, expected = observed + alarms["observed"], expected + alarms["expected"]
    assert abs(observed - expected) < 3.5 * np.sqrt(expected)
    nominal = 0.05 * 350 * 40
    assert expected == pytest.approx(nominal) if indicator == "i12" else 0.5 * nominal < expected < nominal


def test_with_provider_variance_the_adjusted_limits_flag_at_their_stated_rate():
    rng = np.random.default_rng(7)
    tables = [false_alarms(funnels(shares(rng, spread=0.12)).cells) for _ in range(30)]
    table = pd.concat(tables).query("indicator == 'all' and level == '95'")
    sums = table.groupby("limits")[["observed", "expected", "nominal"]].sum()
    assert sums.loc["plain", "observed"] > 2 * sums.loc["plain", "expected"]
    assert sums.loc["adjusted", "observed"] == pytest.approx(sums.loc["adjusted", "expected"], rel=0.15)


@pytest.mark.parametrize(("target", "spread"), [(0.13, 0.12), (0.3, 0.2)])
def test_interval_of_the_variance_between_providers_covers_it(target, spread):
    rng = np.random.default_rng(11)
    groups = pd.concat([funnels(shares(rng, target=target, spread=spread)).groups for _ in range(60)])
    covered = (groups["tau2_low"] <= spread**2) & (groups["tau2_high"] >= spread**2)
    assert covered.mean() >= 0.95 - 3.5 * np.sqrt(0.95 * 0.05 / 60)
    assert groups["tau2"].mean() == pytest.approx(spread**2, rel=0.15)


def test_providers_that_vary_about_the_centre_average_to_the_target():
    for model, tau2 in ((NullModel("proportion", 0.13), 0.04), (NullModel("count", 8.0), 0.2)):
        own = model.natural(
            model.centre(tau2) + np.sqrt(tau2) * np.random.default_rng(1).standard_normal(400_000)
        )
        assert own.mean() == pytest.approx(model.target, rel=0.005)


def test_limits_with_overdispersion_are_never_narrower_and_stay_in_the_range():
    cells = funnels(shares(np.random.default_rng(3), target=0.08, spread=0.2)).cells
    for name, plain in zip(LIMIT_COLUMNS, PLAIN_COLUMNS):
        wider = cells[plain] - cells[name] if name.startswith("low") else cells[name] - cells[plain]
        assert (wider >= -1e-12).all()
    assert cells[LIMIT_COLUMNS].min().min() >= 0
    assert cells[LIMIT_COLUMNS].max().max() <= 1


def test_upper_limit_does_not_fold_back_near_one():
    low, high = NullModel("proportion", 0.97, high=1.0).limits(np.array([5.0, 50.0]), 0.998, tau2=0.3)
    assert high.tolist() == [1.0, 1.0]
    assert (low < 0.97).all()


def test_nobody_with_zero_of_few_is_flagged_below_where_zero_is_not_rare():
    cells = funnels(cells_of("i08", [0] * 5 + [2] * 20, [8] * 25)).cells
    assert cells["target"].iloc[0] == pytest.approx(0.2)
    assert (cells["flag"] == "inside").all()


def test_flag_is_told_in_the_direction_of_the_indicator():
    flag = pd.Series(["above_95", "above_998", "below_95", "above_95", "inside", ""])
    direction = pd.Series(["higher", "lower", "lower", "range", "higher", "higher"])
    assert standing(flag, direction).tolist() == ["better", "worse", "better", "none", "none", ""]


def test_provider_far_out_is_flagged_on_the_right_side():
    cells = funnels(cells_of("i08", [10] * 20 + [35, 0], [40] * 22)).cells
    assert cells["flag_plain"].tolist()[-2:] == ["above_998", "below_998"]
    assert cells["standing"].tolist()[-2] == "better"


@pytest.mark.parametrize(
    ("numerator", "denominator", "reason"),
    [([0, 0, 0], [9, 9, 9], "all_zero"), ([9, 9], [9, 9], "all_one"), ([3], [9], "one_provider")],
)
def test_group_that_cannot_be_tested_gets_its_reason(numerator, denominator, reason):
    found = funnels(cells_of("i08", numerator, denominator))
    assert found.cells["reason"].eq(reason).all()
    assert found.cells["low_95"].isna().all()
    assert found.cells["flag"].eq("").all()
    assert found.curve.empty


def test_cells_that_cannot_be_compared_get_their_reason_and_the_rest_go_on():
    parts = [
        cells_of("i08", [3, 4, 2, 1], [9, 9, 9, 3]),
        cells_of("i07", [3, 4], [6, 6]),
        cells_of("i05", [3, 4], [1, 1], n=[9, 9]),
        cells_of("i12", [70, 77], [10, 10], se=[np.nan, np.nan]),
    ]
    cells = funnels(pd.concat(parts, ignore_index=True)).cells
    untested = ["too_few", *["not_a_sample"] * 2, *["no_exposure"] * 2, *["no_spread"] * 2]
    assert cells["reason"].tolist() == [*[""] * 3, *untested]
    assert (cells["flag"] != "").tolist() == [True] * 3 + [False] * 7


def test_no_cells_give_empty_tables():
    found = funnels(cells_of("i08", [1], [9]).iloc[:0])
    assert found.cells.empty
    assert false_alarms(found.cells).empty


def test_counts_are_compared_per_hundred_participants():
    firms = cells_of("i05", [10, 20, 3], [1, 1, 1], n=[10, 20, 3], minimum=1)
    cells = funnels(firms, participants([100, 200, 30])).cells
    assert cells["measure"].tolist() == pytest.approx([10, 10, 10])
    assert cells["target"].tolist() == pytest.approx([10, 10, 10])


def test_a_flag_at_998_counts_at_95_too():
    cells = funnels(cells_of("i08", [10] * 20 + [38], [40] * 21)).cells
    table = false_alarms(cells).set_index(["indicator", "level", "limits"])["observed"]
    assert table["i08", "95", "plain"] >= table["i08", "998", "plain"] == 1


def test_curve_goes_through_the_limits_of_the_cells():
    found = funnels(shares(np.random.default_rng(9), spread=0.1))
    for name in ("low_95", "high_998", "plain_high_95"):
        drawn = np.interp(found.cells["size"], found.curve["n"], found.curve[name])
        assert drawn == pytest.approx(found.cells[name].to_numpy(), abs=0.01)


def test_some_of_the_providers_are_held_against_the_country_and_not_against_each_other():
    everybody = shares(np.random.default_rng(5), providers=60)
    best = everybody.loc[everybody["value"] > everybody["value"].median()].reset_index(drop=True)
    among_themselves = funnels(best).groups["target"].iloc[0]
    country = funnels(everybody).groups["target"].iloc[0]
    held = funnels(best, centres={("i08", "AB"): country})
    assert among_themselves > country == held.groups["target"].iloc[0]
    assert (held.cells["target"] == country).all() and (held.curve["target"] == country).all()
    assert (held.cells["z"] > funnels(best).cells["z"]).all()
