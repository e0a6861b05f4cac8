"""The spread between the largest and the smallest share is not that of mere chance."""

import numpy as np
import pytest

from batt.relationships.surveys.spread_of_shares import spread_of_shares


def answers(rng, shares, providers=60, each=12):
    n = providers * each
    hits = rng.random((n, len(shares))) < np.array(shares)
    return hits, np.ones_like(hits), np.repeat(np.arange(providers), each)


def test_planted_spread_is_found():
    found = spread_of_shares(*answers(np.random.default_rng(0), [0.02, 0.05, 0.05, 0.15]), seed=1)
    assert found.value == pytest.approx(0.13, abs=0.04)
    assert found.low > 0


def test_equal_shares_have_no_spread_on_average():
    rng = np.random.default_rng(1)
    found = [spread_of_shares(*answers(rng, [0.05] * 9), seed=seed).value for seed in range(100)]
    plain = answers(rng, [0.05] * 9)[0].mean(axis=0)
    assert abs(np.mean(found)) < 0.005 < np.ptp(plain)


def test_same_seed_gives_the_same_halves():
    data = answers(np.random.default_rng(2), [0.05, 0.1])
    assert spread_of_shares(*data, seed=3) == spread_of_shares(*data, seed=3)


@pytest.mark.parametrize(
    ("hits", "clusters", "reason"),
    [
        (np.zeros((0, 3)), [], "too_few"),
        (np.zeros((20, 1)), np.arange(20), "too_few"),
        (np.zeros((20, 3)), np.zeros(20), "one_cluster"),
        (np.zeros((20, 3)), np.arange(20) % 5, "few_clusters"),
        (np.zeros((20, 3)), np.arange(20), "no_variation_in_outcome"),
    ],
)
def test_answers_without_a_spread_give_the_reason(hits, clusters, reason):
    found = spread_of_shares(hits, np.ones_like(hits), clusters, seed=0)
    assert found.reason == reason


def test_item_nobody_answered_in_one_half_is_too_few():
    hits, answered, provider = answers(np.random.default_rng(2), [0.1, 0.2], providers=10)
    answered[:, 1] = provider == 0
    assert spread_of_shares(hits, answered, provider, seed=0).reason == "too_few"
