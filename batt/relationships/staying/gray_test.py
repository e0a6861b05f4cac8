"""Test whether groups differ in how many leave for a cause, with other causes in play."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.staying.fine_gray import subdistribution_risk_sets
from batt.relationships.staying.gray_score import gray_score
from batt.relationships.staying.hotelling import hotelling, is_singular
from batt.relationships.staying.partial_likelihood import partial_likelihood
from batt.relationships.staying.risk_sets import added_at


@dataclass(frozen=True)
class GrayTest:
    """A test of equal cumulative incidence.

    Attributes
    ----------
    statistic
        Chi-square with `df` degrees of freedom, or with clusters `df` times an F with `df` and `df_clusters`.
    df, df_clusters
        Groups less one; clusters less `df`, infinite without clusters.
    p
        p-value; NaN when `reason` is set.
    groups, n, events
        Labels of the groups that have people, in order, people in each and exits for the cause.
    reason
        Empty, or ``too_few`` (nobody), ``one_group``, ``all_censored`` (no exit for the cause), ``singular``
        (a group with nobody at risk when exits happen), ``one_cluster`` or ``few_clusters``.
    """

    statistic: float
    df: int
    df_clusters: float
    p: float
    groups: tuple[object, ...]
    n: np.ndarray
    events: np.ndarray
    reason: str = ""


def gray_test(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[int] | np.ndarray | pd.Series,
    group: Sequence[object] | np.ndarray | pd.Series,
    *,
    of: int = 1,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    entry: Sequence[float] | np.ndarray | pd.Series | None = None,
) -> GrayTest:
    """Test that the cumulative incidence of one cause is the same in all groups.

    Estimand: whether the share that has left for the cause by any time differs between groups; most powerful
    when the subdistribution hazards are proportional.

    Parameters
    ----------
    time, cause
        As in `cumulative_incidence`, shape (n,).
    group, clusters
        Labels, shape (n,); rows without a label are dropped.
    entry
        Time of late entry, only with clusters.

    Notes
    -----
    Without clusters this is Gray's test with rho = 0, as R ``cmprsk::cuminc`` gives it. It takes people as
    independent: where groups follow providers it raises false alarms. With clusters it is the score test of
    the Fine–Gray model at no difference, held against its spread over clusters (`hotelling`); the chance of
    being followed is then taken as equal in the groups.

    Raises
    ------
    ValueError
        When a time is missing or not after its entry, or entry is given without clusters.

    Source: Gray (1988), Ann. Statist. 16, 1141–1154; Chen, Kramer, Greene & Rosenberg (2008), Biometrics 64,
    1188–1194, for clusters.
    """
    exit_time = np.asarray(time, dtype=float)
    start = np.zeros(len(exit_time)) if entry is None else np.asarray(entry, dtype=float)
    if not (exit_time > start).all() or (entry is not None and clusters is None):
        raise ValueError("every time must come after its entry; late entry needs clusters")
    of_group, labels = pd.factorize(np.asarray(group), sort=True)
    of_cluster = np.zeros(len(exit_time), int) if clusters is None else pd.factorize(np.asarray(clusters))[0]
    known = (of_group >= 0) & (of_cluster >= 0)
    exit_time, start, left_for = exit_time[known], start[known], np.asarray(cause).astype(int)[known]
    present, of_group = np.unique(of_group[known], return_inverse=True)
    is_event = left_for == of
    n, events = (np.bincount(of_group[rows], minlength=len(present)) for rows in (slice(None), is_event))
    df, shown = max(len(present) - 1, 0), (tuple(labels[present]), n, events)
    codes = None if clusters is None else np.unique(of_cluster[known], return_inverse=True)[1]
    if reason := _cannot_test(n, is_event, codes):
        return GrayTest(np.nan, df, np.nan, np.nan, *shown, reason)
    if codes is None:
        kind = np.where(is_event, 1, np.where(left_for > 0, 2, 0))
        score, variance = gray_score(exit_time, kind, of_group)
        if not is_singular(variance):
            statistic = float(score @ np.linalg.solve(variance, score))
            return GrayTest(statistic, df, np.inf, float(stats.chi2.sf(statistic, df)), *shown)
    else:
        test = hotelling(_cluster_scores(start, exit_time, left_for, of, of_group, codes))
        if test is not None:
            return GrayTest(test.statistic, df, test.df_clusters, test.p, *shown)
    return GrayTest(np.nan, df, np.nan, np.nan, *shown, "singular")


def _cannot_test(n: np.ndarray, is_event: np.ndarray, codes: np.ndarray | None) -> str:
    """Say what rules a test out before it is tried."""
    if len(n) == 0:
        return "too_few"
    if len(n) == 1:
        return "one_group"
    if not is_event.any():
        return "all_censored"
    if codes is None or codes.max() >= len(n):
        return ""
    return "few_clusters" if codes.max() else "one_cluster"


def _cluster_scores(
    entry: np.ndarray, time: np.ndarray, cause: np.ndarray, of: int, group: np.ndarray, clusters: np.ndarray
) -> np.ndarray:
    """Return the Fine–Gray scores at no difference of all groups but the last, by cluster: (G, K − 1)."""
    indicators = (group[:, None] == np.arange(group.max())).astype(float)
    risk = subdistribution_risk_sets(entry, time, cause, of)
    if not np.isfinite(risk.row_weight).all():
        return np.full((int(clusters.max()) + 1, indicators.shape[1]), np.nan)
    model = partial_likelihood(risk, indicators, cause == of, "efron")
    residuals = model.evaluate(np.zeros(indicators.shape[1])).residuals()
    return added_at(clusters, residuals, int(clusters.max()) + 1)
