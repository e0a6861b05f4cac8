"""Look for a range in which a curve lies above what comes before and after, and pay for the search."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from batt.relationships.staying.clustered_incidence import clustered_se

BANDS = 8
DRAWS = 4999


@dataclass(frozen=True)
class RangeScan:
    """The range that stands out most, and by how much.

    Attributes
    ----------
    value
        Largest value, over ranges with weeks before and after them, of the smaller of inside − before and
        inside − after; 0 where no range stands out (monotone, or a U).
    low, high
        95 % limits of the largest height any range has; `low` allows for all ranges that were looked at.
    rise_high, fall_high
        Largest upper limit of inside − before, and of inside − after, of any range.
    p
        One-sided p-value of "no range stands out", allowing for all ranges looked at.
    week_low, week_high
        First and last landmark week of the range that stands out most.
    bands_n
        Bands that the weeks were divided into.
    reason
        Empty, or ``too_few`` (weeks for three bands), ``few_clusters`` or ``no_variation_in_outcome``.
    """

    value: float
    low: float
    high: float
    rise_high: float
    fall_high: float
    p: float
    week_low: float
    week_high: float
    bands_n: int
    reason: str = ""


def scan_ranges(
    weeks: np.ndarray, share: np.ndarray, influence: np.ndarray, *, seed: int, bands: int = BANDS
) -> RangeScan:
    """Scan all ranges of neighbouring bands that have a band before and a band after them.

    Estimand: the largest amount by which the average of the curve over a range of weeks exceeds both its
    average over the weeks before and its average over the weeks after.

    If no range stands out, then in every range at least one of the two differences is at most zero, so the
    statistic (the largest, over ranges, of the smaller of the two t-values) is at most the largest of all
    error terms. Its p-value and lower limit come from the distribution of that largest error (draws from the
    clusters' covariance, scaled as Student's t), which makes the test conservative. The upper limit needs no
    correction: at the range that stands out most each difference lies below its own 97.5 % limit with
    probability 97.5 %, and so the largest of the smaller limits lies above the height in at least 95 %.

    Parameters
    ----------
    weeks, share
        Points of the curve at even steps, shape (m,), no missing values.
    influence
        What each cluster adds to the error of each point, shape (G, m).
    seed
        Of the draws.

    Source: intersection–union principle, Berger (1982), Technometrics 24, 295–300; sup-t limits, Montiel Olea
    & Plagborg-Møller (2019), J. Appl. Econometrics 34, 1–17.
    """
    g, m = influence.shape[0], len(weeks)
    k = min(bands, m)
    if k < 3:
        return _no_range(k, "too_few")
    if g < 3:
        return _no_range(k, "few_clusters")
    edges = np.linspace(0, m, k + 1).round().astype(int)
    ranges = [(a, b) for a in range(1, k - 1) for b in range(a, k - 1)]
    inside = np.array([_average(edges[a], edges[b + 1], m) for a, b in ranges])
    before = inside - np.array([_average(0, edges[a], m) for a, _ in ranges])
    after = inside - np.array([_average(edges[b + 1], m, m) for _, b in ranges])
    contrasts = np.concatenate([before, after])
    difference, error = contrasts @ share, influence @ contrasts.T
    se = clustered_se(error)
    if not (np.isfinite(se).all() and (se > 0).all()):
        return _no_range(k, "no_variation_in_outcome")
    largest = _largest_error(error / se, seed)
    q_all, q_one = float(np.quantile(largest, 0.95)), float(stats.t.ppf(0.975, g - 1))
    rise, fall = difference.reshape(2, -1)
    rise_high, fall_high = (difference + q_one * se).reshape(2, -1)
    rise_low, fall_low = (difference - q_all * se).reshape(2, -1)
    statistic = float(np.minimum(*(difference / se).reshape(2, -1)).max())
    top = int(np.argmax(np.minimum(rise, fall)))
    first, last = ranges[top]
    return RangeScan(
        value=max(float(np.minimum(rise, fall)[top]), 0.0),
        low=max(float(np.minimum(rise_low, fall_low).max()), 0.0),
        high=max(float(np.minimum(rise_high, fall_high).max()), 0.0),
        rise_high=float(rise_high.max()),
        fall_high=float(fall_high.max()),
        p=float((1 + (largest >= statistic).sum()) / (1 + len(largest))),
        week_low=float(weeks[edges[first]]),
        week_high=float(weeks[edges[last + 1] - 1]),
        bands_n=k,
    )


def _average(first: int, stop: int, m: int) -> np.ndarray:
    """Return weights that average positions `first` up to, not with, `stop`."""
    weights = np.zeros(m)
    weights[first:stop] = 1 / (stop - first)
    return weights


def _largest_error(scaled: np.ndarray, seed: int) -> np.ndarray:
    """Draw the largest of all standardised errors, (G, c) to (draws,)."""
    rng = np.random.default_rng(seed)
    g = scaled.shape[0]
    normal = rng.standard_normal((DRAWS, g)) @ scaled * np.sqrt(g / (g - 1))
    return normal.max(axis=1) / np.sqrt(rng.chisquare(g - 1, DRAWS) / (g - 1))


def _no_range(bands_n: int, reason: str) -> RangeScan:
    """Return a result without numbers."""
    return RangeScan(*(np.nan for _ in range(8)), bands_n=bands_n, reason=reason)
