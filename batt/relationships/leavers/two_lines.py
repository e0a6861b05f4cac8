"""Test for an inverted U with two straight lines: one up, one down, at a break found in the data."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.leavers.spline import choose_knots, spline_design
from batt.relationships.regression import CompleteCases, Family, Regression, complete_cases, fit_regression

_NAN = float("nan")


@dataclass(frozen=True)
class TwoLines:
    """Average slopes below and above a break.

    Estimand: among the rows given, the average slope of y on x below the break, and above it.

    Attributes
    ----------
    breakpoint
        The exposure at which the first line ends; it belongs to the first line.
    slope_below, se_below, p_below, slope_above, se_above, p_above
        Slopes per unit of x, with two-sided p-values.
    is_inverted_u
        Whether the first slope is positive and the second negative, both with p below 0.05.
    covariance
        ``HC3`` (linear, no clusters), ``model`` (logit, no clusters) or ``cluster``.
    reason
        Empty when fitted; else why not, e.g. ``break_at_edge`` when one side has fewer than three distinct
        values.
    """

    breakpoint: float
    slope_below: float
    se_below: float
    p_below: float
    slope_above: float
    se_above: float
    p_above: float
    is_inverted_u: bool
    covariance: str
    n: int
    n_clusters: int | None
    reason: str = ""


def two_lines(
    x: Sequence[float] | np.ndarray | pd.Series,
    y: Sequence[float] | np.ndarray | pd.Series,
    *,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    family: Family = "linear",
    breakpoint: float | None = None,
) -> TwoLines:
    """Fit an interrupted regression, and test its two slopes.

    The lines may jump at the break. It is set by the Robin Hood rule unless `breakpoint` gives it: within
    the middle 80 % of x take the values where a smooth fit lies within one standard error of its highest
    point, fit two lines at their median, and move the break, among those values, towards the line with the
    stronger slope, so that the weaker line gets more data. The smooth fit here is a restricted cubic spline
    with five knots. The linear family is the default also for a yes-or-no outcome, since the test is about
    the sign of average slopes.

    Rows with a missing value are left out.

    Source: Simonsohn (2018), Advances in Methods and Practices in Psychological Science 1, 538–555.
    """
    cases = complete_cases(x, y, clusters)
    if breakpoint is not None:
        return _interrupted(cases, breakpoint, family)
    flat, reason = _flat_top(cases, family)
    if reason:
        return _failed(len(cases.x), reason)
    first = _interrupted(cases, float(np.median(flat)), family)
    if first.reason:
        return first
    below, above = abs(first.slope_below / first.se_below), abs(first.slope_above / first.se_above)
    return _interrupted(cases, float(np.quantile(flat, above / (below + above))), family)


def _flat_top(cases: CompleteCases, family: Family) -> tuple[np.ndarray, str]:
    """Return the x of the middle 80 % at which the smooth fit is within one SE of its top."""
    knots = choose_knots(cases.x, most=5)
    if knots is None:
        return np.empty(0), "no_variation_in_exposure"
    smooth = fit_regression(spline_design(cases.x, knots), cases.y, family=family, clusters=cases.clusters)
    if smooth.reason:
        return np.empty(0), smooth.reason
    low, high = np.quantile(cases.x, [0.1, 0.9])
    middle = np.sort(cases.x[(cases.x >= low) & (cases.x <= high)])
    rows = spline_design(middle, knots)
    fitted = rows @ smooth.coef
    top = int(np.argmax(fitted))
    se = float(np.sqrt(max(rows[top] @ smooth.vcov @ rows[top], 0.0)))
    return middle[fitted >= fitted[top] - se], ""


def _interrupted(cases: CompleteCases, breakpoint: float, family: Family) -> TwoLines:
    """Fit two separate lines that meet nowhere in particular, below and above the break."""
    distance = cases.x - breakpoint
    is_above = distance > 0
    if min(len(np.unique(cases.x[~is_above])), len(np.unique(cases.x[is_above]))) < 3:
        return _failed(len(cases.x), "break_at_edge")
    scale = float(cases.x.std())
    design = np.column_stack(
        [
            np.ones(len(distance)),
            np.where(is_above, 0.0, distance) / scale,
            np.where(is_above, distance, 0.0) / scale,
            is_above.astype(float),
        ]
    )
    fit = fit_regression(
        design,
        cases.y,
        family=family,
        clusters=cases.clusters,
        unclustered="HC3" if family == "linear" else "model",
    )
    if fit.reason:
        return _failed(fit.n, fit.reason)
    below, above = _slope(fit, 1, scale), _slope(fit, 2, scale)
    is_inverted_u = below[0] > 0 > above[0] and max(below[2], above[2]) < 0.05
    return TwoLines(breakpoint, *below, *above, is_inverted_u, fit.covariance, fit.n, fit.n_clusters)


def _slope(fit: Regression, position: int, scale: float) -> tuple[float, float, float]:
    """Return one slope per unit of x with its standard error and two-sided p-value."""
    slope, se = float(fit.coef[position]), float(np.sqrt(fit.vcov[position, position]))
    return slope / scale, se / scale, float(2 * stats.t.sf(abs(slope / se), fit.df))


def _failed(n: int, reason: str) -> TwoLines:
    """Return a result without numbers."""
    return TwoLines(_NAN, _NAN, _NAN, _NAN, _NAN, _NAN, _NAN, False, "", n, None, reason)
