"""Fit one regression with the covariance that its data allow: the engine under every curve of this stage."""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning

Family = Literal["logit", "linear"]


@dataclass(frozen=True)
class Regression:
    """Coefficients with covariance, or the reason why there are none.

    Attributes
    ----------
    coef
        Coefficients, shape (k,); NaN when `reason` is set.
    vcov
        Their covariance, shape (k, k).
    covariance
        ``model`` (from the likelihood), ``HC3`` (linear, heteroskedasticity-robust) or ``cluster``: the
        sandwich over clusters times G/(G−1)·(n−1)/(n−k) (Stata's and R ``sandwich``'s HC1-type factor).
    df
        Degrees of freedom of Student's t; infinite means the normal distribution.
    n, n_clusters
        Rows used; clusters among them, or None without clusters.
    reason
        Empty when fitted, else ``too_few``, ``no_variation_in_outcome``, ``singular``, ``separation``,
        ``one_cluster`` or ``not_converged``.
    """

    coef: np.ndarray
    vcov: np.ndarray
    covariance: str
    df: float
    n: int
    n_clusters: int | None
    reason: str = ""

    def quantile(self, level: float = 0.95) -> float:
        """Return the two-sided critical value at `level`."""
        return float(stats.t.ppf((1 + level) / 2, self.df))


@dataclass(frozen=True)
class CompleteCases:
    """The rows on which every given variable is known, as float arrays of one length n."""

    x: np.ndarray
    y: np.ndarray
    clusters: np.ndarray | None
    controls: np.ndarray | None


def complete_cases(
    x: Sequence[float] | np.ndarray | pd.Series,
    y: Sequence[float] | np.ndarray | pd.Series,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    controls: np.ndarray | pd.DataFrame | None = None,
) -> CompleteCases:
    """Drop every row in which the exposure, outcome, cluster or a control is missing.

    Clusters become integer codes. `controls` has shape (n, k).
    """
    exposure = _floats(x)
    outcome = _floats(y)
    keep = np.isfinite(exposure) & np.isfinite(outcome)
    codes = None
    if clusters is not None:
        codes = pd.factorize(np.asarray(clusters))[0]
        keep &= codes >= 0
    columns = None
    if controls is not None:
        columns = np.asarray(controls, dtype=float).reshape(len(exposure), -1)
        keep &= np.isfinite(columns).all(axis=1)
    return CompleteCases(
        exposure[keep],
        outcome[keep],
        None if codes is None else codes[keep],
        None if columns is None else columns[keep],
    )


def fit_regression(
    design: np.ndarray,
    y: np.ndarray,
    *,
    family: Family,
    clusters: np.ndarray | None = None,
    unclustered: Literal["model", "HC3"] = "model",
    minimum_n: int = 20,
) -> Regression:
    """Fit `y` on `design` by maximum likelihood (logit) or least squares (linear).

    Parameters
    ----------
    design
        Shape (n, k), with its constant; columns of like size (the callers scale them), no missing values.
    y
        Shape (n,); 0 or 1 for the logit.
    clusters
        Integer codes, shape (n,); then inference uses Student's t with G − 1 degrees of freedom, since the
        normal distribution is too narrow with few clusters. Source: Cameron & Miller (2015), J. Human
        Resources 50, §VI.
    unclustered
        Covariance when `clusters` is None. The logit then uses the normal distribution, the linear model t(n
        − k).

    Returns
    -------
    Regression
        With `reason` set, and no exception, where the data cannot carry the fit.
    """
    n, k = design.shape
    n_clusters = None if clusters is None else len(np.unique(clusters))
    covariance = "cluster" if clusters is not None else unclustered
    df = float("inf") if family == "logit" else float(max(n - k, 1))
    if n_clusters is not None:
        df = float(max(min(n - k, n_clusters - 1), 1))

    def failed(reason: str) -> Regression:
        return Regression(np.full(k, np.nan), np.full((k, k), np.nan), covariance, df, n, n_clusters, reason)

    if n < max(minimum_n, k + 1):
        return failed("too_few")
    if np.ptp(y) == 0:
        return failed("no_variation_in_outcome")
    if np.linalg.matrix_rank(design) < k:
        return failed("singular")
    if n_clusters == 1:
        return failed("one_cluster")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PerfectSeparationWarning)
        if family == "linear":
            fit = _fit(sm.OLS(y, design), clusters, unclustered)
        else:
            try:
                fit = _fit(sm.Logit(y, design), clusters, unclustered, disp=0, maxiter=60)
            except (np.linalg.LinAlgError, PerfectSeparationError, PerfectSeparationWarning):
                return failed("separation")
            if not fit.mle_retvals["converged"]:
                return failed("separation" if np.abs(design @ fit.params).max() > 15 else "not_converged")
    coef, vcov = np.asarray(fit.params), np.asarray(fit.cov_params())
    if not (np.isfinite(coef).all() and np.isfinite(vcov).all()):
        return failed("not_converged")
    return Regression(coef, vcov, covariance, df, n, n_clusters)


def no_regression(k: int, n: int, reason: str) -> Regression:
    """Return a result without numbers, for data in which no design can be made."""
    return Regression(np.full(k, np.nan), np.full((k, k), np.nan), "model", float("inf"), n, None, reason)


def _fit(model: Any, clusters: np.ndarray | None, unclustered: str, **options: Any) -> Any:
    """Fit a statsmodels model with the covariance asked for."""
    if clusters is not None:
        return model.fit(cov_type="cluster", cov_kwds={"groups": clusters}, **options)
    return model.fit(**options) if unclustered == "model" else model.fit(cov_type=unclustered, **options)


def _floats(values: Sequence[float] | np.ndarray | pd.Series) -> np.ndarray:
    """Return a float array with NaN for missing, also from pandas' nullable types."""
    return pd.Series(values).to_numpy(dtype=float, na_value=np.nan)
