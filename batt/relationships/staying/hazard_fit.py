"""A fitted hazard model: what the Cox and the Fine–Gray model have in common."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.staying.cluster_sandwich import cluster_sandwich
from batt.relationships.staying.partial_likelihood import Evaluation, Ties, maximise, partial_likelihood
from batt.relationships.staying.risk_sets import RiskSets

MINIMUM_DF = 4.0
"""Below it the corrected sandwich no longer holds its level. Source: as for CR2, Tipton (2015)."""


@dataclass(frozen=True)
class FittedRows:
    """What tests and curves that follow a fit need of it.

    Attributes
    ----------
    at_coef
        The likelihood at the estimate, for covariates less `centre` over `scale`.
    centre, scale
        Mean and standard deviation of the covariates, shape (k,).
    clusters
        Codes 0, 1, …, shape (n,), or None.
    """

    at_coef: Evaluation
    centre: np.ndarray
    scale: np.ndarray
    clusters: np.ndarray | None


@dataclass(frozen=True)
class HazardFit:
    """Logarithms of hazard ratios with covariance, or the reason why there are none.

    Attributes
    ----------
    method
        Name of the method that made it.
    coef
        Log hazard ratios, shape (k,); NaN when `reason` is set.
    vcov
        Covariance that intervals and tests rest on, shape (k, k): the corrected `cluster_sandwich`, or
        `model_vcov` without clusters.
    model_vcov
        Inverse information.
    robust_vcov
        The plain `cluster_sandwich`, as R ``coxph(cluster=)`` gives it; None without clusters.
    loglik, loglik_null
        Partial log-likelihood at `coef` and at zero.
    n, n_events
        Rows used and events among them.
    n_clusters
        Clusters among the rows; None without clusters.
    df
        Degrees of freedom of Student's t per covariate, shape (k,); infinite without clusters.
    reason
        Empty when fitted, else one of `Estimate`'s reasons.
    """

    method: str
    coef: np.ndarray
    vcov: np.ndarray
    model_vcov: np.ndarray
    robust_vcov: np.ndarray | None
    loglik: float
    loglik_null: float
    n: int
    n_events: int
    n_clusters: int | None
    df: np.ndarray
    reason: str = ""
    fitted: FittedRows | None = field(default=None, repr=False)

    def estimate(self, column: int = 0, n: int | None = None) -> Estimate:
        """Return one covariate's hazard ratio; `n` people when they are fewer than the rows.

        ``few_clusters`` where the degrees of freedom are below `MINIMUM_DF`.
        """
        units = self.n if n is None else n
        reason = self.reason or ("" if self.df[column] >= MINIMUM_DF else "few_clusters")
        if reason:
            return no_estimate(self.method, "hazard_ratio", reason, n=units, n_clusters=self.n_clusters)
        return from_se(
            self.method,
            "hazard_ratio",
            float(self.coef[column]),
            float(np.sqrt(self.vcov[column, column])),
            n=units,
            df=float(self.df[column]),
            n_clusters=self.n_clusters,
        )


def fit_hazards(
    method: str,
    risk: RiskSets,
    x: np.ndarray,
    event: np.ndarray,
    *,
    clusters: np.ndarray | None,
    ties: Ties,
) -> HazardFit:
    """Maximise the partial likelihood over the risk sets and put a covariance to it.

    Parameters
    ----------
    x, event
        Shapes (n, k) and (n,), bool; nothing missing.
    clusters
        Codes 0, 1, …, shape (n,), or None.
    """
    if reason := _cannot_fit(x, event, clusters):
        return no_fit(method, reason, x, event, clusters)
    centre, scale = x.mean(axis=0), x.std(axis=0)
    model = partial_likelihood(risk, (x - centre) / scale, event, ties)
    scaled, at_coef, reason = maximise(model)
    if reason:
        return no_fit(method, reason, x, event, clusters)
    back = np.outer(scale, scale)
    inverse = np.linalg.inv(at_coef.information())
    sandwich = None if clusters is None else cluster_sandwich(at_coef, clusters)
    return HazardFit(
        method,
        scaled / scale,
        (inverse if sandwich is None else sandwich.corrected) / back,
        inverse / back,
        None if sandwich is None else sandwich.plain / back,
        at_coef.loglik,
        model.evaluate(np.zeros(x.shape[1])).loglik,
        len(x),
        int(event.sum()),
        _number(clusters),
        np.full(x.shape[1], np.inf) if sandwich is None else sandwich.df,
        fitted=FittedRows(at_coef, centre, scale, clusters),
    )


def no_fit(
    method: str, reason: str, x: np.ndarray, event: np.ndarray, clusters: np.ndarray | None
) -> HazardFit:
    """Return the fit of rows that cannot carry one: no number, and the reason."""
    k = x.shape[1]
    blank, none = np.full((k, k), np.nan), np.full(k, np.nan)
    counts = len(x), int(event.sum()), _number(clusters)
    return HazardFit(method, none, blank, blank, None, np.nan, np.nan, *counts, none, reason)


def codes(labels: Sequence[object] | np.ndarray | pd.Series | None, n: int) -> np.ndarray:
    """Number the labels 0, 1, …, missing ones −1; without labels all are 0."""
    return np.zeros(n, dtype=int) if labels is None else pd.factorize(np.asarray(labels))[0]


def _cannot_fit(x: np.ndarray, event: np.ndarray, clusters: np.ndarray | None) -> str:
    """Say what rules a fit out before it is tried."""
    if len(x) == 0:
        return "too_few"
    if not event.any():
        return "all_censored"
    n_clusters = _number(clusters)
    if n_clusters == 1:
        return "one_cluster"
    if n_clusters is not None and n_clusters <= x.shape[1]:
        return "few_clusters"
    return "constant_exposure" if (np.ptp(x, axis=0) == 0).any() else ""


def _number(clusters: np.ndarray | None) -> int | None:
    """Count the clusters."""
    return None if clusters is None else len(np.unique(clusters))
