"""Measure how well several items measure one thing: Cronbach's alpha and McDonald's omega."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import optimize, stats

from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_covariance

METHOD = "reliability"
SMALLEST_UNIQUENESS = 0.005


@dataclass(frozen=True)
class Reliability:
    """Reliability of the sum of k items, or the reason why there is none.

    Attributes
    ----------
    alpha
        Cronbach's alpha: a lower bound of the share of the sum's variance that is not error, when items
        differ only by error.
    low, high
        95 % interval by Feldt, for independent respondents; NaN when `reason` is set.
    clustered_low, clustered_high
        95 % interval that holds for any distribution and respondents who are alike within clusters; NaN
        without clusters.
    omega
        McDonald's omega total of the standardised items under one factor; NaN where the factor does not fit.
    n, n_items, n_clusters
        Respondents who answered every item; items; clusters among the respondents, or None.
    reason
        Empty, ``too_few``, ``no_variation_in_outcome`` (an item everybody answered alike) or
        ``one_cluster``.
    """

    alpha: float
    low: float
    high: float
    clustered_low: float
    clustered_high: float
    omega: float
    n: int
    n_items: int
    n_clusters: int | None = None
    reason: str = ""


def reliability(items: pd.DataFrame | np.ndarray, clusters: Column | None = None) -> Reliability:
    """Return alpha and omega of a set of items.

    Estimand: the share of the variance of the items' sum that the items have in common, among people who
    answer every item.

    Parameters
    ----------
    items
        One row per respondent and one column per item, items turned so that they point the same way. A
        respondent with a missing answer is left out.
    clusters
        The provider of each respondent, shape (n,).

    Source: Cronbach (1951), Psychometrika 16, 297–334; Feldt (1965), Psychometrika 30, 357–370; for the
    clustered interval the influence function of Maydeu-Olivares, Coffman & Hartmann (2007), Psychological
    Methods 12, 157–176, summed by cluster; McDonald (1999), Test Theory, ch. 6.
    """
    x = pd.DataFrame(items).to_numpy(dtype=float, na_value=np.nan)
    complete = np.isfinite(x).all(axis=1)
    x = x[complete]
    n, k = x.shape
    codes = None if clusters is None else cluster_codes(np.asarray(clusters)[complete])
    n_clusters = None if codes is None else len(np.unique(codes))
    reason = _refusal(x, n_clusters)
    if reason:
        nan = np.nan
        return Reliability(nan, nan, nan, nan, nan, nan, n, k, n_clusters, reason)
    alpha, influence = _alpha(x)
    lower, upper = stats.f.ppf([0.975, 0.025], n - 1, (n - 1) * (k - 1))
    clustered = (np.nan, np.nan) if codes is None else _interval(alpha, influence, codes)
    return Reliability(
        alpha, 1 - (1 - alpha) * lower, 1 - (1 - alpha) * upper, *clustered, _omega(x), n, k, n_clusters
    )


def _refusal(x: np.ndarray, n_clusters: int | None) -> str:
    n, k = x.shape
    if k < 2 or n <= k + 1:
        return "too_few"
    if (np.ptp(x, axis=0) == 0).any() or np.ptp(x.sum(axis=1)) == 0:
        return "no_variation_in_outcome"
    return "one_cluster" if n_clusters == 1 else ""


def _alpha(x: np.ndarray) -> tuple[float, np.ndarray]:
    """Return alpha and the influence of each respondent on it."""
    k = x.shape[1]
    deviations = x - x.mean(axis=0)
    of_items = (deviations**2).sum(axis=1)
    of_sum = deviations.sum(axis=1) ** 2
    ratio = of_items.sum() / of_sum.sum()
    influence = -k / (k - 1) * (of_items - ratio * of_sum) / of_sum.sum()
    return float(k / (k - 1) * (1 - ratio)), influence


def _interval(alpha: float, influence: np.ndarray, codes: np.ndarray) -> tuple[float, float]:
    """Return the clustered interval, symmetric in log(1 − alpha), where alpha is closer to normal."""
    se = float(np.sqrt(cluster_covariance(influence[:, None], codes)[0, 0])) / (1 - alpha)
    half = float(stats.t.ppf(0.975, len(np.unique(codes)) - 1)) * se
    return 1 - (1 - alpha) * float(np.exp(half)), 1 - (1 - alpha) * float(np.exp(-half))


def _omega(x: np.ndarray) -> float:
    """Return omega of a maximum-likelihood factor of the correlations; NaN with fewer than three items."""
    k = x.shape[1]
    correlations = np.corrcoef(x, rowvar=False)
    if k < 3 or np.linalg.matrix_rank(correlations) < k:
        return float("nan")
    start = 0.5 / np.diag(np.linalg.inv(correlations))
    fit = optimize.minimize(
        lambda psi: _discrepancy(psi, correlations),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(SMALLEST_UNIQUENESS, 1.0)] * k,
        options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
    )
    loadings = _loadings(fit.x, correlations)
    common = loadings.sum() ** 2
    return float(common / (common + (1 - loadings**2).sum()))


def _discrepancy(uniqueness: np.ndarray, correlations: np.ndarray) -> tuple[float, np.ndarray]:
    """Return the likelihood's discrepancy of one factor and its gradient. Source: Jöreskog (1967)."""
    scale = np.sqrt(uniqueness)
    values = np.linalg.eigvalsh(correlations / np.outer(scale, scale))[:-1]
    loadings = _loadings(uniqueness, correlations)
    misfit = np.outer(loadings, loadings) + np.diag(uniqueness) - correlations
    return float(np.sum(values - np.log(values) - 1)), np.diag(misfit) / uniqueness**2


def _loadings(uniqueness: np.ndarray, correlations: np.ndarray) -> np.ndarray:
    scale = np.sqrt(uniqueness)
    values, vectors = np.linalg.eigh(correlations / np.outer(scale, scale))
    return scale * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0.0))
