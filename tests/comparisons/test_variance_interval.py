"""The interval of the variance of shares and counts: brute force, known limits, planted variance."""

import warnings

import numpy as np
import pytest
from scipy import stats

from batt.comparisons.null_model import NullModel
from batt.comparisons.overdispersion import chance_square, dispersion, model_variance
from batt.comparisons.variance_interval import distances, variance_interval

SHARE = NullModel("proportion", 0.2, high=1.0)
COUNT = NullModel("count", 10.0)


def drawn(rng, kind, size, tau, centre):
    """Draw whole events of providers whose steady values vary about a centre by ``tau``."""
    steady = centre + tau * rng.standard_normal(len(size))
    if kind == "proportion":
        return rng.binomial(size.astype(int), np.sin(np.clip(steady, 0, np.pi / 2)) ** 2).astype(float)
    return rng.poisson(size * np.clip(steady, 0, None) ** 2).astype(float)


@pytest.mark.parametrize(("model", "tau2"), [(SHARE, 0.0), (SHARE, 0.02), (COUNT, 0.0), (COUNT, 0.8)])
def test_moments_are_those_of_the_distribution_added_up(model, tau2):
    nodes, weights = np.polynomial.hermite_e.hermegauss(31)
    own = model.natural(model.centre(tau2) + np.sqrt(tau2) * nodes)
    for size in (0.7, 3.0) if model is COUNT else (5, 23):
        x = np.arange(700 if model is COUNT else int(size) + 1)[:, None]
        mass = stats.poisson.pmf(x, size * own) if model is COUNT else stats.binom.pmf(x, size, own)
        chance = mass @ (weights / weights.sum())
        found = distances(model, np.array([size]), tau2).moments[:, 0]
        added = [(chance * (x[:, 0] - size * model.target) ** order).sum() for order in range(7)]
        np.testing.assert_allclose(found, added, rtol=1e-7, atol=1e-7)


@pytest.mark.parametrize(("kind", "target"), [("proportion", 0.2), ("count", 10.0)])
@pytest.mark.parametrize("tau2", [0.0, 0.02])
def test_slope_of_the_variance_is_its_difference_at_targets_side_by_side(kind, target, tau2):
    size, step = np.array([3.0, 40.0]), 1e-5
    low, high = (distances(NullModel(kind, target + sign * step), size, tau2).moments[2] for sign in (-1, 1))
    # The second moment is about the target itself, so that it is the variance at each.
    slope = distances(NullModel(kind, target), size, tau2).slope
    np.testing.assert_allclose(slope, (high - low) / (2 * step), rtol=1e-4)


def test_large_providers_have_the_q_profile_of_the_normal():
    rng = np.random.default_rng(5)
    size = rng.integers(20_000, 60_000, 50).astype(float)
    jobs = drawn(rng, "proportion", size, 0.01, np.arcsin(np.sqrt(0.4)))
    model = NullModel("proportion", float(jobs.sum() / size.sum()), high=1.0)
    normal = dispersion(model.score(jobs / size, size), model.steady_variance(size))
    found = variance_interval(model, jobs, size)
    np.testing.assert_allclose(found, [normal.tau2_low, normal.tau2_high], rtol=0.02)


@pytest.mark.parametrize(
    ("kind", "tau", "centre"),
    [("proportion", 0.0, 0.33), ("proportion", 0.1, 0.33), ("count", 0.0, 3.2), ("count", 1.0, 3.2)],
)
def test_interval_covers_the_planted_variance_at_its_rate(kind, tau, centre):
    rng = np.random.default_rng(20151231)
    held, tables = 0, 150
    for _ in range(tables):
        size = rng.integers(5, 60, 12) / (1.0 if kind == "proportion" else 40.0)
        low, high = variance_interval(NullModel(kind, 0.1), drawn(rng, kind, size, tau, centre), size)
        held += low <= tau**2 <= high
    claim = 0.975 if tau == 0 else 0.95
    assert held / tables == pytest.approx(claim, abs=3.5 * np.sqrt(claim * (1 - claim) / tables))


@pytest.mark.parametrize(
    ("kind", "events", "size"),
    [("proportion", [0, 0, 0], [9, 9, 9]), ("proportion", [9, 9], [9, 9]), ("count", [4], [2])],
)
def test_where_nothing_can_vary_the_interval_is_unknown(kind, events, size):
    assert np.isnan(
        variance_interval(NullModel(kind, 0.5), np.array(events, float), np.array(size, float))
    ).all()


@pytest.mark.parametrize("events", [[0, 9], [9, 0, 0, 9], [3, 4, 2], [0, 0, 0, 0, 1]])
def test_a_handful_of_providers_has_an_ordered_interval_without_a_warning(events):
    size = np.full(len(events), 9.0)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        low, high = variance_interval(SHARE, np.array(events, dtype=float), size)
    assert 0 <= low <= high <= SHARE.most_tau2()


@pytest.mark.parametrize(("kind", "tau", "centre"), [("proportion", 0.15, 0.3), ("count", 1.2, 3.0)])
def test_variance_of_small_and_skewed_providers_is_found_on_average(kind, tau, centre):
    rng = np.random.default_rng(3)
    found = []
    for _ in range(30):
        size = rng.integers(5, 40, 120) / (1.0 if kind == "proportion" else 40.0)
        events = drawn(rng, kind, size, tau, centre)
        model = NullModel(kind, float(events.sum() / size.sum()))
        scores = model.score(events / size, size)
        found.append(model_variance(model, scores, model.steady_variance(size), size))
    error = np.std(found) / np.sqrt(len(found))
    assert np.mean(found) == pytest.approx(tau**2, abs=3.5 * error)
    assert error < 0.1 * tau**2


@pytest.mark.parametrize(("model", "tau2"), [(SHARE, 0.0), (SHARE, 0.05), (COUNT, 0.0), (COUNT, 1.5)])
def test_all_that_is_possible_has_probability_one_and_averages_to_the_target(model, tau2):
    sizes = np.array([1.0, 6.0, 30.0])
    which, score, chance = model.possible(sizes, tau2)
    np.testing.assert_allclose(np.bincount(which, chance), 1, atol=1e-5)
    np.testing.assert_allclose(np.bincount(which, chance * score), 0, atol=1e-4)


def test_untrimmed_chance_square_without_variance_is_one():
    for model in (SHARE, COUNT):
        assert chance_square(model, np.array([3.0, 8.0, 20.0])) == pytest.approx(1, abs=1e-6)
