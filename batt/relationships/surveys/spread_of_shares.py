"""Measure how far apart the largest and the smallest of several shares lie, without finding mere chance."""

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_sums

METHOD = "spread_of_shares"


def spread_of_shares(
    hits: np.ndarray | pd.DataFrame,
    answered: np.ndarray | pd.DataFrame,
    clusters: Column,
    *,
    seed: int,
) -> Estimate:
    """Return the difference between the items with the largest and the smallest share.

    Estimand: the share at the item that is largest in one half of the providers, minus the share at the one
    that is smallest there, in the other half; on average at most the true spread.

    The largest of several measured shares always lies above the smallest, also when the true ones are equal.
    So the items are chosen in one half of the clusters and compared in the other. Changing the halves and
    averaging would use all answers, but then both differences are large together by chance, and the test
    rejects equal shares three times as often as it claims.

    Parameters
    ----------
    hits, answered
        Shape (n, items): whether the respondent gave the answer (0/1), and whether they answered the item.
    clusters
        The provider of each respondent.
    seed
        Decides which clusters are in which half.

    Returns
    -------
    Estimate
        ``few_clusters`` with fewer than eight of them; `n` counts the respondents compared.

    Source: Cox (1975), Biometrika 62, 441–444.
    """
    weight = np.asarray(answered, dtype=float)
    counts = np.asarray(hits, dtype=float) * weight
    n, items = counts.shape
    codes = cluster_codes(clusters)
    g = int(codes.max()) + 1 if n else 0
    if items < 2 or g < 8:
        reason = "too_few" if items < 2 or n == 0 else "one_cluster" if g == 1 else "few_clusters"
        return no_estimate(METHOD, "share_difference", reason, n=n, n_clusters=g or None)
    x, w = cluster_sums(counts, codes), cluster_sums(weight, codes)
    chooses = np.zeros(g, dtype=bool)
    chooses[np.random.default_rng(seed).permutation(g)[: g // 2]] = True
    compared_n, used_g = int((~chooses[codes]).sum()), int((~chooses).sum())
    value, variance = _difference(x, w, chooses)
    if not np.isfinite(value) or variance == 0:
        reason = "no_variation_in_outcome" if variance == 0 else "too_few"
        return no_estimate(METHOD, "share_difference", reason, n=compared_n, n_clusters=used_g)
    return from_se(
        METHOD,
        "share_difference",
        value,
        float(np.sqrt(variance)),
        n=compared_n,
        df=used_g - 1.0,
        n_clusters=used_g,
    )


def _difference(x: np.ndarray, w: np.ndarray, chooses: np.ndarray) -> tuple[float, float]:
    """Choose two items in some clusters; return their difference in the others, and its variance."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = x[chooses].sum(axis=0) / w[chooses].sum(axis=0)
        if np.isnan(shares).any():
            return float("nan"), float("nan")
        pair = [int(np.argmax(shares)), int(np.argmin(shares))]
        hits, answered = x[~chooses][:, pair], w[~chooses][:, pair]
        used = hits.sum(axis=0) / answered.sum(axis=0)
        influence = (hits - used * answered) / answered.sum(axis=0)
    g = len(influence)
    apart = influence[:, 0] - influence[:, 1]
    return float(used[0] - used[1]), float(g / (g - 1) * (apart**2).sum())
