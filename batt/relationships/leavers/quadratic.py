"""Fit an outcome on an exposure and its square, and say where the curve turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from batt.relationships.regression import Family, Regression, complete_cases, fit_regression, no_regression

FiellerKind = Literal["bounded", "unbounded", "excludes"]
_NAN = float("nan")


@dataclass(frozen=True)
class QuadraticFit:
    """A quadratic in original units.

    Estimand: among the rows given, the quadratic in x that comes closest to the log-odds (logit) or the mean
    (linear) of y, and the x at which that quadratic turns.

    Attributes
    ----------
    b0, b1, b2
        Constant, slope per unit of x, and per unit squared. With controls, b0 belongs to controls of zero.
    vcov
        Covariance of (b0, b1, b2), 3×3.
    covariance, df
        ``model`` or ``cluster``; degrees of freedom of t (infinite = normal).
    x_low, x_high
        Smallest and largest exposure among the rows used.
    turning_point, turning_point_low, turning_point_high
        −b1/(2·b2) with its 95 % delta-method interval.
    fieller_kind, fieller_low, fieller_high
        95 % Fieller set of the turning point: ``bounded`` (from low to high), ``excludes`` (everything except
        between low and high) or ``unbounded`` (every value; low and high are NaN).
    reason
        Empty when fitted; else why not (see `batt.relationships.regression.Regression`, and
        ``no_variation_in_exposure``), with NaN for every number.
    """

    n: int
    n_clusters: int | None
    family: Family
    covariance: str
    df: float
    b0: float
    b1: float
    b2: float
    vcov: tuple[tuple[float, float, float], ...]
    x_low: float
    x_high: float
    turning_point: float
    turning_point_low: float
    turning_point_high: float
    fieller_kind: FiellerKind
    fieller_low: float
    fieller_high: float
    converged: bool
    reason: str = ""


def fit_quadratic(
    x: Sequence[float] | np.ndarray | pd.Series,
    y: Sequence[float] | np.ndarray | pd.Series,
    *,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    family: Family = "logit",
    controls: np.ndarray | pd.DataFrame | None = None,
) -> QuadraticFit:
    """Fit y on x and x², and locate the turning point.

    Rows with any missing value are left out. Without clusters the covariance is model-based; with clusters
    it is the sandwich over clusters (see `batt.relationships.regression.fit_regression`). x is centred and
    scaled inside, so that exposures of thousands of hours converge, and reported in its own unit. Data that
    cannot carry the fit give a result with `reason`.

    Source: Fieller (1954), J. R. Statist. Soc. B 16, 175–185 (interval of the turning point).
    """
    cases = complete_cases(x, y, clusters, controls)
    if len(np.unique(cases.x)) < 3:
        return _describe(no_regression(3, len(cases.x), "no_variation_in_exposure"), cases.x, family)
    centre, scale = float(cases.x.mean()), float(cases.x.std())
    z = (cases.x - centre) / scale
    design = [np.ones_like(z), z, z**2]
    if cases.controls is not None:
        spread = cases.controls.std(axis=0)
        spread[spread == 0] = 1.0
        design += list((cases.controls / spread).T)
    fit = fit_regression(np.column_stack(design), cases.y, family=family, clusters=cases.clusters)
    # (1, z, z²) back to (1, x, x²): the change of variable is linear in the coefficients.
    back = np.array(
        [
            [1.0, -centre / scale, (centre / scale) ** 2],
            [0.0, 1 / scale, -2 * centre / scale**2],
            [0.0, 0.0, 1 / scale**2],
        ]
    )
    original = Regression(
        back @ fit.coef[:3],
        back @ fit.vcov[:3, :3] @ back.T,
        fit.covariance,
        fit.df,
        fit.n,
        fit.n_clusters,
        fit.reason,
    )
    return _describe(original, cases.x, family)


def _describe(fit: Regression, x: np.ndarray, family: Family) -> QuadraticFit:
    """Turn coefficients in original units into the result with its turning point."""
    b0, b1, b2 = (float(value) for value in fit.coef)
    turning, low, high = _NAN, _NAN, _NAN
    kind: FiellerKind = "unbounded"
    fieller_low, fieller_high = _NAN, _NAN
    if not fit.reason and b2 != 0:
        turning = -b1 / (2 * b2)
        gradient = np.array([-1 / (2 * b2), b1 / (2 * b2**2)])
        margin = fit.quantile() * float(np.sqrt(gradient @ fit.vcov[1:, 1:] @ gradient))
        low, high = turning - margin, turning + margin
        kind, fieller_low, fieller_high = _fieller(b1, b2, fit.vcov[1:, 1:], fit.quantile())
    return QuadraticFit(
        n=fit.n,
        n_clusters=fit.n_clusters,
        family=family,
        covariance=fit.covariance,
        df=fit.df,
        b0=b0,
        b1=b1,
        b2=b2,
        vcov=tuple(tuple(float(value) for value in row) for row in fit.vcov),  # type: ignore[misc]
        x_low=float(x.min()) if len(x) else _NAN,
        x_high=float(x.max()) if len(x) else _NAN,
        turning_point=turning,
        turning_point_low=low,
        turning_point_high=high,
        fieller_kind=kind,
        fieller_low=fieller_low,
        fieller_high=fieller_high,
        converged=not fit.reason,
        reason=fit.reason,
    )


def _fieller(b1: float, b2: float, vcov: np.ndarray, q: float) -> tuple[FiellerKind, float, float]:
    """Solve (b1 + 2·b2·x)² ≤ q²·Var(b1 + 2·b2·x) for x."""
    a = 4 * (b2**2 - q**2 * vcov[1, 1])
    b = 4 * (b1 * b2 - q**2 * vcov[0, 1])
    c = b1**2 - q**2 * vcov[0, 0]
    discriminant = b**2 - 4 * a * c
    if a == 0 or (a < 0 and discriminant <= 0):
        return "unbounded", _NAN, _NAN
    root = float(np.sqrt(max(discriminant, 0.0)))
    low, high = sorted(((-b - root) / (2 * a), (-b + root) / (2 * a)))
    return ("bounded" if a > 0 else "excludes"), float(low), float(high)
