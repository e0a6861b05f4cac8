"""The curve, its knots and its band against the definition of a natural cubic spline."""

import numpy as np
import pytest
from scipy.interpolate import CubicSpline
from scipy.special import expit, logit

from batt.relationships import spline_curve
from batt.relationships.leavers.height import height_above_both_ends
from batt.relationships.leavers.spline import choose_knots, spline_design


def sample(share, n=4000, seed=1):
    """Draw stays between 0 and 100 and outcomes with the given share at each."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 100, n)
    return x, rng.random(n) < share(x)


def test_curve_is_the_natural_cubic_spline_through_its_values_at_the_knots():
    x, y = sample(lambda x: expit(-1 + 0.05 * x - 0.0005 * x**2))
    at = np.linspace(0, 100, 41)
    curve = spline_curve(x, y, None, at)
    at_knots = spline_curve(x, y, None, curve.knots)
    natural = CubicSpline(curve.knots, logit(at_knots.share), bc_type="natural")
    inside = (at >= curve.knots[0]) & (at <= curve.knots[-1])
    assert logit(curve.share[inside]) == pytest.approx(natural(at[inside]), rel=1e-8)


def test_curve_is_straight_outside_the_outer_knots():
    knots = np.array([5.0, 35.0, 65.0, 95.0])
    for outside in (np.array([-20.0, -10.0, 0.0]), np.array([100.0, 110.0, 120.0])):
        assert np.diff(spline_design(outside, knots), n=2, axis=0) == pytest.approx(0, abs=1e-12)


def test_knots_lie_at_the_published_quantiles():
    assert choose_knots(np.arange(101.0), most=4) == pytest.approx([5, 35, 65, 95])
    assert choose_knots(np.arange(101.0), most=5) == pytest.approx([5, 27.5, 50, 72.5, 95])


def test_ties_leave_three_knots_or_none():
    piled = np.concatenate([np.full(60, 12.0), np.linspace(0, 11, 30), np.linspace(13, 20, 30)])
    knots = choose_knots(piled, most=4)
    assert knots is not None
    assert len(knots) == 3
    assert choose_knots(np.full(50, 12.0), most=4) is None
    assert (
        spline_curve(np.full(50, 12.0), np.arange(50) % 2, None, [12.0]).reason == "no_variation_in_exposure"
    )


def test_band_covers_the_true_curve_about_as_often_as_it_says():
    def share(x):
        return expit(-1 + 0.02 * x)

    at = np.array([10.0, 50.0, 90.0])
    covered = np.zeros(3)
    for seed in range(200):
        curve = spline_curve(*sample(share, 600, seed), None, at)
        covered += (curve.low <= share(at)) & (share(at) <= curve.high)
    # 95 % of 200 is 190; four standard deviations of a binomial are 12.
    assert (covered >= 178).all()
    assert covered.sum() <= 597


def test_band_with_clusters_is_wider_when_people_of_a_provider_are_alike():
    rng = np.random.default_rng(8)
    provider = rng.integers(0, 30, 3000)
    x = rng.uniform(0, 100, 3000)
    y = rng.random(3000) < expit(rng.normal(0, 1.5, 30)[provider])
    alone, grouped = (spline_curve(x, y, clusters, [50.0]) for clusters in (None, provider))
    assert (grouped.high - grouped.low)[0] > 1.5 * (alone.high - alone.low)[0]


def test_height_of_a_monotone_curve_is_nothing_and_of_a_hump_is_its_height():
    rising = spline_curve(*sample(lambda x: 0.2 + 0.006 * x), None, [50.0])
    assert height_above_both_ends(rising, 5, 95).high < 0.05

    def hump(x):
        return 0.2 + 0.4 * np.exp(-(((x - 50) / 20) ** 2))

    height = height_above_both_ends(spline_curve(*sample(hump, 20000), None, [50.0]), 5, 95)
    assert height.height == pytest.approx(hump(50.0) - hump(95.0), abs=0.06)
    assert height.high > height.height


def test_upper_limit_of_the_height_falls_below_the_truth_in_at_most_one_in_twenty():
    def hump(x):
        return expit(-1 + 0.04 * x - 0.0004 * x**2)

    truth = hump(50.0) - hump(95.0)
    curves = (spline_curve(*sample(hump, 1500, seed), None, [50.0]) for seed in range(200))
    missed = sum(height_above_both_ends(curve, 5, 95).high < truth for curve in curves)
    # 5 % of 200 is 10; add three standard deviations of a binomial.
    assert missed <= 19
