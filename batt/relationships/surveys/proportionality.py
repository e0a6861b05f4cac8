"""Test whether odds of a higher answer are the same at every step of the scale (Brant)."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.regression import fit_regression
from batt.relationships.surveys.cluster_sums import Column, cluster_covariance
from batt.relationships.surveys.proportional_odds import complete_answers, refusal

METHOD = "proportionality"


@dataclass(frozen=True)
class Proportionality:
    """Wald test that the coefficients of the logits "above step k" are the same for all k.

    Attributes
    ----------
    statistic, df, p
        Of all columns together; chi-square, or F with clusters. NaN when `reason` is set.
    by_column
        Shape (p, 2): statistic and p-value of each column alone.
    coef
        Shape (K−1, p): the coefficients of each step's logit, to see where they differ.
    n, n_clusters
        Answers used; clusters or None.
    reason
        Empty, or as for the model itself; ``separation`` also where one step's logit has no top, ``too_few``
        where the scale has fewer than two steps.
    """

    statistic: float
    df: int
    p: float
    by_column: np.ndarray
    coef: np.ndarray
    n: int
    n_clusters: int | None = None
    reason: str = ""


def proportionality(
    answers: Column,
    x: np.ndarray | pd.DataFrame,
    clusters: Column | None = None,
) -> Proportionality:
    """Test the assumption of `proportional_odds` on the same rows.

    Estimand: the differences between the log odds ratios of the K−1 ways to cut the scale in two.

    With clusters the joint covariance of the logits is the sandwich over them, and the test is Hotelling's F.

    Source: Brant (1990), Biometrics 46, 1171–1178.
    """
    y, columns, codes = complete_answers(answers, x, clusters)
    n, p = columns.shape
    n_clusters = None if codes is None else len(np.unique(codes))
    levels = np.unique(y)
    reason = refusal(y, columns, n_clusters) or ("too_few" if len(levels) < 3 else "")
    if reason:
        return _nothing(reason, n, p, n_clusters)
    design = np.column_stack([np.ones(n), columns])
    above = y[:, None] > levels[:-1]
    fits = [fit_regression(design, cut.astype(float), family="logit", minimum_n=1) for cut in above.T]
    failed = next((fit.reason for fit in fits if fit.reason), "")
    if failed:
        return _nothing(failed, n, p, n_clusters)
    coef = np.array([fit.coef for fit in fits])
    shares = 1 / (1 + np.exp(-design @ coef.T))
    if codes is None:
        covariance = _covariance(design, shares)
    else:
        bread = [np.linalg.inv((design * (s * (1 - s))[:, None]).T @ design) for s in shares.T]
        influence = [(design * (cut - s)[:, None]) @ b for cut, s, b in zip(above.T, shares.T, bread)]
        covariance = cluster_covariance(np.column_stack(influence), codes)
    statistic, p_value, df = _wald(coef, covariance, np.arange(1, p + 1), n_clusters)
    alone = [_wald(coef, covariance, np.array([j]), n_clusters)[:2] for j in range(1, p + 1)]
    return Proportionality(statistic, df, p_value, np.array(alone), coef[:, 1:], n, n_clusters)


def _nothing(reason: str, n: int, p: int, n_clusters: int | None) -> Proportionality:
    return Proportionality(
        np.nan, 0, np.nan, np.full((p, 2), np.nan), np.empty((0, p)), n, n_clusters, reason
    )


def _covariance(design: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return Brant's joint covariance of the logits' coefficients, shape (K−1)(p+1) squared."""
    steps, width = shares.shape[1], design.shape[1]

    def block(low: int, high: int) -> np.ndarray:
        # Whoever is above the higher step is above both.
        weight = shares[:, high] - shares[:, low] * shares[:, high]
        return (design * weight[:, None]).T @ design

    bread = [np.linalg.inv(block(k, k)) for k in range(steps)]
    covariance = np.empty((steps * width, steps * width))
    for low in range(steps):
        for high in range(low, steps):
            rows, columns = slice(low * width, (low + 1) * width), slice(high * width, (high + 1) * width)
            covariance[rows, columns] = bread[low] @ block(low, high) @ bread[high]
            covariance[columns, rows] = covariance[rows, columns].T
    return covariance


def _wald(
    coef: np.ndarray, covariance: np.ndarray, columns: np.ndarray, n_clusters: int | None
) -> tuple[float, float, int]:
    """Return statistic, p-value and degrees of freedom of equal coefficients of some columns over steps."""
    steps, width = coef.shape
    differences = np.column_stack([-np.ones(steps - 1), np.eye(steps - 1)])
    chosen = np.kron(differences, np.eye(width)[columns])
    apart = chosen @ coef.ravel()
    statistic = float(apart @ np.linalg.pinv(chosen @ covariance @ chosen.T) @ apart)
    q = len(apart)
    if n_clusters is None:
        return statistic, float(stats.chi2.sf(statistic, q)), q
    df = n_clusters - 1
    if df < q:
        return statistic, float("nan"), q
    return statistic, float(stats.f.sf(statistic * (df - q + 1) / (df * q), q, df - q + 1)), q
