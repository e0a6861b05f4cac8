"""The averaged logit against R (benchmarks/reference/standardised.R) and against what it must be."""

import warnings

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from batt.relationships import spline_curve
from batt.relationships.own_questions.standardised import fit_curve, fit_line

# The fit is iterative and R's gradients are numerical.
RELATIVE = 1e-4

NOBODY = np.empty((0, 0))


def made(n=2000, providers=40, seed=1, slope=0.0, hump=0.0):
    """Draw exposure 0–100, one covariate that goes with it, outcome and providers."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(0, 100, n)
    other = rng.standard_normal(n) + (x - 50) / 50
    clusters = rng.integers(0, providers, n)
    linear = -0.3 + slope * (x - 50) / 50 + hump * (1 - ((x - 50) / 30) ** 2) - 0.6 * other
    return x, (rng.random(n) < expit(linear)).astype(float), other[:, None], clusters


@pytest.fixture(scope="module")
def jtpa(real_data):
    people = real_data("jtpa_women_16sites")
    return (
        people["age"].to_numpy(dtype=float),
        (people["Y"] > 0).to_numpy(dtype=float),
        people[["married", "black", "hsorged"]].to_numpy(dtype=float),
        people["site"].astype("category").cat.codes.to_numpy(),
    )


def test_averaged_shares_and_their_errors_agree_with_r(jtpa, reference):
    expected, fit = reference("standardised"), fit_curve(*jtpa)
    for at, share, se in zip((20, 30, 40, 50), expected["share"], expected["se"], strict=True):
        value, gradient = fit.share(float(at))
        assert value == pytest.approx(share, rel=RELATIVE)
        assert np.sqrt(gradient @ fit.fit.vcov @ gradient) == pytest.approx(se, rel=RELATIVE)


def test_a_difference_along_the_curve_agrees_with_r(jtpa, reference):
    expected = reference("standardised")
    low, _, high = expected["compared"]
    estimate = fit_curve(*jtpa).difference(low, high)
    assert estimate.value == pytest.approx(expected["contrast"], rel=RELATIVE)
    assert estimate.se == pytest.approx(expected["contrast_se"], rel=RELATIVE)
    assert (estimate.n, estimate.n_clusters, estimate.df) == (6102, 16, 15)


def test_the_average_difference_of_a_line_agrees_with_r(jtpa, reference):
    expected, age = reference("standardised"), jtpa[0]
    estimate = fit_line(*jtpa).difference(age, age + 10)
    assert estimate.value == pytest.approx(expected["ten_more"], rel=RELATIVE)
    assert estimate.se == pytest.approx(expected["ten_more_se"], rel=RELATIVE)


def test_without_covariates_it_is_the_spline_curve():
    x, y, _, clusters = made(hump=0.8)
    at = np.linspace(5, 95, 7)
    plain = spline_curve(x, y, clusters, at)
    share, low, high = fit_curve(x, y, np.empty((len(x), 0)), clusters).curve(at)
    np.testing.assert_allclose([share, low, high], [plain.share, plain.low, plain.high], rtol=1e-10)


def test_with_covariates_it_tells_the_share_that_they_would_hide():
    # The covariate lowers the outcome and goes with the exposure: unadjusted the curve is flat or falls.
    x, y, others, clusters = made(n=20000, slope=0.6)
    adjusted = fit_line(x, y, others, clusters).difference(10.0, 90.0)
    crude = fit_line(x, y, np.empty((len(x), 0)), clusters).difference(10.0, 90.0)
    everybody = -0.6 * others[:, 0] - 0.3
    truth = (expit(everybody + 0.48) - expit(everybody - 0.48)).mean()
    assert adjusted.low < truth < adjusted.high
    assert crude.high < truth


def test_the_largest_difference_finds_a_hump_that_the_ends_do_not_show():
    fit = fit_curve(*made(n=4000, hump=0.8, slope=0.0))
    ends, largest = fit.difference(10.0, 90.0), fit.largest_difference(10.0, 50.0, 90.0)
    assert ends.low < 0 < ends.high
    assert largest.p < 0.001
    assert largest.low > 0 or largest.high < 0


def test_the_largest_difference_is_scheffes():
    fit = fit_curve(*made(n=4000, slope=0.7))
    largest, plain = fit.largest_difference(10.0, 50.0, 90.0), fit.difference(10.0, 90.0)
    assert largest.value == pytest.approx(plain.value)
    margin = np.sqrt(2 * stats.f.ppf(0.95, 2, plain.df)) * plain.se
    assert (largest.low, largest.high) == pytest.approx((plain.value - margin, plain.value + margin))
    assert largest.p == pytest.approx(float(stats.f.sf((plain.value / plain.se) ** 2 / 2, 2, plain.df)))


def test_where_nothing_is_found_the_interval_that_reaches_farthest_is_told():
    fit = fit_curve(*made(n=600, seed=5))
    largest = fit.largest_difference(10.0, 50.0, 90.0)
    assert largest.low < 0 < largest.high
    margin = np.sqrt(2 * stats.f.ppf(0.95, 2, fit.fit.df))
    for low, high in ((10.0, 50.0), (50.0, 90.0), (10.0, 90.0)):
        one = fit.difference(low, high)
        assert abs(one.value) + margin * one.se <= max(-largest.low, largest.high) + 1e-12


X, Y, OTHERS, CLUSTERS = made(n=400)
BAD = {
    "nobody": ((np.empty(0), np.empty(0), NOBODY, np.empty(0, dtype=int)), "too_few"),
    "few_people": ((X[:30], Y[:30], OTHERS[:30], CLUSTERS[:30]), "too_few"),
    "everybody_alike": ((X, np.ones(400), OTHERS, CLUSTERS), "no_variation_in_outcome"),
    "rare_outcome": ((X, (np.arange(400) < 8).astype(float), OTHERS, CLUSTERS), "too_few"),
    "one_exposure": ((np.full(400, 7.0), Y, OTHERS, CLUSTERS), "constant_exposure"),
    "one_provider": ((X, Y, OTHERS, np.zeros(400, dtype=int)), "one_cluster"),
    "few_providers": ((X, Y, OTHERS, np.arange(400) % 6), "few_clusters"),
    "covariate_twice": ((X, Y, np.column_stack([OTHERS, OTHERS]), CLUSTERS), "singular"),
    "separation": ((X, (X > 50).astype(float), OTHERS, CLUSTERS), "separation"),
}


@pytest.mark.parametrize("fit", [fit_curve, fit_line])
@pytest.mark.parametrize(("given", "reason"), BAD.values(), ids=BAD)
def test_data_that_cannot_carry_it_give_a_reason_and_no_number(given, reason, fit):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = fit(*given)
        estimates = [fitted.difference(10.0, 90.0), fitted.largest_difference(10.0, 50.0, 90.0)]
        curve = fitted.curve(np.array([10.0, 50.0]))
    assert fitted.reason == reason
    for estimate in estimates:
        assert estimate.reason == reason
        assert np.isnan([estimate.value, estimate.low, estimate.high, estimate.p]).all()
    assert np.isnan(curve).all()
