"""Fit odds of a higher answer that are the same at every step of the scale (proportional odds)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_sums

METHOD = "proportional_odds"
MAXIMUM_STEPS = 50
CONVERGED = 1e-9
# Beyond e^15 to 1, odds are not estimated but running away.
LARGEST_LOGIT = 15.0


@dataclass(frozen=True)
class ProportionalOdds:
    """A fitted proportional-odds model, logit P(Y ≤ k) = threshold_k − x·coef.

    Attributes
    ----------
    coef, vcov
        Log odds of a higher answer per unit of each column, shape (p,), and their covariance: from the
        likelihood, or with clusters the sandwich over them times G/(G−1).
    thresholds
        Between the answers that occur, shape (K−1,).
    estimates
        One odds ratio per column, with t on G−1 degrees of freedom when clustered.
    log_likelihood, n, n_clusters
        Of the fit; answers used; clusters or None.
    reason
        Empty, ``too_few``, ``no_variation_in_outcome``, ``constant_exposure``, ``singular``,
        ``separation``, ``one_cluster`` or ``not_converged``.
    """

    coef: np.ndarray
    vcov: np.ndarray
    thresholds: np.ndarray
    estimates: tuple[Estimate, ...]
    log_likelihood: float
    n: int
    n_clusters: int | None = None
    reason: str = ""


def proportional_odds(
    answers: Column,
    x: np.ndarray | pd.DataFrame,
    clusters: Column | None = None,
) -> ProportionalOdds:
    """Fit an ordered logit by Newton's method; the likelihood is concave, so its top is the only one.

    Estimand: how many times as high the odds of a higher answer are per unit of a column, at any step of the
    scale, the other columns held equal.

    Parameters
    ----------
    answers
        Ordered answers, missing ones left out with their row. Answers that nobody gave take no threshold.
    x
        Shape (n, p), without a constant.
    clusters
        The provider of each answer.

    Source: McCullagh (1980), J. R. Stat. Soc. B 42, 109–142; Pratt (1981), J. Am. Stat. Assoc. 76, 103–106.
    """
    y, columns, codes = complete_answers(answers, x, clusters)
    n_clusters = None if codes is None else len(np.unique(codes))
    reason = refusal(y, columns, n_clusters)
    if reason:
        return _nothing(reason, len(y), columns.shape[1], n_clusters)
    level = np.unique(y, return_inverse=True)[1]
    theta, log_likelihood, scores, information = _maximise(level, columns)
    k = level.max()
    if np.abs(columns @ theta[k:]).max() > LARGEST_LOGIT:
        return _nothing("separation", len(y), columns.shape[1], n_clusters)
    if not np.isfinite(log_likelihood):
        return _nothing("not_converged", len(y), columns.shape[1], n_clusters)
    vcov = np.linalg.inv(information)
    df = np.inf
    if codes is not None:
        totals = cluster_sums(scores, codes)
        g = len(totals)
        vcov, df = g / (g - 1) * vcov @ totals.T @ totals @ vcov, g - 1.0
    coef, vcov = theta[k:], vcov[k:, k:]
    estimates = tuple(
        from_se(METHOD, "odds_ratio", float(b), float(s), n=len(y), df=df, n_clusters=n_clusters)
        for b, s in zip(coef, np.sqrt(np.diag(vcov)), strict=True)
    )
    return ProportionalOdds(coef, vcov, theta[:k], estimates, log_likelihood, len(y), n_clusters)


def complete_answers(
    answers: Column, x: np.ndarray | pd.DataFrame, clusters: Column | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray | None]:
    """Return answers, columns and integer clusters of the rows in which all are known."""
    y = pd.Series(answers).to_numpy(dtype=float, na_value=np.nan)
    columns = np.asarray(x, dtype=float)
    columns = columns[:, None] if columns.ndim == 1 else columns
    keep = np.isfinite(y) & np.isfinite(columns).all(axis=1)
    return y[keep], columns[keep], None if clusters is None else cluster_codes(np.asarray(clusters)[keep])


def refusal(y: np.ndarray, columns: np.ndarray, n_clusters: int | None) -> str:
    """Return why an ordered logit cannot be fitted to these rows; empty when it can be tried."""
    if len(y) < 20 or len(y) <= 2 * columns.shape[1]:
        return "too_few"
    if np.ptp(y) == 0:
        return "no_variation_in_outcome"
    if (np.ptp(columns, axis=0) == 0).any():
        return "constant_exposure"
    if np.linalg.matrix_rank(np.column_stack([np.ones(len(y)), columns])) <= columns.shape[1]:
        return "singular"
    return "one_cluster" if n_clusters == 1 else ""


def _nothing(reason: str, n: int, p: int, n_clusters: int | None) -> ProportionalOdds:
    missing = no_estimate(METHOD, "odds_ratio", reason, n=n, n_clusters=n_clusters)
    return ProportionalOdds(
        np.full(p, np.nan),
        np.full((p, p), np.nan),
        np.empty(0),
        (missing,) * p,
        np.nan,
        n,
        n_clusters,
        reason,
    )


def _maximise(level: np.ndarray, columns: np.ndarray) -> tuple[np.ndarray, float, np.ndarray, np.ndarray]:
    """Return thresholds and coefficients at the top, the log-likelihood there (NaN when not reached), the
    score of each row and the observed information."""
    k = int(level.max())
    upper = np.column_stack([level[:, None] == np.arange(k), -columns]).astype(float)
    lower = np.column_stack([level[:, None] - 1 == np.arange(k), -columns]).astype(float)
    is_last, is_first = level == k, level == 0
    share_up_to = np.cumsum(np.bincount(level, minlength=k + 1))[:k] / len(level)
    theta = np.concatenate([np.log(share_up_to / (1 - share_up_to)), np.zeros(columns.shape[1])])

    def at(point: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        top = np.where(is_last, np.inf, upper @ point)
        bottom = np.where(is_first, -np.inf, lower @ point)
        return _likelihood(top, bottom, upper, lower)

    value, scores, information = at(theta)
    for _ in range(MAXIMUM_STEPS):
        step = np.linalg.lstsq(information, scores.sum(axis=0), rcond=None)[0]
        size = 1.0
        ahead = at(theta + step)
        while not ahead[0] >= value - 1e-12 * abs(value) and size > 1e-4:
            size /= 2
            ahead = at(theta + size * step)
        theta, (value, scores, information) = theta + size * step, ahead
        if np.abs(size * step).max() < CONVERGED:
            return theta, value, scores, information
        if np.abs(columns @ theta[k:]).max() > 2 * LARGEST_LOGIT:
            break
    return theta, float("nan"), scores, information


def _likelihood(
    top: np.ndarray, bottom: np.ndarray, upper: np.ndarray, lower: np.ndarray
) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the log-likelihood, the scores of the rows and the observed information."""
    at_top, at_bottom = stats.logistic.cdf(top), stats.logistic.cdf(bottom)
    # Upper tails, where the difference of two numbers near 1 would lose its digits.
    chance = np.where(
        bottom > 0, stats.logistic.sf(bottom) - stats.logistic.sf(top), at_top - at_bottom
    ).clip(min=1e-300)
    slope_top, slope_bottom = at_top * (1 - at_top) / chance, at_bottom * (1 - at_bottom) / chance
    bend_top = slope_top * (1 - 2 * at_top) - slope_top**2
    bend_bottom = -slope_bottom * (1 - 2 * at_bottom) - slope_bottom**2
    cross = (upper * (slope_top * slope_bottom)[:, None]).T @ lower
    information = -(
        (upper * bend_top[:, None]).T @ upper + (lower * bend_bottom[:, None]).T @ lower + cross + cross.T
    )
    scores = upper * slope_top[:, None] - lower * slope_bottom[:, None]
    return float(np.log(chance).sum()), scores, information
