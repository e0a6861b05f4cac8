"""Coefficients within providers against dense and conditional estimates."""

from itertools import combinations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

from batt.comparisons.absorbed_effects import fit_absorbed_linear, fit_absorbed_logit


def drawn(groups: int, size: int, spread: float = 0.3, seed: int = 3, coef=(0.8, -0.5)):
    rng = np.random.default_rng(seed)
    code = np.repeat(np.arange(groups), size)
    effect = spread * rng.normal(size=groups)
    x = np.column_stack([rng.normal(size=len(code)) + effect[code], rng.integers(0, 2, len(code))])
    y = (rng.random(len(code)) < expit(effect[code] + x @ np.array(coef))).astype(float)
    return x, y, code


def test_logit_is_the_maximum_of_the_penalised_likelihood_with_a_column_per_provider():
    x, y, code = drawn(6, 15)
    fit = fit_absorbed_logit(x, y, code)
    assert fit.n_silent == 0
    dense = np.column_stack([x, np.eye(6)[code]])

    def loss(parameters):
        p = expit(dense @ parameters)
        information = dense.T @ (dense * (p * (1 - p))[:, None])
        return -(y @ np.log(p) + (1 - y) @ np.log1p(-p)) - 0.5 * np.linalg.slogdet(information)[1]

    best = minimize(loss, np.zeros(8), method="BFGS", options={"gtol": 1e-9})
    assert np.concatenate([fit.coef, fit.effects]) == pytest.approx(best.x, abs=2e-5)
    p = expit(dense @ np.concatenate([fit.coef, fit.effects]))
    inverse = np.linalg.inv(dense.T @ (dense * (p * (1 - p))[:, None]))
    assert fit.vcov == pytest.approx(inverse[:2, :2], rel=1e-6)


def conditional_coefficients(x, y, code):
    """Return the maximum of the likelihood given each group's number of events, all subsets written out."""
    seen, subsets = [], []
    for group in np.unique(code):
        rows, events = x[code == group], y[code == group] == 1
        seen.append(rows[events].sum(axis=0))
        chosen = [list(one) for one in combinations(range(len(rows)), int(events.sum()))]
        subsets.append(np.array([rows[one].sum(axis=0) for one in chosen]))

    def loss(coef):
        return sum(logsumexp(every @ coef) - own @ coef for own, every in zip(seen, subsets))

    return minimize(loss, np.zeros(x.shape[1]), method="BFGS").x


def test_many_small_providers_leave_no_bias_where_plain_maximum_likelihood_has_one():
    x, y, code = drawn(60, 5, spread=0.5)
    conditional = conditional_coefficients(x, y, code)
    assert fit_absorbed_logit(x, y, code).coef == pytest.approx(conditional, rel=0.10)
    has_contrast = (np.bincount(code, weights=y) % 5 != 0)[code]
    dummies = (code[:, None] == np.unique(code[has_contrast]))[has_contrast].astype(float)
    dense = np.column_stack([x[has_contrast], dummies])
    plain = sm.GLM(y[has_contrast], dense, family=sm.families.Binomial()).fit()
    assert plain.params[0] > 1.15 * conditional[0]


def test_linear_coefficients_are_those_of_least_squares_with_a_column_per_provider():
    x, _, code = drawn(8, 20)
    y = x @ np.array([2.0, -1.0]) + code + np.random.default_rng(1).normal(size=len(code))
    fit = fit_absorbed_linear(x, y, code)
    dense = sm.OLS(y, np.column_stack([x, np.eye(8)[code]])).fit()
    assert np.concatenate([fit.coef, fit.effects]) == pytest.approx(dense.params, rel=1e-8)


@pytest.mark.parametrize("outcome", [0.0, 1.0])
def test_provider_with_one_outcome_only_changes_no_coefficient(outcome):
    x, y, code = drawn(10, 20)
    more = fit_absorbed_logit(
        np.vstack([x, x[:30] + 5]),
        np.concatenate([y, np.full(30, outcome)]),
        np.concatenate([code, np.full(30, 10)]),
    )
    assert more.coef == pytest.approx(fit_absorbed_logit(x, y, code).coef, abs=1e-9)
    assert more.n_silent == 1 + fit_absorbed_logit(x, y, code).n_silent
    assert np.isnan(more.effects[10])


def test_level_without_any_event_keeps_a_finite_coefficient():
    x, y, code = drawn(10, 40)
    rare = (np.arange(len(y)) % 25 == 0).astype(float)
    fit = fit_absorbed_logit(np.column_stack([x, rare]), np.where(rare == 1, 0.0, y), code)
    assert fit.reason == ""
    assert -8 < fit.coef[2] < -1


def test_column_that_is_constant_within_providers_or_repeats_another_is_not_estimated():
    x, y, code = drawn(10, 20)
    fit = fit_absorbed_logit(np.column_stack([x, code * 1.5, x[:, 0] - 2 * x[:, 1]]), y, code)
    assert fit.identified.tolist() == [True, True, False, False]
    assert fit.coef[:2] == pytest.approx(fit_absorbed_logit(x, y, code).coef)
    assert not fit.coef[2:].any()


@pytest.mark.parametrize("fit", [fit_absorbed_logit, fit_absorbed_linear])
def test_outcomes_that_never_vary_give_a_reason(fit):
    x, y, code = drawn(5, 10)
    assert fit(x, np.zeros_like(y), code).reason == "no_contrast_within_providers"
    assert fit(x[:0], y[:0], code[:0]).reason == "no_contrast_within_providers"
