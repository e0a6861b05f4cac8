"""Overdispersion on data whose variance between providers is known."""

import numpy as np
import pytest

from batt.comparisons.null_model import NullModel
from batt.comparisons.overdispersion import chance_square, dispersion, normal_chance_square, winsorised


def drawn(rng, tau=0.0, providers=300):
    variance = rng.uniform(0.002, 0.03, providers)
    return rng.standard_normal(providers) * np.sqrt(variance + tau**2) / np.sqrt(variance), variance


def test_outer_tenth_is_pulled_in_on_both_sides():
    pulled = winsorised(np.arange(101.0))
    assert (pulled.min(), pulled.max()) == (10, 90)
    assert pulled[50] == 50


def test_outliers_do_not_make_a_quiet_field_overdispersed():
    rng = np.random.default_rng(1)
    scores, variance = drawn(rng)
    quiet = dispersion(scores, variance, normal_chance_square(300)).tau2
    scores[:10] = 15
    assert dispersion(scores, variance, normal_chance_square(300)).tau2 < quiet + 0.002


def test_variance_between_providers_is_found_on_average():
    rng = np.random.default_rng(2)
    square = normal_chance_square(300)
    found = [dispersion(*drawn(rng, tau=0.1), square).tau2 for _ in range(100)]
    assert np.mean(found) == pytest.approx(0.01, rel=0.05)


def test_interval_of_the_variance_covers_at_its_level():
    rng = np.random.default_rng(3)
    found = [dispersion(*drawn(rng, tau=0.1, providers=40)) for _ in range(400)]
    covered = np.mean([one.tau2_low <= 0.01 <= one.tau2_high for one in found])
    assert covered == pytest.approx(0.95, abs=3.5 * np.sqrt(0.95 * 0.05 / 400))


def test_less_spread_than_chance_gives_no_negative_variance():
    found = dispersion(np.tile([-0.1, 0.1], 50), np.full(100, 0.01))
    assert (found.phi, found.tau2, found.tau2_low, found.tau2_high) == (1, 0, 0, 0)


@pytest.mark.parametrize("k", [0, 1])
def test_fewer_than_two_providers_have_no_dispersion(k):
    assert np.isnan(dispersion(np.zeros(k), np.ones(k)).tau2)


@pytest.mark.parametrize("kind", ["proportion", "count"])
def test_chance_square_of_small_groups_is_that_of_draws(kind):
    rng = np.random.default_rng(4)
    size = rng.integers(5, 25, 200).astype(float)
    model = NullModel(kind, 0.13)
    squares = []
    for _ in range(400):
        events = rng.binomial(size.astype(int), 0.13) if kind == "proportion" else rng.poisson(0.13 * size)
        squares.append(np.mean(winsorised(model.score(events / size, size)) ** 2))
    assert chance_square(model, size) == pytest.approx(np.mean(squares), rel=0.03)
