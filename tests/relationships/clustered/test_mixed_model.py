"""The linear mixed model against lme4 (REML), degrees of freedom against nlme."""

import numpy as np
import pytest

from batt.relationships.clustered.degrees_of_freedom import between_within_df
from batt.relationships.clustered.mixed_model import mixed_model

# The likelihood is flat at its top, so two optimisers agree on its place to the root of rounding.
ITERATIVE = 1e-4

G = np.repeat(np.arange(6), [2, 3, 4, 5, 3, 4])
TREATED = np.isin(G, [0, 2, 5]).astype(float)
X = np.array([1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7], dtype=float)
Y = np.array(
    [3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3]
)
W = np.array([5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8], dtype=float)
Y_LEVELS = Y + np.array([-1.5, 0.8, 1.2, -0.4, 2.0, -1.1])[G]
Y_FLAT = Y - np.array([(Y - 0.58 * X)[g == G].mean() for g in range(6)])[G]
DESIGN = np.column_stack([np.ones(21), TREATED, X])


@pytest.mark.parametrize(
    ("name", "y", "weights"),
    [("linear", Y_LEVELS, None), ("linear_weighted", Y_LEVELS, W), ("linear_no_variance", Y_FLAT, None)],
)
def test_made_data_agree_with_lmer(reference, name, y, weights):
    fit, expected = mixed_model(DESIGN, y, G, weights), reference("clustered_models")[name]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=ITERATIVE, atol=1e-8)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.vcov)), expected["se"], rtol=ITERATIVE)
    assert fit.variance_between == pytest.approx(expected["between"], rel=ITERATIVE, abs=1e-12)
    assert fit.variance_within == pytest.approx(expected["within"], rel=ITERATIVE)
    assert fit.log_likelihood == pytest.approx(expected["log_likelihood"], rel=1e-8)


def test_jtpa_earnings_agree_with_lmer_where_other_optimisers_fail(real_data, reference):
    people, expected = real_data("jtpa_women_16sites"), reference("gee_glmm")["jtpa_lmer"]
    age = (people["age"].to_numpy() - 35) / 10
    design = np.column_stack([np.ones(len(people)), people["T"], age])
    fit = mixed_model(design, people["Y"].to_numpy(float), people["site"].factorize()[0])
    np.testing.assert_allclose(fit.coef, list(expected["coef"].values()), rtol=ITERATIVE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.vcov)), list(expected["se"].values()), rtol=ITERATIVE)
    assert fit.variance_between == pytest.approx(expected["var_site"], rel=ITERATIVE)
    assert fit.variance_within == pytest.approx(expected["sigma2"], rel=ITERATIVE)
    assert fit.log_likelihood == pytest.approx(expected["logLik"], rel=1e-10)


def test_degrees_of_freedom_of_slopes_agree_with_nlme(reference):
    # nlme gives the constant those of columns that vary within clusters; it is never tested here.
    np.testing.assert_array_equal(between_within_df(DESIGN, G)[1:], reference("clustered_models")["df"][1:])


def test_the_unit_of_the_weights_does_not_matter():
    one, other = mixed_model(DESIGN, Y_LEVELS, G, W), mixed_model(DESIGN, Y_LEVELS, G, 1e4 * W)
    np.testing.assert_allclose(one.coef, other.coef, rtol=1e-6)
    assert one.variance_between == pytest.approx(other.variance_between, rel=1e-5)


@pytest.mark.parametrize(
    ("design", "y", "clusters", "reason"),
    [
        (DESIGN, Y, np.zeros(21, dtype=int), "one_cluster"),
        (DESIGN, Y, np.arange(21), "too_few"),
        (DESIGN, np.full(21, 2.0), G, "no_variation_in_outcome"),
        (np.column_stack([DESIGN, X]), Y, G, "singular"),
        (DESIGN[:4], Y[:4], G[:4], "too_few"),
        (np.empty((0, 2)), np.empty(0), np.empty(0, dtype=int), "too_few"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason(design, y, clusters, reason):
    fit = mixed_model(design, y, clusters)
    assert fit.reason == reason
    assert fit.estimate(0, "points").reason == reason


def test_an_outcome_that_is_exactly_a_line_is_no_fit_to_judge_by():
    assert mixed_model(DESIGN, DESIGN @ np.array([1.0, 2, 3]), G).estimate(1, "points").reason
