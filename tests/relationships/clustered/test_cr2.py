"""CR2 and Satterthwaite's degrees of freedom, against clubSandwich in R (benchmarks/reference/cr2.R)."""

import numpy as np
import pytest

from batt.relationships.clustered.cr2 import cr2

# Closed forms: only rounding separates the two.
RELATIVE = 1e-6

G = np.repeat(np.arange(6), [2, 3, 4, 5, 3, 4])
TREATED = np.isin(G, [0, 2]).astype(float)
X = np.array([1, 4, 2, 2, 7, 1, 5, 3, 8, 2, 6, 4, 4, 9, 1, 3, 5, 2, 8, 6, 7], dtype=float)
Y = np.array(
    [3.1, 4.2, 2.7, 3.3, 5.9, 2.2, 4.8, 3.0, 6.1, 2.9, 5.5, 4.4, 3.9, 7.2, 2.5, 3.6, 4.1, 2.8, 6.6, 5.2, 6.3]
)
W = np.array([5, 9, 12, 7, 4, 20, 15, 3, 8, 11, 6, 10, 14, 2, 9, 7, 13, 5, 16, 4, 8], dtype=float)
DESIGN = np.column_stack([np.ones(21), TREATED, X])


def assert_same(fit, expected):
    assert fit.reason == ""
    np.testing.assert_allclose(fit.coef, expected["coef"], rtol=RELATIVE)
    np.testing.assert_allclose(np.sqrt(np.diag(fit.vcov)), expected["se"], rtol=RELATIVE)
    np.testing.assert_allclose(fit.df, expected["df"], rtol=RELATIVE)


def test_unequal_clusters_agree_with_r(reference):
    assert_same(cr2(DESIGN, Y, G), reference("cr2")["made_plain"])


def test_weights_agree_with_r_on_rows_times_the_root_of_the_weight(reference):
    assert_same(cr2(DESIGN, Y, G, W), reference("cr2")["made_weighted"])


def test_effects_absorbed_by_centring_agree_with_r_spelling_them_out(reference):
    def centred(values):
        return values - np.array([values[g == G].mean() for g in range(6)])[G]

    fit, expected = cr2(centred(X)[:, None], centred(Y), G), reference("cr2")["made_within"]
    assert fit.coef[0] == pytest.approx(expected["coef"], rel=RELATIVE)
    assert np.sqrt(fit.vcov[0, 0]) == pytest.approx(expected["se"], rel=RELATIVE)
    assert fit.df[0] == pytest.approx(expected["df"], rel=RELATIVE)


def test_sixteen_sites_of_jtpa_agree_with_r(real_data, reference):
    people = real_data("jtpa_women_16sites")
    age = (people["age"].to_numpy() - 35) / 10
    sites = people["site"].factorize()[0]
    design = np.column_stack([np.ones(len(people)), people["T"], age])
    assert_same(cr2(design, people["Y"].to_numpy(float), sites), reference("cr2")["jtpa_earnings"])
    employed = (people["Y"] > 0).to_numpy(float)
    assert_same(cr2(np.column_stack([design, age**2]), employed, sites), reference("cr2")["jtpa_employed"])


def test_the_order_of_rows_does_not_matter():
    order = np.random.default_rng(1).permutation(21)
    first, second = cr2(DESIGN, Y, G, W), cr2(DESIGN[order], Y[order], G[order], W[order])
    np.testing.assert_allclose(first.vcov, second.vcov, rtol=1e-10)
    np.testing.assert_allclose(first.df, second.df, rtol=1e-10)


@pytest.mark.parametrize(
    ("design", "y", "clusters", "reason"),
    [
        (DESIGN[:3], Y[:3], G[:3], "too_few"),
        (np.empty((0, 2)), np.empty(0), np.empty(0, dtype=int), "too_few"),
        (DESIGN, Y, np.zeros(21, dtype=int), "one_cluster"),
        (DESIGN, np.full(21, 4.0), G, "no_variation_in_outcome"),
        (np.column_stack([DESIGN, TREATED]), Y, G, "singular"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason_and_no_number(design, y, clusters, reason):
    fit = cr2(design, y, clusters)
    assert fit.reason == reason
    assert np.isnan(fit.coef).all()
    assert fit.estimate(0, "points").reason == reason


def test_two_treated_clusters_of_six_are_too_few_for_a_test():
    assert cr2(DESIGN, Y, G).estimate(1, "points").reason == "few_clusters"


def test_a_column_that_only_one_cluster_has_is_refused_and_not_called_certain():
    only = np.column_stack([np.ones(21), (G == 3).astype(float)])
    assert cr2(only, Y, G).estimate(1, "points").reason == "few_clusters"
