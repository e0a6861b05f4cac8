"""Test that scores added up by cluster have mean zero."""

from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Hotelling:
    """Hotelling's T², scaled to `df` times an F with `df` and `df_clusters` degrees of freedom."""

    statistic: float
    df: int
    df_clusters: int
    p: float


def hotelling(totals: np.ndarray) -> Hotelling | None:
    """Return the test for clusters' scores, shape (G, k); None when their covariance is singular.

    The clusters' scores are compared with their own spread about their mean, so the test holds with few
    clusters of unlike size better than a chi-square would.

    Source: Hotelling (1931), Ann. Math. Statist. 2, 360–378.
    """
    number, df = totals.shape
    sum_, about_mean = totals.sum(axis=0), totals - totals.mean(axis=0)
    spread = about_mean.T @ about_mean
    if number <= df or is_singular(spread):
        return None
    statistic = float(sum_ @ np.linalg.solve(spread, sum_)) * (number - df) / number
    p = float(stats.f.sf(statistic / df, df, number - df))
    return Hotelling(statistic, df, number - df, p)


def is_singular(covariance: np.ndarray) -> bool:
    """Return whether a covariance of scores, in events squared, cannot be inverted."""
    if not np.isfinite(covariance).all() or (np.diag(covariance) < 1e-9).any():
        return True
    return bool(np.linalg.cond(covariance) > 1e10)
