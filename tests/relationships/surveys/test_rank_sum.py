"""Mann–Whitney against R, with and without clusters."""

import numpy as np
import pytest
from scipy import stats

from batt.relationships.surveys.rank_sum import rank_sum


@pytest.mark.parametrize("item", ["A1", "A2", "C5", "E4", "N3", "O3"])
def test_men_against_women_is_as_in_r(item, bfi, reference):
    # Closed forms: 1e-6 relative.
    men, women = bfi.loc[bfi["gender"] == 1, item], bfi.loc[bfi["gender"] == 2, item]
    wanted, found = reference("ordinal_groups")["bfi_mannwhitney_men_vs_women"][item], rank_sum(men, women)
    assert found.u == wanted["U1"]
    assert found.z == pytest.approx(wanted["z_tie_corrected"], rel=1e-6)
    assert found.p_independent == pytest.approx(wanted["p_no_cc"], rel=1e-6)
    assert found.estimate.value == pytest.approx(wanted["prob_superiority"], rel=1e-6)
    assert found.cliffs_delta == pytest.approx(wanted["cliffs_delta"], rel=1e-6)
    assert found.estimate.low < found.estimate.value < found.estimate.high


def test_standard_error_counts_every_pair(made, reference):
    wanted = reference("surveys")["rank_sum_clustered"]
    clustered = rank_sum(
        made.first, made.second, first_clusters=made.first_clusters, second_clusters=made.second_clusters
    ).estimate
    assert clustered.value == pytest.approx(wanted["share"], rel=1e-6)
    assert clustered.se == pytest.approx(wanted["se"], rel=1e-6)
    assert clustered.df == 4  # the first group has five providers
    independent = rank_sum(made.first, made.second).estimate
    assert independent.se == pytest.approx(wanted["se_independent"], rel=1e-6)


def test_standard_error_is_that_of_brunner_and_munzel(made):
    found = rank_sum(made.first, made.second).estimate
    theirs = stats.brunnermunzel(made.second, made.first)
    assert (found.value - 0.5) / found.se == pytest.approx(theirs.statistic, rel=1e-9)


def test_alike_answers_within_providers_make_the_test_more_careful():
    rng = np.random.default_rng(4)
    provider = np.repeat(np.arange(30), 20)
    answers = rng.normal(0, 1, 30)[provider] + rng.normal(0, 0.2, 600)
    first = provider < 15
    careful = rank_sum(
        answers[first],
        answers[~first],
        first_clusters=provider[first],
        second_clusters=provider[~first],
    ).estimate
    assert careful.p > rank_sum(answers[first], answers[~first]).estimate.p


@pytest.mark.parametrize(
    ("first", "second", "clusters", "reason"),
    [
        ([], [], None, "too_few"),
        ([1, 2, 3], [], None, "one_group"),
        ([1, np.nan], [2, 3], None, "too_few"),
        ([4, 4, 4], [4, 4], None, "no_variation_in_outcome"),
        ([5, 6, 6], [1, 2], None, "separation"),
        ([1, 3, 2], [2, 3, 1], (np.zeros(3), np.zeros(3)), "one_cluster"),
        ([1, 3, 2], [2, 3, 1], (np.zeros(3), np.array([1, 2, 3])), "few_clusters"),
    ],
)
def test_answers_that_cannot_be_compared_give_the_reason(first, second, clusters, reason):
    first_clusters, second_clusters = clusters or (None, None)
    found = rank_sum(
        np.array(first, float),
        np.array(second, float),
        first_clusters=first_clusters,
        second_clusters=second_clusters,
    )
    assert found.estimate.reason == reason
    assert np.isnan(found.estimate.value)
