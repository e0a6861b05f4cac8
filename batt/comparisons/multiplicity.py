"""Adjust p-values for how many comparisons are made: Benjamini–Hochberg and Holm over one whole family."""

import numpy as np
import pandas as pd

FALSE_DISCOVERY_RATE = 0.05


def benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    """Return adjusted p-values that control the false discovery rate, shape (n,).

    Missing p-values stay missing and are no part of the family. Source: Benjamini and Hochberg 1995.
    """
    return _adjusted(p, lambda ordered, rank, m: np.minimum.accumulate((ordered * m / rank)[::-1])[::-1])


def holm(p: np.ndarray) -> np.ndarray:
    """Return adjusted p-values that control the chance of any false discovery, shape (n,).

    Missing p-values stay missing and are no part of the family. Source: Holm 1979.
    """
    return _adjusted(p, lambda ordered, rank, m: np.maximum.accumulate(ordered * (m - rank + 1)))


def _adjusted(p: np.ndarray, step) -> np.ndarray:
    p = np.asarray(p, dtype=float)
    result = np.full(p.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p))
    order = known[np.argsort(p[known], kind="stable")]
    if len(order):
        result[order] = np.minimum(1, step(p[order], np.arange(1, len(order) + 1), len(order)))
    return result


def adjust_family(table: pd.DataFrame, p_value: str = "p_value") -> pd.DataFrame:
    """Adjust one table's p-values as a single family: every indicator × provider × programme of the year.

    Parameters
    ----------
    table
        One row per provider × indicator × programme with a column ``p_value`` (NaN where untested).

    Returns
    -------
    DataFrame
        The table with ``family_size``, ``p_bh``, ``p_holm`` and ``is_discovery`` (p_bh at most 0.05; missing
        where untested).
    """
    p = table[p_value].to_numpy(dtype=float)
    p_bh = benjamini_hochberg(p)
    found = pd.array(p_bh <= FALSE_DISCOVERY_RATE, dtype="boolean")
    found[np.isnan(p)] = pd.NA
    size = int((~np.isnan(p)).sum())
    return table.assign(family_size=size, p_bh=p_bh, p_holm=holm(p), is_discovery=found)
