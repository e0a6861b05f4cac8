"""Compare several groups of answers by rank: Kruskal–Wallis, and Dunn's comparison of every pair."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.multiplicity import holm
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_sums

METHOD = "kruskal_dunn"


@dataclass(frozen=True)
class KruskalDunn:
    """Test of several groups, and of every pair of them.

    Attributes
    ----------
    statistic, df, p
        Kruskal–Wallis with tie correction and its chi-square test; with clusters the Wald test of equal mean
        ranks and its F test, `statistic` then being chi-square-like too. NaN when `reason` is set.
    epsilon2
        Share of the variance of the ranks between groups, H/(n − 1).
    pairs
        One row per pair of groups: ``first, second, z`` (difference of mean ranks over its standard error),
        ``p, p_holm``. Empty when `reason` is set.
    n, n_groups, n_clusters
        Answers, groups with at least one answer, clusters (None: independent answers).
    reason
        Empty, ``too_few``, ``one_group``, ``one_cluster``, ``few_clusters`` (no more clusters than groups,
        or a group in one cluster) or ``no_variation_in_outcome``.
    """

    statistic: float
    df: int
    p: float
    epsilon2: float
    pairs: pd.DataFrame
    n: int
    n_groups: int
    n_clusters: int | None = None
    reason: str = ""


def kruskal_dunn(
    answers: Column,
    groups: Column,
    clusters: Column | None = None,
) -> KruskalDunn:
    """Test whether several groups answer alike.

    Estimand: the difference between groups of the mean rank among all answers. Missing answers and answers
    without a group are left out.

    Parameters
    ----------
    clusters
        The provider of each answer, which may have answers in several groups. Ranks are then treated as
        scores, right when the groups answer alike, with the covariance of the jackknife over clusters.

    Source: Kruskal & Wallis (1952), J. Am. Stat. Assoc. 47, 583–621; Dunn (1964), Technometrics 6, 241–252;
    Holm (1979).
    """
    values = pd.Series(answers).to_numpy(dtype=float, na_value=np.nan)
    labels = pd.Series(groups).reset_index(drop=True)
    keep = np.isfinite(values) & labels.notna().to_numpy()
    member, names = pd.factorize(labels[keep], sort=True)
    codes = None if clusters is None else cluster_codes(np.asarray(clusters)[keep])
    n, k = int(keep.sum()), len(names)
    n_clusters = None if codes is None else len(np.unique(codes))
    ranks = stats.rankdata(values[keep])
    is_in = member[:, None] == np.arange(k)
    reason = _refusal(ranks, is_in, codes)
    if reason:
        return KruskalDunn(
            np.nan, max(k - 1, 0), np.nan, np.nan, _pairs([], [], []), n, k, n_clusters, reason
        )
    sizes = is_in.sum(axis=0)
    means = (is_in * ranks[:, None]).sum(axis=0) / sizes
    variance = ranks.var(ddof=1)
    h = float((sizes * (means - (n + 1) / 2) ** 2).sum() / variance)
    if codes is None:
        covariance = np.diag(variance / sizes)
        statistic, p = h, float(stats.chi2.sf(h, k - 1))
    else:
        covariance = _jackknife(is_in, ranks, codes)
        statistic, p = _wald(means, covariance, len(np.unique(codes)))
    two = np.array(list(combinations(range(k), 2)))
    spread = covariance[two[:, 0], two[:, 0]] + covariance[two[:, 1], two[:, 1]]
    spread -= 2 * covariance[two[:, 0], two[:, 1]]
    z = (means[two[:, 0]] - means[two[:, 1]]) / np.sqrt(spread)
    p_pairs = 2 * stats.t.sf(np.abs(z), np.inf if n_clusters is None else n_clusters - 1)
    pairs = _pairs([(names[a], names[b]) for a, b in two], z, p_pairs)
    return KruskalDunn(statistic, k - 1, p, h / (n - 1), pairs, n, k, n_clusters)


def _refusal(ranks: np.ndarray, is_in: np.ndarray, codes: np.ndarray | None) -> str:
    n, groups = is_in.shape
    if n < 5:
        return "too_few"
    if groups < 2:
        return "one_group"
    if np.ptp(ranks) == 0:
        return "no_variation_in_outcome"
    if codes is None:
        return ""
    clusters_of_group = (cluster_sums(is_in.astype(float), codes) > 0).sum(axis=0)
    g = len(np.unique(codes))
    if g == 1:
        return "one_cluster"
    return "few_clusters" if g <= groups or clusters_of_group.min() < 2 else ""


def _jackknife(is_in: np.ndarray, ranks: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the covariance of the groups' mean ranks from leaving out one cluster at a time.

    The sandwich of sums is too small with groups in few clusters of unequal size. Source: Bell & McCaffrey
    (2002), Survey Methodology 28, 169–181.
    """
    sizes = cluster_sums(is_in.astype(float), codes)
    sums = cluster_sums(is_in * ranks[:, None], codes)
    without = (sums.sum(axis=0) - sums) / (sizes.sum(axis=0) - sizes)
    apart = without - without.mean(axis=0)
    g = len(apart)
    return (g - 1) / g * apart.T @ apart


def _wald(means: np.ndarray, covariance: np.ndarray, n_clusters: int) -> tuple[float, float]:
    """Return the Wald statistic of equal means and its p-value by Hotelling's F."""
    q = len(means) - 1
    contrasts = np.column_stack([np.eye(q), -np.ones(q)])
    middle = contrasts @ covariance @ contrasts.T
    difference = contrasts @ means
    statistic = float(difference @ np.linalg.pinv(middle) @ difference)
    df = n_clusters - 1
    return statistic, float(stats.f.sf(statistic * (df - q + 1) / (df * q), q, df - q + 1))


def _pairs(
    names: Sequence[tuple[object, object]], z: Sequence[float] | np.ndarray, p: Sequence[float] | np.ndarray
) -> pd.DataFrame:
    adjusted = np.asarray(p, dtype=float)
    return pd.DataFrame(
        {
            "first": [first for first, _ in names],
            "second": [second for _, second in names],
            "z": np.asarray(z, dtype=float),
            "p": adjusted,
            "p_holm": holm(adjusted),
        }
    )
