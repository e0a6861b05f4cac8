"""Say what a logit's coefficient means in shares: the average difference that one unit more goes with."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(25)
SHARES = WEIGHTS / WEIGHTS.sum()


@dataclass(frozen=True)
class AverageEffect:
    """A difference in shares and how it moves with the model's parameters.

    Attributes
    ----------
    value
        Difference in the expected share, 0–1.
    gradient
        Its derivative by the coefficients and the standard deviation between clusters, shape (k + 1,).
    """

    value: float
    gradient: np.ndarray

    def se(self, vcov: np.ndarray) -> float:
        """Return the standard error by the delta method; `vcov` has the shape of the gradient squared."""
        return float(np.sqrt(self.gradient @ vcov @ self.gradient))


def average_effect(
    design: np.ndarray, column: int, coef: np.ndarray, sd: float = 0.0, counts: np.ndarray | None = None
) -> AverageEffect:
    """Return how much the expected share differs by one column, averaged over the rows as they are.

    Estimand: for a column of two values, the mean share with everybody at the higher minus everybody at the
    lower value, per unit; else the mean slope of the share at the values as they are.

    Parameters
    ----------
    design
        Shape (n, k). Rows of other categories than a dummy and its base are to be left out by the caller.
    sd
        Standard deviation of the clusters' levels on the logit scale, averaged over; 0 for a population-
        averaged model.
    counts
        Persons behind each row, shape (n,).

    Source: Bartus (2005), Stata Journal 5, 309–329 (average marginal effects); the integral over the
    clusters' levels by Gauss–Hermite quadrature with 25 points.
    """
    size = np.ones(len(design)) if counts is None else counts
    size = size / size.sum()
    values = np.unique(design[:, column])
    if len(values) != 2:
        return _mean_slope(design, column, coef, sd, size)
    step = values[1] - values[0]
    (low, low_gradient), (high, high_gradient) = (
        _mean_share(_with(design, column, one), coef, sd, size) for one in values
    )
    return AverageEffect((high - low) / step, (high_gradient - low_gradient) / step)


def _with(design: np.ndarray, column: int, value: float) -> np.ndarray:
    changed = design.copy()
    changed[:, column] = value
    return changed


def _mean_share(
    design: np.ndarray, coef: np.ndarray, sd: float, size: np.ndarray
) -> tuple[float, np.ndarray]:
    """Return the mean expected share and its gradient."""
    p = expit((design @ coef)[:, None] + sd * NODES)
    density = p * (1 - p) * SHARES
    by_row = size * density.sum(axis=1)
    return float(size @ p @ SHARES), np.append(by_row @ design, size @ density @ NODES)


def _mean_slope(
    design: np.ndarray, column: int, coef: np.ndarray, sd: float, size: np.ndarray
) -> AverageEffect:
    """Return the mean derivative of the share and its gradient."""
    p = expit((design @ coef)[:, None] + sd * NODES)
    density = p * (1 - p) * SHARES
    bend = density * (1 - 2 * p)
    mean_density = float(size @ density.sum(axis=1))
    gradient = coef[column] * np.append((size * bend.sum(axis=1)) @ design, size @ bend @ NODES)
    gradient[column] += mean_density
    return AverageEffect(float(coef[column]) * mean_density, gradient)
