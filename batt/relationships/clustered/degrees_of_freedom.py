"""How many degrees of freedom a coefficient has when some columns vary only between clusters."""

import numpy as np


def between_within_df(design: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """Return the degrees of freedom of each column, shape (k,), at least 1.

    A column that is the same for everybody in a cluster has as many as there are clusters, less the columns
    of that kind; the others have the rows less the clusters and the columns of their own kind.

    Source: Schluchter & Elashoff (1990), J. Statistical Computation and Simulation 37, 69–87; as in R `nlme`.
    """
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=np.nan) != 0)
    rows = design[order]
    spread = np.maximum.reduceat(rows, starts, axis=0) - np.minimum.reduceat(rows, starts, axis=0)
    is_between = spread.max(axis=0) <= 1e-12 * np.maximum(np.abs(rows).max(axis=0), 1)
    between = len(starts) - is_between.sum()
    within = len(rows) - len(starts) - (~is_between).sum()
    return np.maximum(np.where(is_between, between, within), 1).astype(float)
