"""Sum influence values by cluster: what every clustered variance of this room is made of."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

Column = Sequence[Any] | np.ndarray | pd.Series
"""One entry per answer or respondent."""


def cluster_codes(clusters: Column) -> np.ndarray:
    """Return clusters as integers 0, 1 …, shape (n,). A missing cluster is a cluster of its own."""
    codes, found = pd.factorize(np.asarray(clusters))
    missing = codes < 0
    return np.where(missing, len(found) + np.cumsum(missing) - 1, codes)


def cluster_sums(values: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the sums of `values`, shape (n,) or (n, k), by cluster: shape (G,) or (G, k)."""
    if values.ndim == 1:
        return np.bincount(codes, weights=values)
    columns = [np.bincount(codes, weights=column) for column in values.T]
    return np.column_stack(columns) if columns else np.empty((len(np.unique(codes)), 0))


def cluster_covariance(influence: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return the covariance of estimates from the influence of each row on them, shape (k, k).

    Parameters
    ----------
    influence
        Shape (n, k): how much each row moves each of the k estimates; every column adds up to about 0.
    codes
        Integer clusters, shape (n,). The factor G/(G−1) allows for few clusters; with one cluster the
        covariance is NaN.
    """
    totals = cluster_sums(influence, codes)
    g = len(totals)
    factor = g / (g - 1) if g > 1 else np.nan
    return factor * totals.T @ totals
