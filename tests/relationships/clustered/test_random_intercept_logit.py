"""The random-intercept logit against glmer with 25 points, and its derivatives against differences."""

import numpy as np
import pytest
from scipy.special import expit

from batt.relationships.clustered.cluster_integral import ClusterIntegral
from batt.relationships.clustered.random_intercept_logit import random_intercept_logit

# An iterative fit in two packages; both had converged well beyond this.
ITERATIVE = 1e-4

SIZES = [14, 12, 9, 5, 22, 18, 21, 22, 16, 16, 20, 10, 10, 9, 6, 18, 25, 24, 4, 17, 17, 18, 20, 16, 10, 9, 5]
SIZES += [
    34,
    9,
    6,
    8,
    6,
    22,
    22,
    18,
    22,
    25,
    27,
    22,
    22,
    10,
    8,
    6,
    5,
    21,
    24,
    19,
    23,
    19,
    2,
    3,
    2,
    19,
    15,
    15,
    15,
]
ILL = [2, 3, 4, 0, 3, 1, 1, 8, 2, 0, 2, 2, 0, 2, 0, 5, 0, 0, 1, 3, 0, 0, 1, 8, 1, 3, 0, 12, 2, 0, 0, 0, 1, 1]
ILL += [0, 2, 0, 5, 3, 1, 2, 1, 0, 0, 1, 2, 0, 0, 11, 0, 0, 0, 1, 1, 1, 0]
PERIODS = [4, 3, 4, 4, 4, 4, 4, 1, 4, 4, 4, 4, 4, 4, 4]


def herds():
    """Return lme4's cbpp, one row per animal."""
    rows = np.repeat(np.arange(56), SIZES)
    period = np.concatenate([np.arange(count) for count in PERIODS])[rows]
    y = np.concatenate([np.arange(n) < yes for n, yes in zip(SIZES, ILL, strict=True)]).astype(float)
    design = np.column_stack([np.ones(len(rows)), period[:, None] == np.arange(1, 4)]).astype(float)
    return design, y, np.repeat(np.arange(15), PERIODS)[rows]


def test_jtpa_agrees_with_glmer(real_data, reference):
    people, expected = real_data("jtpa_women_16sites"), reference("gee_glmm")["jtpa_glmer"]
    age = (people["age"].to_numpy() - 35) / 10
    design = np.column_stack([np.ones(len(people)), people["T"], age, age**2])
    fit = random_intercept_logit(
        design, (people["Y"] > 0).to_numpy(float), people["site"].factorize(sort=True)[0]
    )
    np.testing.assert_allclose(fit.coef, list(expected["coef"].values()), rtol=ITERATIVE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.vcov)[:-1]), list(expected["se"].values()), rtol=ITERATIVE)
    assert fit.sd == pytest.approx(expected["sd_intercept"], rel=ITERATIVE)
    assert fit.log_likelihood == pytest.approx(expected["logLik"], abs=1e-6)


def test_cbpp_agrees_with_glmer_and_the_difference_in_shares_with_integration(reference):
    design, y, clusters = herds()
    fit, expected = random_intercept_logit(design, y, clusters), reference("clustered_models")["cbpp_logit"]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=ITERATIVE)
    # glmer differentiates its likelihood by differences, which costs it a digit here.
    np.testing.assert_allclose(np.sqrt(np.diag(fit.vcov)[:-1]), expected["se"], rtol=5e-4)
    assert fit.sd == pytest.approx(expected["sd"], rel=ITERATIVE)
    # Only period 1 and 4, so that everybody is moved between those two.
    two = design[(design[:, 1:3] == 0).all(axis=1)]
    found = fit.share_difference(two, 3)
    assert found.value == pytest.approx(expected["share_difference"], rel=ITERATIVE)


def test_gradient_and_information_are_the_derivatives_of_the_likelihood():
    design, y, clusters = herds()
    theta, step = np.array([-1.2, -0.8, -1.0, -1.4, 0.7]), 1e-5
    value, gradient, information = ClusterIntegral(design, y, clusters, 15).evaluate(theta)
    around = [
        [ClusterIntegral(design, y, clusters, 15).evaluate(theta + sign * step * one) for sign in (1, -1)]
        for one in np.eye(5)
    ]
    slopes = [(up[0] - down[0]) / (2 * step) for up, down in around]
    bends = [-(up[1] - down[1]) / (2 * step) for up, down in around]
    np.testing.assert_allclose(gradient, slopes, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(information, bends, rtol=1e-4, atol=1e-4)
    assert np.isfinite(value)


def test_clusters_that_do_not_differ_have_no_spread_and_give_the_logit():
    y = np.tile([1.0, 0, 0, 1, 0], 40)
    design = np.column_stack([np.ones(200), np.arange(200) % 2])
    fit = random_intercept_logit(design, y, np.arange(200) // 10)
    assert fit.sd == 0
    assert expit(fit.coef[0]) == pytest.approx(y[design[:, 1] == 0].mean(), rel=1e-6)
    p = y[design[:, 1] == 0].mean()
    assert fit.vcov[0, 0] == pytest.approx(1 / (100 * p * (1 - p)), rel=1e-4)


def test_a_cluster_of_ten_thousand_does_not_upset_the_integral():
    rng = np.random.default_rng(3)
    clusters = np.repeat(np.arange(30), [10_000, *[40] * 29])
    x = rng.integers(0, 2, len(clusters))
    y = (rng.random(len(clusters)) < expit(-0.5 + 0.4 * x + rng.normal(0, 0.6, 30)[clusters])).astype(float)
    fit = random_intercept_logit(np.column_stack([np.ones(len(x)), x]), y, clusters)
    assert fit.reason == ""
    assert fit.coef[1] == pytest.approx(0.4, abs=0.1)
    assert fit.sd == pytest.approx(0.6, abs=0.25)


SEPARATED = np.column_stack([np.ones(40), np.arange(40) >= 20]).astype(float)
GROUPS = np.arange(40) % 8


@pytest.mark.parametrize(
    ("design", "y", "clusters", "reason"),
    [
        (SEPARATED, np.zeros(40), GROUPS, "no_variation_in_outcome"),
        (SEPARATED, SEPARATED[:, 1], GROUPS, "separation"),
        (SEPARATED, np.where(SEPARATED[:, 1] == 1, 0.0, np.arange(40) % 2), GROUPS, "separation"),
        (SEPARATED, (np.arange(40) % 3 == 0) * 1.0, np.zeros(40, dtype=int), "one_cluster"),
        (np.ones((40, 2)), (np.arange(40) % 3 == 0) * 1.0, GROUPS, "singular"),
        (np.empty((0, 2)), np.empty(0), np.empty(0, dtype=int), "too_few"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason(design, y, clusters, reason):
    fit = random_intercept_logit(design, y, clusters)
    assert fit.reason == reason
    assert np.isnan(fit.coef).all()
    assert fit.odds_ratio(1).reason == reason


def test_clusters_in_which_all_have_the_same_outcome_do_not_pass_for_certainty():
    clusters = np.repeat(np.arange(20), 5)
    y = (clusters % 2).astype(float)
    fit = random_intercept_logit(np.column_stack([np.ones(100), np.tile(np.arange(5), 20)]), y, clusters)
    assert fit.reason or fit.sd > 5
