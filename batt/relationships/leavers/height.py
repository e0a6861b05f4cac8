"""Measure how far a curve stands above both its ends: the size of a rise followed by a fall."""

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import expit

from batt.relationships.leavers.spline import SplineCurve, spline_design


@dataclass(frozen=True)
class Height:
    """Size of an inverted U between two values of x, in share points (0–1).

    Attributes
    ----------
    height
        Largest value, over points t between the ends, of the smaller of share(t) − share(low end) and
        share(t) − share(high end). Zero for a monotone curve, and for a U.
    low, high
        Lower and upper 95 % limit of it; `low` is never below zero.
    rise_high, fall_high
        Largest upper 97.5 % limit of share(t) − share(low end), and of share(t) − share(high end).
    """

    height: float
    high: float
    rise_high: float
    fall_high: float
    low: float = np.nan


def height_above_both_ends(curve: SplineCurve, low_end: float, high_end: float, points: int = 101) -> Height:
    """Bound the height of an inverted U from above.

    Estimand: the height of the spline's share above the higher of its two ends, between `low_end` and
    `high_end`.

    If the true curve stands at least h above both ends at some t, then at that t both differences are at
    least h, and each falls below its one-sided 97.5 % limit with probability at most 2.5 %. So the largest,
    over t, of the smaller of the two limits lies below h in at most 5 % of samples, whatever the curve and
    wherever its top: no correction for searching over t is needed. Limits by the delta method on the share
    scale.

    The lower limit does search over t: it is the largest smaller one of the two lower limits, each made as
    wide as Scheffé's method asks for all points together.

    A curve with a `reason` gives NaN. Source: intersection–union principle, Berger (1982), Technometrics 24,
    295–300; Scheffé (1953), Biometrika 40, 87–104.
    """
    if curve.reason:
        return Height(np.nan, np.nan, np.nan, np.nan)
    grid = np.linspace(low_end, high_end, points)
    rows = spline_design(grid, curve.knots)
    share = expit(rows @ curve.fit.coef)
    slopes = (share * (1 - share))[:, None] * rows
    q = curve.fit.quantile()

    k = len(curve.fit.coef)
    wide = float(np.sqrt(k * stats.f.ppf(0.95, k, min(curve.fit.df, 1e6))))

    def above(end: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        gradient = slopes - slopes[end]
        difference = share - share[end]
        variance = np.einsum("ij,jk,ik->i", gradient, curve.fit.vcov, gradient)
        se = np.sqrt(np.maximum(variance, 0.0))
        return difference, difference + q * se, difference - wide * se

    rise, rise_high, rise_low = above(0)
    fall, fall_high, fall_low = above(-1)
    return Height(
        height=float(np.minimum(rise, fall).max()),
        high=float(np.minimum(rise_high, fall_high).max()),
        rise_high=float(rise_high.max()),
        fall_high=float(fall_high.max()),
        low=max(float(np.minimum(rise_low, fall_low).max()), 0.0),
    )
