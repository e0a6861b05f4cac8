"""Measure how far a curve stands above both its ends: the size of a rise followed by a fall."""

from dataclasses import dataclass

import numpy as np
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
    high
        Upper 95 % limit of it.
    rise_high, fall_high
        Largest upper 97.5 % limit of share(t) − share(low end), and of share(t) − share(high end).
    """

    height: float
    high: float
    rise_high: float
    fall_high: float


def height_above_both_ends(curve: SplineCurve, low_end: float, high_end: float, points: int = 101) -> Height:
    """Bound the height of an inverted U from above.

    Estimand: the height of the spline's share above the higher of its two ends, between `low_end` and
    `high_end`.

    If the true curve stands at least h above both ends at some t, then at that t both differences are at
    least h, and each falls below its one-sided 97.5 % limit with probability at most 2.5 %. So the largest,
    over t, of the smaller of the two limits lies below h in at most 5 % of samples, whatever the curve and
    wherever its top: no correction for searching over t is needed. Limits by the delta method on the share
    scale.

    A curve with a `reason` gives NaN. Source: intersection–union principle, Berger (1982), Technometrics 24,
    295–300.
    """
    if curve.reason:
        return Height(np.nan, np.nan, np.nan, np.nan)
    grid = np.linspace(low_end, high_end, points)
    rows = spline_design(grid, curve.knots)
    share = expit(rows @ curve.fit.coef)
    slopes = (share * (1 - share))[:, None] * rows
    q = curve.fit.quantile()

    def above(end: int) -> tuple[np.ndarray, np.ndarray]:
        gradient = slopes - slopes[end]
        difference = share - share[end]
        variance = np.einsum("ij,jk,ik->i", gradient, curve.fit.vcov, gradient)
        return difference, difference + q * np.sqrt(np.maximum(variance, 0.0))

    rise, rise_high = above(0)
    fall, fall_high = above(-1)
    return Height(
        height=float(np.minimum(rise, fall).max()),
        high=float(np.minimum(rise_high, fall_high).max()),
        rise_high=float(rise_high.max()),
        fall_high=float(fall_high.max()),
    )
