"""Kruskal–Wallis and Dunn against R, and with answers that cluster in providers."""

import numpy as np
import pytest

from batt.relationships.surveys.kruskal_dunn import kruskal_dunn


@pytest.mark.parametrize("item", ["A1", "A4", "C1", "C5", "E1"])
def test_groups_of_education_are_compared_as_in_r(item, bfi, reference):
    # Closed forms: 1e-6 relative.
    wanted, found = (
        reference("ordinal_groups")["bfi_kruskal_by_education"][item],
        kruskal_dunn(bfi[item], bfi["education"]),
    )
    assert (found.n, found.df) == (wanted["n"], wanted["df"])
    assert [found.statistic, found.p, found.epsilon2] == pytest.approx(
        [wanted["H"], wanted["p"], wanted["epsilon2"]], rel=1e-6
    )


@pytest.mark.parametrize("item", ["A4", "C5"])
def test_pairs_are_compared_as_dunn_did(item, bfi, reference):
    pairs = kruskal_dunn(bfi[item], bfi["education"]).pairs
    for row in pairs.itertuples():
        wanted = reference("ordinal_groups")[f"bfi_dunn_{item}_by_education"][
            f"{row.first:.0f} - {row.second:.0f}"
        ]
        assert [row.z, row.p, row.p_holm] == pytest.approx(
            [wanted["z"], wanted["p"], wanted["p_holm"]], rel=1e-6
        )
    assert len(pairs) == 10


def test_clusters_of_one_answer_change_little():
    rng = np.random.default_rng(2)
    answers, groups = rng.integers(1, 7, 400).astype(float), rng.integers(0, 4, 400)
    alone, clustered = kruskal_dunn(answers, groups), kruskal_dunn(answers, groups, np.arange(400))
    assert clustered.statistic == pytest.approx(alone.statistic, rel=0.1)
    assert clustered.epsilon2 == alone.epsilon2


def test_order_of_groups_does_not_change_the_test():
    rng = np.random.default_rng(3)
    answers, groups = rng.integers(1, 7, 200).astype(float), rng.integers(0, 3, 200)
    provider = np.repeat(np.arange(20), 10)
    one, other = kruskal_dunn(answers, groups, provider), kruskal_dunn(answers, 2 - groups, provider)
    assert one.p == pytest.approx(other.p, rel=1e-9)


@pytest.mark.parametrize(
    ("answers", "groups", "clusters", "reason"),
    [
        ([], [], None, "too_few"),
        ([1, 2, 3, 4, 5, 6], ["a"] * 6, None, "one_group"),
        ([4] * 6, list("aabbcc"), None, "no_variation_in_outcome"),
        ([1, 2, 3, 4, 5, 6], list("aabbcc"), [1] * 6, "one_cluster"),
        ([1, 2, 3, 4, 5, 6], list("aabbcc"), [1, 1, 2, 2, 3, 3], "few_clusters"),
        ([1, 2, 3, 4, 5, 6], list("aabbbb"), [1, 1, 2, 2, 3, 4], "few_clusters"),
    ],
)
def test_answers_that_cannot_be_compared_give_the_reason(answers, groups, clusters, reason):
    found = kruskal_dunn(np.array(answers, float), groups, clusters)
    assert found.reason == reason
    assert np.isnan(found.p)
    assert found.pairs.empty
