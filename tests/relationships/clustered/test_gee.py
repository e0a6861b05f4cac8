"""The exchangeable GEE against R `gee`, and its small-sample covariance against CR2 on whitened rows."""

import numpy as np
import pytest
from scipy.special import expit

from batt.relationships.clustered.cr2 import cr2
from batt.relationships.clustered.gee import gee

# Both iterate to convergence; R `gee` was run to 1e-12 on cbpp and to its default on JTPA.
ITERATIVE = 1e-4


def jtpa(people):
    age = (people["age"].to_numpy() - 35) / 10
    design = np.column_stack([np.ones(len(people)), people["T"], age, age**2])
    return design, (people["Y"] > 0).to_numpy(float), people["site"].factorize()[0]


def herds():
    """Return lme4's cbpp, one row per animal: periods as dummies, ill or not, herd."""
    herd = np.repeat(np.arange(15), [4, 3, 4, 4, 4, 4, 4, 1, 4, 4, 4, 4, 4, 4, 4])
    period = np.concatenate([np.arange(count) for count in [4, 3, 4, 4, 4, 4, 4, 1, 4, 4, 4, 4, 4, 4, 4]])
    size = [
        14,
        12,
        9,
        5,
        22,
        18,
        21,
        22,
        16,
        16,
        20,
        10,
        10,
        9,
        6,
        18,
        25,
        24,
        4,
        17,
        17,
        18,
        20,
        16,
        10,
        9,
        5,
    ]
    size += [34, 9, 6, 8, 6, 22, 22, 18, 22, 25, 27, 22, 22, 10, 8, 6, 5, 21, 24, 19, 23, 19, 2, 3, 2, 19, 15]
    size += [15, 15]
    ill = [
        2,
        3,
        4,
        0,
        3,
        1,
        1,
        8,
        2,
        0,
        2,
        2,
        0,
        2,
        0,
        5,
        0,
        0,
        1,
        3,
        0,
        0,
        1,
        8,
        1,
        3,
        0,
        12,
        2,
        0,
        0,
        0,
        1,
        1,
    ]
    ill += [0, 2, 0, 5, 3, 1, 2, 1, 0, 0, 1, 2, 0, 0, 11, 0, 0, 0, 1, 1, 1, 0]
    y = np.concatenate([np.arange(n) < yes for n, yes in zip(size, ill, strict=True)]).astype(float)
    rows = np.repeat(np.arange(56), size)
    design = np.column_stack([np.ones(len(rows)), period[rows][:, None] == np.arange(1, 4)]).astype(float)
    return design, y, herd[rows]


def test_jtpa_agrees_with_r(real_data, reference):
    fit, expected = gee(*jtpa(real_data("jtpa_women_16sites"))), reference("gee_glmm")["jtpa_gee"]
    np.testing.assert_allclose(fit.coef, list(expected["coef"].values()), rtol=1e-6)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.robust)), list(expected["robust_se"].values()), rtol=1e-6)
    assert fit.alpha == pytest.approx(expected["alpha"], rel=1e-6)
    assert fit.dispersion == pytest.approx(expected["scale"], rel=1e-6)


def test_cbpp_agrees_with_r(reference):
    fit, expected = gee(*herds()), reference("clustered_models")["cbpp_gee"]
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=ITERATIVE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.robust)), expected["robust_se"], rtol=ITERATIVE)
    assert fit.alpha == pytest.approx(expected["alpha"], rel=ITERATIVE)


def test_covariance_and_degrees_of_freedom_are_those_of_cr2_on_rows_made_independent():
    design, y, clusters = herds()
    fit = gee(design, y, clusters)
    p = expit(design @ fit.coef)
    root = np.sqrt(p * (1 - p))
    x, e = design * root[:, None], (y - p) / root
    for herd in np.unique(clusters):
        of = clusters == herd
        size = of.sum()
        values, vectors = np.linalg.eigh(np.full((size, size), fit.alpha) + (1 - fit.alpha) * np.eye(size))
        whiten = vectors @ np.diag(values**-0.5) @ vectors.T
        x[of], e[of] = whiten @ x[of], whiten @ e[of]
    usual = cr2(x, x @ fit.coef + e, clusters)
    np.testing.assert_allclose(fit.vcov, usual.vcov, rtol=1e-6)
    np.testing.assert_allclose(fit.df, usual.df, rtol=1e-6)


def test_the_difference_in_shares_is_that_of_the_two_expected_shares():
    design, y, clusters = herds()
    two = (design[:, 1:3] == 0).all(axis=1)
    fit = gee(design[two][:, [0, 3]], y[two], clusters[two])
    found = fit.share_difference(design[two][:, [0, 3]], 1)
    assert found.value == pytest.approx(expit(fit.coef.sum()) - expit(fit.coef[0]), rel=1e-10)


def test_clusters_of_one_have_no_correlation_and_give_the_logit():
    design, y, _ = herds()
    fit = gee(design, y, np.arange(len(y)))
    assert fit.alpha == 0
    shares = [y[design[:, 1:].sum(axis=1) == 0].mean()]
    assert expit(fit.coef[0]) == pytest.approx(shares[0], rel=1e-8)


SEPARATED = np.column_stack([np.ones(40), np.arange(40) >= 20]).astype(float)
GROUPS = np.arange(40) % 8


@pytest.mark.parametrize(
    ("design", "y", "clusters", "reason"),
    [
        (SEPARATED, np.zeros(40), GROUPS, "no_variation_in_outcome"),
        (SEPARATED, SEPARATED[:, 1], GROUPS, "separation"),
        (SEPARATED, (np.arange(40) % 3 == 0) * 1.0, np.zeros(40, dtype=int), "one_cluster"),
        (np.ones((40, 2)), (np.arange(40) % 3 == 0) * 1.0, GROUPS, "singular"),
        (SEPARATED[:5], np.array([0, 1, 0, 1, 1.0]), GROUPS[:5], "too_few"),
        (np.empty((0, 2)), np.empty(0), np.empty(0, dtype=int), "too_few"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason(design, y, clusters, reason):
    fit = gee(design, y, clusters)
    assert fit.reason == reason
    assert fit.odds_ratio(1).reason == reason
    assert fit.share_difference(design, 1).reason == reason


def test_a_group_without_any_event_is_separation():
    y = np.where(SEPARATED[:, 1] == 1, 0, np.arange(40) % 2).astype(float)
    assert gee(SEPARATED, y, GROUPS).reason == "separation"


def test_three_clusters_are_too_few_for_a_test():
    y = (np.arange(40) % 3 == 0) * 1.0
    assert gee(SEPARATED, y, np.arange(40) % 3).odds_ratio(1).reason == "few_clusters"
