"""Test a least-squares slope by flipping and stretching the residuals of whole clusters."""

from collections.abc import Callable

import numpy as np

from batt.relationships.clustered.cr2 import cr2
from batt.relationships.estimate import Estimate, Scale, no_estimate

METHOD = "wild_cluster_bootstrap"
LEVEL = 0.05
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])
"""Six-point multipliers: with few clusters, more different samples than two signs give (Webb 2014)."""

DOUBLINGS, HALVINGS = 8, 40


def webb_multipliers(rng: np.random.Generator, draws: int, n_clusters: int) -> np.ndarray:
    """Draw Webb's six-point multipliers, shape (draws, n_clusters)."""
    return rng.choice(WEBB, size=(draws, n_clusters))


def wild_cluster_bootstrap(
    design: np.ndarray,
    y: np.ndarray,
    clusters: np.ndarray,
    column: int,
    *,
    scale: Scale,
    rng: np.random.Generator,
    draws: int = 999,
    weights: np.ndarray | None = None,
    multipliers: np.ndarray | None = None,
) -> Estimate:
    """Return one slope with the p-value and interval of the wild cluster bootstrap-t, the null imposed.

    Estimand: as `cr2`, one coefficient.

    Parameters
    ----------
    design, y, clusters, weights
        As `cr2`.
    column
        The column whose coefficient is tested against 0.
    draws
        Bootstrap samples; (draws + 1) · 0.05 should be whole.
    multipliers
        Shape (draws, G), instead of drawing Webb's.

    Returns
    -------
    Estimate
        The interval holds every value that is not rejected at 5 %, found by bisection; an end that lies more
        than 256 standard errors away gives ``few_clusters``. No standard error.

    Notes
    -----
    Residuals under the null, bootstrap coefficients and their cluster scores are all linear in the value
    tested, so one pass over the draws serves every value of the interval.

    Source: Cameron, Gelbach & Miller (2008), Review of Economics and Statistics 90, 414–427 (restricted
    residuals); Roodman, Nielsen, MacKinnon & Webb (2019), Stata Journal 19, 4–60.
    """
    fit = cr2(design, y, clusters, weights)
    if fit.reason:
        return no_estimate(METHOD, scale, fit.reason, n=fit.n, n_clusters=fit.n_clusters)
    if multipliers is None:
        multipliers = webb_multipliers(rng, draws, fit.n_clusters)
    root = np.ones(len(y)) if weights is None else np.sqrt(weights)
    p_value, value, se = _p_of(design * root[:, None], y * root, clusters, column, multipliers)
    low, high = (_end(p_value, value, side * se) for side in (-1, 1))
    if not np.isfinite([low, high]).all():
        return no_estimate(METHOD, scale, "few_clusters", n=fit.n, n_clusters=fit.n_clusters)
    return Estimate(
        METHOD, scale, value, low, high, p=p_value(0.0), n=fit.n, n_clusters=fit.n_clusters, null=0.0
    )


def _p_of(
    x: np.ndarray, y: np.ndarray, clusters: np.ndarray, column: int, multipliers: np.ndarray
) -> tuple[Callable[[float], float], float, float]:
    """Return the p-value as a function of the value tested, the estimate and its plain cluster error."""
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters = multipliers.shape[1]
    inverse = np.linalg.inv(x.T @ x)
    coef = inverse @ (x.T @ y)
    contrast = x @ inverse[column]
    # How far the estimate moves when the rows of a cluster move along each column.
    pulls = np.array([np.bincount(codes, contrast * one, n_clusters) for one in x.T]).T

    def scores(residual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return every draw's estimate and its cluster scores, for residuals under a null."""
        own = multipliers * np.bincount(codes, contrast * residual, n_clusters)
        sums = np.array([np.bincount(codes, one * residual, n_clusters) for one in x.T]).T
        moved = multipliers @ sums @ inverse
        return own.sum(axis=1), own - moved @ pulls.T

    others = np.delete(x, column, axis=1)
    start, at_start = scores(_residual(y, others))
    slope, per_unit = scores(_residual(x[:, column], others))
    squares = (at_start**2).sum(axis=1), (at_start * per_unit).sum(axis=1), (per_unit**2).sum(axis=1)
    fitted = np.bincount(codes, contrast * (y - x @ coef), n_clusters)
    value, se = float(coef[column]), float(np.sqrt((fitted**2).sum()))

    def p_value(null: float) -> float:
        variance = squares[0] - 2 * null * squares[1] + null**2 * squares[2]
        drawn = np.abs(start - null * slope)
        is_as_far = drawn * se >= abs(value - null) * np.sqrt(np.maximum(variance, 0)) * (1 - 1e-12)
        return float((1 + is_as_far.sum()) / (1 + len(multipliers)))

    return p_value, value, se


def _residual(values: np.ndarray, columns: np.ndarray) -> np.ndarray:
    if columns.shape[1] == 0:
        return values
    return values - columns @ np.linalg.lstsq(columns, values, rcond=None)[0]


def _end(p_value: Callable[[float], float], value: float, step: float) -> float:
    """Return where, going from the estimate in the direction of `step`, values begin to be rejected."""
    outside = step
    for _ in range(DOUBLINGS):
        if p_value(value + outside) <= LEVEL:
            break
        outside *= 2
    else:
        return float("nan")
    inside = 0.0
    for _ in range(HALVINGS):
        middle = (inside + outside) / 2
        inside, outside = (inside, middle) if p_value(value + middle) <= LEVEL else (middle, outside)
    return value + inside
