"""The two intervals of the indicator table: Wilson for shares, t for ratios of sums.

On a complete register an interval describes how much such a figure would vary for a similar year, not the
error of a sample.
"""

import numpy as np
import pandas as pd
import scipy
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95


def wilson_interval(
    hits: ArrayLike, trials: ArrayLike, confidence: float = CONFIDENCE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper end of Wilson's score interval for shares.

    Parameters
    ----------
    hits, trials
        Arrays of one shape: counts, 0 ≤ hits ≤ trials.
    confidence
        Coverage, 0–1.

    Returns
    -------
    tuple of arrays
        Shares 0–1 of the same shape; NaN where there are no trials.

    Source: Wilson (1927), J. Am. Stat. Assoc. 22:209–212; Newcombe (1998), Stat. Med. 17:857–872, method 3.
    """
    x = np.asarray(hits, dtype=float)
    n = np.asarray(trials, dtype=float)
    n = np.where(n > 0, n, np.nan)
    z = scipy.stats.norm.ppf(0.5 + confidence / 2)
    share = x / n
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    # None or all: the end is exactly 0 or 1, which rounding would miss.
    low = np.where(x == 0, np.where(np.isnan(n), np.nan, 0.0), middle - half)
    high = np.where(x == n, 1.0, middle + half)
    return low, high


def ratio_intervals(units: pd.DataFrame, by: list[str], confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return t intervals of Σx/Σw by group, from the spread between clusters.

    The ratio R is linearised: with residuals e = x − R·w summed by cluster, the variance is
    m/(m−1)·Σe²/(Σw)² for m clusters, and t has m−1 degrees of freedom. With w = 1 and every unit its own
    cluster this is the ordinary t interval of a mean.

    Parameters
    ----------
    units
        One row per unit with ``x``, ``w``, ``cluster`` and the columns of `by`. Units with w 0 take no part.
    by
        Columns that tell the groups apart.

    Returns
    -------
    DataFrame
        One row per group with at least one unit: the columns of `by`, ``ci_low`` and ``ci_high`` in units of
        x/w; NaN with fewer than two clusters.

    Source: Cochran (1977), Sampling Techniques, §§2.11, 9.7 (ratio estimator, clusters of unequal size).
    """
    counted = units.loc[units["w"] > 0, [*by, "cluster", "x", "w"]].astype({"x": "int64", "w": "int64"})
    clusters = counted.groupby([*by, "cluster"], sort=False, as_index=False)[["x", "w"]].sum()
    x, w = clusters["x"], clusters["w"]
    squares = clusters.assign(clusters_n=1, xx=x * x, xw=x * w, ww=w * w)
    sums = squares.groupby(by, sort=False, as_index=False)[["clusters_n", "x", "w", "xx", "xw", "ww"]].sum()
    low, high = ratio_interval(sums, confidence)
    return sums[by].assign(ci_low=low, ci_high=high)


def ratio_interval(
    sums: pd.DataFrame, confidence: float = CONFIDENCE
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lower and upper end of the t interval of X/W from sums over clusters.

    The interval is that of `ratio_intervals`. Since Σe² = Σx² − 2·R·Σxw + R²·Σw² with R = X/W, everything
    before the last division is done in whole numbers: the ends do not depend on the order of the units, nor
    on who added them up.

    Parameters
    ----------
    sums
        One row per group with integers: ``clusters_n``, sums ``x`` and ``w`` over the clusters, and sums of
        their squares and products ``xx``, ``xw`` and ``ww``.

    Returns
    -------
    tuple of arrays
        The ends in units of x/w, one per row; NaN with fewer than two clusters.
    """
    columns = [sums[name].tolist() for name in ("clusters_n", "x", "w", "xx", "xw", "ww")]
    spread = np.array([_variance(*row) for row in zip(*columns, strict=True)], dtype=float)
    m = sums["clusters_n"].to_numpy(dtype=float)
    w = sums["w"].to_numpy(dtype=float)
    # Asked once for each number of clusters: thousands of groups have the same few.
    sizes, size = np.unique(m, return_inverse=True)
    quantile = scipy.stats.t.ppf(0.5 + confidence / 2, np.where(sizes > 1, sizes, np.nan) - 1)[size]
    middle = sums["x"].to_numpy(dtype=float) / np.where(w > 0, w, np.nan)
    half = quantile * np.sqrt(spread)
    return middle - half, middle + half


def _variance(m: int, x: int, w: int, xx: int, xw: int, ww: int) -> float:
    """Return m/(m−1)·Σe²/W², which Python's integers of any size make exact but for the last division."""
    if m < 2:
        return np.nan
    return m * (xx * w * w - 2 * x * w * xw + x * x * ww) / ((m - 1) * w**4)
