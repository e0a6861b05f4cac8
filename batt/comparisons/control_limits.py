"""Control limits for counts that vary more than chance, and the rules by which a month is a signal."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SIGMAS = 3.0
RUN = 8
"""Consecutive points on one side of the centre that are a signal."""
_RANGE_TO_SIGMA = 1.128
"""Expected range of two standard normal numbers, 2/√π: d₂ of the tables for moving ranges of two."""


@dataclass(frozen=True)
class ControlLimits:
    """A control chart. All arrays have shape (points,).

    Attributes
    ----------
    adjusted
        Counts divided by their exposure, so that all points have one centre.
    centre
        Mean of the base.
    sigma
        How much more the standardised points of the base vary from one to the next than chance alone; at
        least 1.
    low, high
        Limits of each adjusted point; never below 0.
    """

    adjusted: NDArray[np.float64]
    centre: float
    sigma: float
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def control_limits(
    counts: NDArray[np.float64],
    exposure: NDArray[np.float64],
    is_base: NDArray[np.bool_],
    inflation: NDArray[np.float64],
) -> ControlLimits:
    """Return a u′ chart: limits of a rate of counts with the variation that the base shows beyond chance.

    Each point's z is (count − centre·exposure) / √(centre·exposure·inflation). The moving range of z between
    neighbours in the base gives σ_z, and the limits are centre ± 3·σ_z·√(centre·inflation / exposure). σ_z is
    never taken below 1: counts that look steadier than chance do so by chance.

    Parameters
    ----------
    counts, exposure
        Shape (points,), in the order of time; exposure positive (here the seasonal factor).
    is_base
        Which points the centre and σ_z are estimated from.
    inflation
        How much the variance of a point is changed because its exposure was estimated: below 1 for points
        that took part in that, above 1 for those that did not.

    Raises
    ------
    ValueError
        With fewer than two points in the base.

    Source: Laney (2002), Quality Engineering 14:531–537 (p′ and u′ charts). The floor and the inflation are
    decisions, checked on simulated series.
    """
    x, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    if is_base.sum() < 2:
        raise ValueError("a moving range needs two points")
    centre = float(x[is_base].sum() / e[is_base].sum())
    error = np.sqrt(centre * inflation / e)
    z = np.divide(x / e - centre, error, out=np.zeros_like(x), where=error > 0)
    moving_range = np.abs(np.diff(z[is_base]))
    sigma = max(1.0, float(moving_range.mean()) / _RANGE_TO_SIGMA)
    width = SIGMAS * sigma * error
    return ControlLimits(x / e, centre, sigma, np.maximum(centre - width, 0.0), centre + width)


def signals(limits: ControlLimits) -> list[str]:
    """Return what each point signals.

    Returns
    -------
    list of str
        ``above`` or ``below`` for a point outside the limits; else ``run_above`` or ``run_below`` for the
        last of eight or more consecutive points on one side of the centre; else an empty text.

    Source: Western Electric (1956), Statistical Quality Control Handbook, rules 1 and 4.
    """
    side = np.sign(np.round(limits.adjusted - limits.centre, 9)).astype(int)
    told, length = [], 0
    for place, here in enumerate(side):
        length = length + 1 if place and here == side[place - 1] else 1
        if limits.adjusted[place] > limits.high[place]:
            told.append("above")
        elif limits.adjusted[place] < limits.low[place]:
            told.append("below")
        elif here and length >= RUN:
            told.append("run_above" if here > 0 else "run_below")
        else:
            told.append("")
    return told
