"""A population-averaged logit that allows persons at the same provider to be alike (exchangeable GEE)."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from batt.relationships.clustered.average_effect import average_effect
from batt.relationships.clustered.cr2 import MINIMUM_DF, bias_reduced
from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.regression import fit_regression

METHOD = "gee"
MAXIMUM_STEPS = 100
TOLERANCE = 1e-10


@dataclass(frozen=True)
class GEE:
    """Coefficients of the marginal logit, or the reason why there are none.

    Attributes
    ----------
    coef
        Log odds ratios, shape (k,); NaN when `reason` is set.
    vcov
        Bias-reduced covariance over clusters (CR2 with the exchangeable working covariance), shape (k, k).
    robust
        The sandwich without correction, too small with few clusters; what R's `gee` prints.
    df
        Satterthwaite's degrees of freedom of each coefficient, shape (k,).
    alpha, dispersion
        Working correlation within clusters; variance of the Pearson residuals.
    n, n_clusters
        Persons and clusters used.
    reason
        Empty when fitted, else ``too_few``, ``no_variation_in_outcome``, ``singular``, ``separation``,
        ``one_cluster`` or ``not_converged``.
    """

    coef: np.ndarray
    vcov: np.ndarray
    robust: np.ndarray
    df: np.ndarray
    alpha: float
    dispersion: float
    n: int
    n_clusters: int
    reason: str = ""

    def odds_ratio(self, column: int) -> Estimate:
        """Return one coefficient as an odds ratio; ``few_clusters`` where t cannot be trusted."""
        reason = self._why_not(column)
        if reason:
            return no_estimate(METHOD, "odds_ratio", reason, n=self.n, n_clusters=self.n_clusters)
        value, se = float(self.coef[column]), float(np.sqrt(self.vcov[column, column]))
        df = float(self.df[column])
        return from_se(METHOD, "odds_ratio", value, se, n=self.n, df=df, n_clusters=self.n_clusters)

    def share_difference(self, design: np.ndarray, column: int) -> Estimate:
        """Return the average difference in shares that one unit more of a column goes with."""
        reason = self._why_not(column)
        if reason:
            return no_estimate(METHOD, "share_difference", reason, n=self.n, n_clusters=self.n_clusters)
        effect = average_effect(design, column, self.coef)
        se = float(np.sqrt(effect.gradient[:-1] @ self.vcov @ effect.gradient[:-1]))
        return from_se(
            METHOD,
            "share_difference",
            effect.value,
            se,
            n=self.n,
            df=float(self.df[column]),
            n_clusters=self.n_clusters,
        )

    def _why_not(self, column: int) -> str:
        if self.reason:
            return self.reason
        return "" if self.df[column] >= MINIMUM_DF else "few_clusters"


def gee(design: np.ndarray, y: np.ndarray, clusters: np.ndarray) -> GEE:
    """Fit a logit by generalised estimating equations with an exchangeable working correlation.

    Estimand: the log odds ratios of the share with the outcome over the whole population of persons (not at
    a given provider).

    Parameters
    ----------
    design
        Shape (n, k), with its constant, no missing values.
    y
        0 or 1, shape (n,).
    clusters
        Integer codes, shape (n,).

    Notes
    -----
    The correlation is the moment estimator with k taken from the number of pairs, as in R's `gee` and in
    statsmodels. Its inverse is known in closed form, so each step needs only sums per cluster.

    Source: Liang & Zeger (1986), Biometrika 73, 13–22; Kauermann & Carroll (2001), JASA 96, 1387–1396, and
    Pustejovsky & Tipton (2018) for the covariance and its degrees of freedom.
    """
    k = design.shape[1]
    codes = np.unique(clusters, return_inverse=True)[1]
    sizes = np.bincount(codes)
    start = fit_regression(design, y, family="logit")

    def failed(reason: str) -> GEE:
        empty = np.full((k, k), np.nan)
        return GEE(start.coef * np.nan, empty, empty, empty[0], np.nan, np.nan, len(y), len(sizes), reason)

    if start.reason or len(sizes) < 2:
        return failed(start.reason or "one_cluster")
    coef = start.coef
    for _ in range(MAXIMUM_STEPS):
        weighted, pearson = _standardised(design, y, coef)
        alpha, dispersion = _working(pearson, codes, sizes, k)
        grams, scores = _sums(weighted, pearson, codes, sizes, alpha)
        step = np.linalg.solve(grams.sum(axis=0), scores.sum(axis=0))
        coef = coef + step
        if not np.isfinite(coef).all():
            return failed("not_converged")
        if np.abs(step).max() < TOLERANCE:
            break
    else:
        return failed("not_converged")
    back = np.linalg.cholesky(np.linalg.inv(grams.sum(axis=0)))
    grams, scores = back.T @ grams @ back, scores @ back
    vcov, df = bias_reduced(grams, scores, back)
    robust = back @ (scores.T @ scores) @ back.T
    return GEE(coef, vcov, robust, df, alpha, dispersion, len(y), len(sizes))


def _standardised(design: np.ndarray, y: np.ndarray, coef: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the design times the root of the binomial variance, and the Pearson residuals."""
    p = expit(design @ coef)
    root = np.sqrt(p * (1 - p))
    return design * root[:, None], (y - p) / root


def _working(pearson: np.ndarray, codes: np.ndarray, sizes: np.ndarray, k: int) -> tuple[float, float]:
    """Return the moment estimates of correlation and dispersion; 0 correlation where there are no pairs."""
    dispersion = float((pearson**2).sum() / (len(pearson) - k))
    pairs = float((sizes * (sizes - 1) / 2).sum())
    if pairs <= k:
        return 0.0, dispersion
    products = (np.bincount(codes, pearson) ** 2 - np.bincount(codes, pearson**2)).sum() / 2
    alpha = float(products / dispersion / (pairs - k))
    # Below this the working matrix of the largest cluster would not be a correlation matrix.
    return max(alpha, -0.99 / (sizes.max() - 1)), dispersion


def _sums(
    weighted: np.ndarray, pearson: np.ndarray, codes: np.ndarray, sizes: np.ndarray, alpha: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return D'V⁻¹D, shape (G, k, k), and D'V⁻¹(y − p), shape (G, k), of every cluster, with dispersion 1."""
    order = np.argsort(codes, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    both = np.column_stack([weighted, pearson])[order]
    totals = np.add.reduceat(both, starts, axis=0)
    products = np.stack(
        [np.add.reduceat(both * both[:, [column]], starts, axis=0) for column in range(both.shape[1])], axis=2
    )
    shrink = alpha / (1 + (sizes - 1) * alpha)
    inverse = (products - shrink[:, None, None] * totals[:, :, None] * totals[:, None, :]) / (1 - alpha)
    return inverse[:, :-1, :-1], inverse[:, :-1, -1]
