"""Compare two groups of answers by rank: Mann–Whitney, and the chance that one lies above the other."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_covariance

METHOD = "rank_sum"


@dataclass(frozen=True)
class RankSum:
    """Mann–Whitney of two groups.

    Attributes
    ----------
    u
        Pairs in which the first group's answer is the higher, ties counting one half; NaN without a number.
    z, p_independent
        Normal approximation with tie correction, without continuity correction, for independent answers.
    cliffs_delta
        Effect size 2·P − 1, from −1 to 1.
    estimate
        Chance that an answer of the first group lies above one of the second, ties counting one half. Its p
        is `p_independent`, or with clusters the test that allows for them.
    """

    u: float
    z: float
    p_independent: float
    cliffs_delta: float
    estimate: Estimate


def rank_sum(
    first: Column,
    second: Column,
    *,
    first_clusters: Column | None = None,
    second_clusters: Column | None = None,
) -> RankSum:
    """Compare two groups of answers.

    Estimand: the chance that a random answer of the first group lies above a random one of the second.

    Parameters
    ----------
    first, second
        Answers, missing ones left out.
    first_clusters, second_clusters
        The provider of each answer; one provider may have answers in both groups. Then variance comes from
        the sums of placement values by provider, with t on the smaller group's clusters less one.

    Source: Mann & Whitney (1947); Brunner & Munzel (2000), Biometrical Journal 42, 17–25, for the interval;
    Obuchowski (1997), Biometrics 53, 567–578, for clusters.
    """
    x, x_clusters = _known(first, first_clusters)
    y, y_clusters = _known(second, second_clusters)
    n = len(x) + len(y)
    if min(len(x), len(y)) < 2:
        reason = "one_group" if n >= 2 and min(len(x), len(y)) == 0 else "too_few"
        return _nothing(reason, n)
    ranks = stats.rankdata(np.concatenate([x, y]))
    above = (ranks[: len(x)] - stats.rankdata(x)) / len(y)
    below = 1 - (ranks[len(x) :] - stats.rankdata(y)) / len(x)
    share = float(above.mean())
    u, z, p = _mann_whitney(ranks, len(x), len(y))
    if np.ptp(ranks) == 0:
        return _nothing("no_variation_in_outcome", n)
    if share in (0.0, 1.0):
        return _nothing("separation", n)
    if x_clusters is None or y_clusters is None:
        estimate = _independent(share, above, below, p)
    else:
        estimate = _clustered(share, above, below, x_clusters, y_clusters)
    return RankSum(u, z, p, 2 * share - 1, estimate)


def _known(values: Column, clusters: Column | None) -> tuple[np.ndarray, np.ndarray | None]:
    answers = pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
    keep = np.isfinite(answers)
    return answers[keep], None if clusters is None else np.asarray(clusters)[keep]


def _nothing(reason: str, n: int) -> RankSum:
    nan = np.nan
    return RankSum(nan, nan, nan, nan, no_estimate(METHOD, "probability", reason, n=n))


def _mann_whitney(ranks: np.ndarray, n_first: int, n_second: int) -> tuple[float, float, float]:
    n = n_first + n_second
    u = float(ranks[:n_first].sum() - n_first * (n_first + 1) / 2)
    ties = np.unique(ranks, return_counts=True)[1]
    variance = n_first * n_second / 12 * (n + 1 - (ties**3 - ties).sum() / (n * (n - 1)))
    z = (u - n_first * n_second / 2) / np.sqrt(variance) if variance > 0 else np.nan
    return u, float(z), float(2 * stats.norm.sf(abs(z)))


def _independent(share: float, above: np.ndarray, below: np.ndarray, p: float) -> Estimate:
    parts = np.array([above.var(ddof=1) / len(above), below.var(ddof=1) / len(below)])
    df = parts.sum() ** 2 / (parts**2 / [len(above) - 1, len(below) - 1]).sum()
    return _estimate(share, float(np.sqrt(parts.sum())), float(df), len(above) + len(below), None, p)


def _clustered(
    share: float, above: np.ndarray, below: np.ndarray, x_clusters: np.ndarray, y_clusters: np.ndarray
) -> Estimate:
    codes = cluster_codes(np.concatenate([x_clusters, y_clusters]))
    n, n_clusters = len(codes), len(np.unique(codes))
    if n_clusters == 1:
        return no_estimate(METHOD, "probability", "one_cluster", n=n, n_clusters=1)
    influence = np.concatenate([(above - share) / len(above), (below - share) / len(below)])
    se = float(np.sqrt(cluster_covariance(influence[:, None], codes)[0, 0]))
    smaller = min(len(np.unique(codes[: len(above)])), len(np.unique(codes[len(above) :])))
    if smaller < 2:
        return no_estimate(METHOD, "probability", "few_clusters", n=n, n_clusters=n_clusters)
    return _estimate(share, se, smaller - 1.0, n, n_clusters, None)


def _estimate(
    share: float, se: float, df: float, n: int, n_clusters: int | None, p: float | None
) -> Estimate:
    """Return the estimate with its interval on the logit, which keeps it between 0 and 1."""
    if not se > 0:
        return no_estimate(METHOD, "probability", "separation", n=n, n_clusters=n_clusters)
    logit, logit_se = np.log(share / (1 - share)), se / (share * (1 - share))
    ends = logit + np.array([-1, 1]) * stats.t.ppf(0.975, df) * logit_se
    low, high = (1 / (1 + np.exp(-ends))).tolist()
    tested = float(2 * stats.t.sf(abs(logit) / logit_se, df)) if p is None else p
    return Estimate(METHOD, "probability", share, low, high, se, tested, df, n, n_clusters, 0.5)
