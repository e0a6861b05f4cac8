"""The linear model in which every cluster has a level of its own, by restricted maximum likelihood."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize_scalar

from batt.relationships.clustered.degrees_of_freedom import between_within_df
from batt.relationships.estimate import Estimate, Scale, from_se, no_estimate

METHOD = "mixed_model"
LOG_RATIOS = np.linspace(-12.0, 8.0, 41)
"""Logarithms of the variance ratios at which the likelihood is first looked at."""

ROUNDING = 1e-10


@dataclass(frozen=True)
class MixedModel:
    """Fixed effects and the two variances, or the reason why there are none.

    Attributes
    ----------
    coef, vcov
        Fixed effects, shape (k,), and their covariance given the variances, shape (k, k).
    df
        Degrees of freedom (`between_within_df`), shape (k,).
    variance_between, variance_within
        Of the clusters' levels; of one row of weight 1.
    log_likelihood
        Restricted.
    n, n_clusters
        Rows and clusters used.
    reason
        Empty when fitted, else ``too_few``, ``one_cluster``, ``singular``, ``no_variation_in_outcome``, or
        ``separation``: design and clusters give every outcome exactly, so that no error is left to judge by.
    """

    coef: np.ndarray
    vcov: np.ndarray
    df: np.ndarray
    variance_between: float
    variance_within: float
    log_likelihood: float
    n: int
    n_clusters: int
    reason: str = ""

    def estimate(self, column: int, scale: Scale) -> Estimate:
        """Return one coefficient with its interval and test by Student's t."""
        if self.reason:
            return no_estimate(METHOD, scale, self.reason, n=self.n, n_clusters=self.n_clusters)
        value, se = float(self.coef[column]), float(np.sqrt(self.vcov[column, column]))
        df = float(self.df[column])
        return from_se(METHOD, scale, value, se, n=self.n, df=df, n_clusters=self.n_clusters)


def mixed_model(
    design: np.ndarray, y: np.ndarray, clusters: np.ndarray, weights: np.ndarray | None = None
) -> MixedModel:
    """Fit a linear model with a random level per cluster.

    Estimand: the slopes of the outcome on the columns of the design, levels of clusters being drawn from a
    normal distribution that is independent of them.

    Parameters
    ----------
    design
        Shape (n, k), with its constant, no missing values.
    clusters
        Integer codes, shape (n,).
    weights
        Positive, shape (n,): the variance of a row within its cluster is inversely proportional.

    Notes
    -----
    Given the ratio of the two variances everything else is a closed form of sums per cluster, so the
    likelihood is searched along one line, from a grid that reaches from no difference between clusters to
    almost nothing but that; the ratio 0 itself is tried too. Nothing is left to converge elsewhere.

    Source: Bates, Mächler, Bolker & Walker (2015), J. Statistical Software 67(1), §3.
    """
    n, k = design.shape
    codes = np.unique(clusters, return_inverse=True)[1]
    n_clusters = int(codes.max()) + 1 if n else 0
    reason = _why_not(design, y, codes, n_clusters)
    if reason:
        empty = np.full((k, k), np.nan)
        return MixedModel(empty[0], empty, empty[0], np.nan, np.nan, np.nan, n, n_clusters, reason)
    profile = _Profile(np.column_stack([design, y]), codes, np.ones(n) if weights is None else weights)
    ratio = _best_ratio(profile)
    inverse, coef, variance = profile.solve(ratio)
    return MixedModel(
        coef=coef,
        vcov=variance * inverse,
        df=between_within_df(design, codes),
        variance_between=ratio * variance,
        variance_within=variance,
        log_likelihood=profile.log_likelihood(ratio),
        n=n,
        n_clusters=n_clusters,
    )


class _Profile:
    """The restricted likelihood as a function of the variance ratio, from sums per cluster."""

    def __init__(self, rows: np.ndarray, codes: np.ndarray, weights: np.ndarray) -> None:
        self.n, self.k = len(rows), rows.shape[1] - 1
        self.log_weights = float(np.log(weights).sum())
        self.products = (rows * weights[:, None]).T @ rows
        self.sizes = np.bincount(codes, weights)
        self.totals = np.array([np.bincount(codes, weights * column) for column in rows.T]).T

    def moments(self, ratio: float) -> np.ndarray:
        """Return [X y]'V⁻¹[X y] for residual variance 1, shape (k + 1, k + 1)."""
        shrink = ratio / (1 + ratio * self.sizes)
        return self.products - (self.totals * shrink[:, None]).T @ self.totals

    def solve(self, ratio: float) -> tuple[np.ndarray, np.ndarray, float]:
        """Return (X'V⁻¹X)⁻¹, the coefficients and the residual variance."""
        moments = self.moments(ratio)
        inverse = np.linalg.inv(moments[:-1, :-1])
        coef = inverse @ moments[:-1, -1]
        return inverse, coef, float(moments[-1, -1] - moments[:-1, -1] @ coef) / (self.n - self.k)

    def log_likelihood(self, ratio: float) -> float:
        _, _, variance = self.solve(ratio)
        free = self.n - self.k
        logs = np.log1p(ratio * self.sizes).sum() - self.log_weights
        logs += np.linalg.slogdet(self.moments(ratio)[:-1, :-1])[1]
        return -0.5 * float(logs + free * (1 + np.log(2 * np.pi * variance)))


def _best_ratio(profile: _Profile) -> float:
    """Return the variance ratio with the highest likelihood, 0 where no positive one is better."""
    typical = 1 / profile.sizes.mean()
    heights = [profile.log_likelihood(typical * np.exp(one)) for one in LOG_RATIOS]
    best = int(np.argmax(heights))
    around = LOG_RATIOS[max(best - 1, 0)], LOG_RATIOS[min(best + 1, len(LOG_RATIOS) - 1)]
    found = minimize_scalar(
        lambda one: -profile.log_likelihood(typical * np.exp(one)),
        bounds=around,
        method="bounded",
        options={"xatol": 1e-10},
    )
    ratio = float(typical * np.exp(found.x))
    return ratio if profile.log_likelihood(ratio) > profile.log_likelihood(0.0) else 0.0


def _why_not(design: np.ndarray, y: np.ndarray, codes: np.ndarray, n_clusters: int) -> str:
    """Return the reason why nothing can be fitted, or an empty text."""
    n, k = design.shape
    if n <= k + 1:
        return "too_few"
    if n_clusters < 2:
        return "one_cluster"
    # Without two rows in any cluster the two variances are one.
    if n_clusters == n:
        return "too_few"
    if np.ptp(y) == 0:
        return "no_variation_in_outcome"
    if np.linalg.matrix_rank(design) < k:
        return "singular"
    rows = np.column_stack([design, y])
    size = np.bincount(codes)
    within = rows - np.array([(np.bincount(codes, column) / size)[codes] for column in rows.T]).T
    left = within[:, -1] - within[:, :-1] @ np.linalg.lstsq(within[:, :-1], within[:, -1], rcond=None)[0]
    return "separation" if np.abs(left).max() <= ROUNDING * np.abs(y).max() else ""
