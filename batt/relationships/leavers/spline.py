"""Draw a smooth curve with a band through a yes-or-no outcome: restricted cubic spline in a logit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from batt.relationships.regression import Regression, complete_cases, fit_regression, no_regression

KNOT_QUANTILES = {
    5: (0.05, 0.275, 0.5, 0.725, 0.95),
    4: (0.05, 0.35, 0.65, 0.95),
    3: (0.10, 0.50, 0.90),
}
"""Where the knots lie. Source: Harrell (2015), Regression Modeling Strategies, 2nd ed., table 2.3."""


@dataclass(frozen=True)
class SplineCurve:
    """The curve at the points asked for, and what it was drawn from.

    Estimand: among the rows given, the share with the outcome at each value of x.

    Attributes
    ----------
    at, share, low, high
        Points, and the share there with its pointwise 95 % band (made on the logit scale), shape (m,).
    knots
        Shape (3,) or (4,); empty when there is a `reason`.
    fit
        Constant, slope, and one coefficient per further knot, with covariance.
    reason
        Empty when fitted; ``no_variation_in_exposure`` when ties leave fewer than three distinct knots; else
        as in `batt.relationships.regression.Regression`.
    """

    at: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    knots: np.ndarray
    fit: Regression
    reason: str = ""


def spline_curve(
    x: Sequence[float] | np.ndarray | pd.Series,
    y: Sequence[float] | np.ndarray | pd.Series,
    clusters: Sequence[object] | np.ndarray | pd.Series | None,
    at: Sequence[float] | np.ndarray,
) -> SplineCurve:
    """Fit a logit of y on a restricted cubic spline of x, with 4 knots, or 3 where ties join some.

    Rows with a missing value are left out. Covariance as in `batt.relationships.regression.fit_regression`.

    Source: Harrell (2015), Regression Modeling Strategies, 2nd ed., §2.4.5.
    """
    cases = complete_cases(x, y, clusters)
    points = np.asarray(at, dtype=float)
    blank, no_knots = np.full(len(points), np.nan), np.empty(0)
    knots = choose_knots(cases.x, most=4)
    if knots is None:
        fit = no_regression(4, len(cases.x), "no_variation_in_exposure")
        return SplineCurve(points, blank, blank, blank, no_knots, fit, fit.reason)
    fit = fit_regression(spline_design(cases.x, knots), cases.y, family="logit", clusters=cases.clusters)
    if fit.reason:
        return SplineCurve(points, blank, blank, blank, no_knots, fit, fit.reason)
    rows = spline_design(points, knots)
    centre = rows @ fit.coef
    margin = fit.quantile() * np.sqrt(np.einsum("ij,jk,ik->i", rows, fit.vcov, rows))
    return SplineCurve(points, expit(centre), expit(centre - margin), expit(centre + margin), knots, fit)


def choose_knots(x: np.ndarray, most: int) -> np.ndarray | None:
    """Return knots at Harrell's quantiles: `most` of them, or fewer (at least 3) where ties join some.

    None when three distinct knots cannot be had.
    """
    if len(x) == 0:
        return None
    for count in range(most, 2, -1):
        knots = np.quantile(x, KNOT_QUANTILES[count])
        if np.diff(knots).min() > 0:
            return knots
    return None


def spline_design(x: np.ndarray, knots: np.ndarray) -> np.ndarray:
    """Return the constant, x, and one restricted cubic term per inner knot, shape (len(x), len(knots)).

    x is shifted and scaled by the knots, so that all columns are of like size. The curve is linear outside
    the outer knots and has a continuous second derivative everywhere.
    """
    z = (x - knots[0]) / (knots[-1] - knots[0])
    t = (knots - knots[0]) / (knots[-1] - knots[0])
    cubes = np.maximum(z[:, None] - t[None, :], 0.0) ** 3
    last, before_last = t[-1], t[-2]
    terms = [
        cubes[:, j]
        - cubes[:, -2] * (last - t[j]) / (last - before_last)
        + cubes[:, -1] * (before_last - t[j]) / (last - before_last)
        for j in range(len(t) - 2)
    ]
    return np.column_stack([np.ones_like(z), z, *terms])
