"""Correlate each two of many variables with the others held fixed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.estimate import Estimate, no_estimate

METHOD = "partial_correlations"
FEWEST_BEYOND = 20
"""Least number of rows beyond the number of variables: below it a partial correlation is mostly chance."""


@dataclass(frozen=True)
class PartialCorrelations:
    """Correlations between k variables over n units.

    Attributes
    ----------
    names
        The variables, k of them.
    correlation, partial
        Correlation, and correlation with the other k − 2 held fixed; shape (k, k), ones on the diagonal.
    low, high, p
        95 % limits and p-value of `partial`, shape (k, k); NaN on the diagonal.
    shrunken
        `partial` from the shrunken correlations: for pictures, since it is steadier, but drawn to 0.
    intensity
        How far they were shrunken, 0–1.
    df
        Degrees of freedom of Student's t.
    n
        Units with all variables known.
    reason
        Empty, or ``too_few`` or ``singular`` (variables that are constant or follow from others); then the
        matrices are NaN.
    """

    names: tuple[str, ...]
    correlation: np.ndarray
    partial: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    shrunken: np.ndarray
    intensity: float
    df: float
    n: int
    reason: str = ""

    def estimate(self, a: str, b: str) -> Estimate:
        """Return the partial correlation of two variables, with the reason where one is not in the table."""
        if not {a, b} <= set(self.names):
            return no_estimate(METHOD, "correlation", "not_delivered", n=self.n)
        if self.reason:
            return no_estimate(METHOD, "correlation", self.reason, n=self.n)
        at = self.names.index(a), self.names.index(b)
        value, low, high, p = (float(matrix[at]) for matrix in (self.partial, self.low, self.high, self.p))
        return Estimate(METHOD, "correlation", value, low, high, p=p, df=self.df, n=self.n)


def partial_correlations(
    table: pd.DataFrame, *, scores: Literal["normal", "raw"] = "normal"
) -> PartialCorrelations:
    """Estimate all partial correlations between the columns of a table.

    The estimand: the correlation between two variables across units, when all others are held fixed
    linearly.

    Parameters
    ----------
    table
        One row per unit, one numeric column per variable. Rows with a missing value are left out.
    scores
        ``normal`` replaces values by normal scores of their ranks, so that no single unit carries the result;
        ``raw`` takes them as they are.

    Notes
    -----
    Limits and p-values from Fisher's z with a standard error that assumes no distribution: small units vary
    more in every variable, which makes products of independent variables vary more than the usual 1/√n
    says. With z = the rows of the precision matrix applied to a unit's values, each scaled to variance 1, the
    influence of a unit on a partial correlation r is z_a z_b + r (z_a² + z_b²)/2. Its square is divided by
    1 − leverage, as in HC2, which gives back the n − k of normal variables.

    Source: Steiger and Hakstian (1982), Brit. J. Math. Stat. Psych. 35, 208–215; MacKinnon and White (1985).
    """
    names = tuple(str(name) for name in table.columns)
    x = table.dropna().to_numpy(dtype=float)
    n, k = x.shape
    if n < k + FEWEST_BEYOND:
        return _none(names, n, "too_few")
    x = normal_scores(x) if scores == "normal" else x
    if (np.ptp(x, axis=0) == 0).any():
        return _none(names, n, "singular")
    x = (x - x.mean(axis=0)) / x.std(axis=0)
    correlation = x.T @ x / n
    if np.linalg.cond(correlation) > 1e10:
        return _none(names, n, "singular")
    precision = np.linalg.inv(correlation)
    partial = _as_partial(precision)
    scaled = x @ precision / np.sqrt(np.diag(precision))
    leverage = 1 / n + ((x @ precision) * x).sum(axis=1) / n
    # To the fourth root: influences are products of two, and it is their squares that are corrected.
    scaled = scaled / (1 - leverage)[:, None] ** 0.25
    error = _standard_errors(scaled, partial)
    df = float(n - k)
    distance = np.arctanh(partial, where=~np.eye(k, dtype=bool), out=np.full((k, k), np.nan))
    with np.errstate(divide="ignore", invalid="ignore"):
        z_error = error / (1 - partial**2)
    half = stats.t.ppf(0.975, df) * z_error
    shrunken, intensity = shrunken_correlation(x)
    return PartialCorrelations(
        names=names,
        correlation=correlation,
        partial=partial,
        low=np.tanh(distance - half),
        high=np.tanh(distance + half),
        p=2 * stats.t.sf(np.abs(distance) / z_error, df),
        shrunken=_as_partial(np.linalg.inv(shrunken)),
        intensity=intensity,
        df=df,
        n=n,
    )


def shrunken_correlation(x: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the correlations of the columns shrunken towards 0, shape (k, k), and the intensity (0–1).

    The intensity is the one that makes the expected squared error smallest, estimated from the variances of
    the correlations. Source: Schäfer and Strimmer (2005), Stat. Appl. Genet. Mol. Biol. 4, art. 32, target D;
    as ``cor.shrink`` of R's corpcor.
    """
    n, k = x.shape
    z = (x - x.mean(axis=0)) / x.std(axis=0, ddof=1)
    off = ~np.eye(k, dtype=bool)
    squared = (z.T @ z / n) ** 2
    of_squares = (z**2).T @ z**2 / n
    variances = (of_squares - squared)[off].sum() / (n - 1)
    total = squared[off].sum()
    intensity = float(np.clip(variances / total, 0, 1)) if total > 0 else 1.0
    correlation = z.T @ z / (n - 1)
    return np.where(off, (1 - intensity) * correlation, 1.0), intensity


def normal_scores(x: np.ndarray) -> np.ndarray:
    """Return the normal scores of each column's ranks, shape (n, k); equal values share their mean rank.

    Source: Blom (1958), as reported by Conover (1999).
    """
    n = len(x)
    return np.asarray(stats.norm.ppf((stats.rankdata(x, axis=0) - 3 / 8) / (n + 1 / 4)))


def _as_partial(precision: np.ndarray) -> np.ndarray:
    """Return partial correlations from a precision matrix, ones on the diagonal."""
    root = np.sqrt(np.diag(precision))
    partial = -precision / np.outer(root, root)
    return np.where(np.eye(len(partial), dtype=bool), 1.0, partial)


def _standard_errors(scaled: np.ndarray, partial: np.ndarray) -> np.ndarray:
    """Return √Σ influence² / n for every pair, shape (k, k), without an array of units by pairs.

    Σ (z_a z_b + r (z_a² + z_b²)/2)² = (1 + r²/2) Σ z_a² z_b² + r (Σ z_a³ z_b + Σ z_a z_b³)
    + r²/4 (Σ z_a⁴ + Σ z_b⁴).
    """
    squares = scaled**2
    both = squares.T @ squares
    third = (scaled**3).T @ scaled
    fourth = np.diag(both)
    total = (1 + partial**2 / 2) * both + partial * (third + third.T)
    total = total + partial**2 / 4 * (fourth[:, None] + fourth[None, :])
    return np.sqrt(np.clip(total, 0, None)) / len(scaled)


def _none(names: tuple[str, ...], n: int, reason: str) -> PartialCorrelations:
    nan = np.full((len(names), len(names)), np.nan)
    return PartialCorrelations(names, nan, nan, nan, nan, nan, nan, float("nan"), float("nan"), n, reason)
