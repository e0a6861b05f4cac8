"""The wild cluster bootstrap against every sign vector refitted in R, and against CR2 where both are good."""

import itertools

import numpy as np
import pytest

from batt.relationships.clustered.cr2 import cr2
from batt.relationships.clustered.wild_cluster_bootstrap import (
    _p_of,
    webb_multipliers,
    wild_cluster_bootstrap,
)

G = np.repeat(np.arange(6), [2, 3, 4, 5, 3, 4])
TREATED = np.isin(G, [0, 2, 5]).astype(float)
X = np.array([1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7], dtype=float)
Y = np.array(
    [3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3]
)
W = np.array([5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8], dtype=float)
DESIGN = np.column_stack([np.ones(21), TREATED, X])
SIGNS = np.array(list(itertools.product([-1.0, 1.0], repeat=6)))


@pytest.mark.parametrize(
    ("name", "column", "null", "weights"),
    [
        ("treated", 1, 0.0, np.ones(21)),
        ("treated_weighted", 1, 0.0, W),
        ("x", 2, 0.0, np.ones(21)),
        ("x_half_weighted", 2, 0.5, W),
        ("treated_minus_half", 1, -0.5, np.ones(21)),
    ],
)
def test_all_sign_vectors_agree_with_refitting_each_in_r(reference, name, column, null, weights):
    root = np.sqrt(weights)
    p_value, _, _ = _p_of(DESIGN * root[:, None], Y * root, G, column, SIGNS)
    # A count of samples: the two are the same number or they are not.
    assert p_value(null) == pytest.approx(reference("wild_cluster_bootstrap")[name], rel=1e-12)


def forty_clusters(seed=4, effect=0.5):
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(40), 5)
    exposure = rng.normal(size=200)
    level = rng.normal(0, 0.5, 40)[clusters]
    design = np.column_stack([exposure, np.ones(200)])
    return design, effect * exposure + level + rng.normal(size=200), clusters


def test_with_many_clusters_it_agrees_with_cr2():
    design, y, clusters = forty_clusters()
    wild = wild_cluster_bootstrap(
        design, y, clusters, 0, scale="points", rng=np.random.default_rng(1), draws=1999
    )
    usual = cr2(design, y, clusters).estimate(0, "points")
    assert wild.value == pytest.approx(usual.value, rel=1e-12)
    width = usual.high - usual.low
    assert wild.low == pytest.approx(usual.low, abs=0.1 * width)
    assert wild.high == pytest.approx(usual.high, abs=0.1 * width)


def test_the_interval_holds_zero_exactly_when_the_test_does_not_reject_it():
    for effect in (0.0, 0.12, 0.3):
        design, y, clusters = forty_clusters(effect=effect)
        found = wild_cluster_bootstrap(design, y, clusters, 0, scale="points", rng=np.random.default_rng(2))
        assert (found.low <= 0 <= found.high) == (found.p > 0.05)


def test_the_same_seed_gives_the_same_numbers():
    design, y, clusters = forty_clusters()
    one, two = (
        wild_cluster_bootstrap(
            design, y, clusters, 0, scale="points", rng=np.random.default_rng(5), draws=199
        )
        for _ in range(2)
    )
    assert one == two


def test_webbs_multipliers_have_mean_zero_and_variance_one():
    drawn = webb_multipliers(np.random.default_rng(6), 2000, 50)
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.var() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    ("y", "clusters", "reason"),
    [
        (Y, np.zeros(21, dtype=int), "one_cluster"),
        (np.full(21, 3.0), G, "no_variation_in_outcome"),
        (Y, np.arange(21) // 11, "few_clusters"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason(y, clusters, reason):
    found = wild_cluster_bootstrap(DESIGN, y, clusters, 1, scale="points", rng=np.random.default_rng(1))
    assert found.reason == reason
    assert np.isnan(found.value)
