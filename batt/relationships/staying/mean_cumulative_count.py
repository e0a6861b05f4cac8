"""Count how often something has happened per person by each day, when people leave in between."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.staying.clustered_incidence import clustered_incidence
from batt.relationships.staying.curve_error import curve_error
from batt.relationships.staying.exit_counts import exit_counts


@dataclass(frozen=True)
class MeanCumulativeCount:
    """Mean number of events per person by day; every array has shape (m,).

    Attributes
    ----------
    day
        Days from the start of the stay, from 1.
    mean
        Events per person who started, by the end of the day.
    se, low, high
        Standard error over clusters, and limits mean·exp(±q·se/mean); both are 0 while nothing has happened.
    n_risk
        Spells under observation that day.
    n, events, left_out
        Spells; events counted; events left out because they lie outside the time under observation.
    n_clusters
        Clusters; None when people are independent.
    reason
        Empty, or ``too_few`` (nobody), ``no_variation_in_outcome`` (no event) or ``one_cluster``.
    """

    day: np.ndarray
    mean: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    n_risk: np.ndarray
    n: int
    events: int
    left_out: int
    n_clusters: int | None
    reason: str = ""


def mean_cumulative_count(
    time: Sequence[float] | np.ndarray | pd.Series,
    has_left: Sequence[int] | np.ndarray | pd.Series,
    event_row: Sequence[int] | np.ndarray | pd.Series,
    event_time: Sequence[float] | np.ndarray | pd.Series,
    *,
    entry: Sequence[float] | np.ndarray | pd.Series | None = None,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    level: float = 0.95,
) -> MeanCumulativeCount:
    """Estimate the mean number of events per person by each day, with late entry and people still in.

    Estimand: of all who start, how many events one has had by a day on average, leaving as people do; who
    has left has no more events and stays in the mean. Where nobody leaves it is the Nelson–Aalen estimator.

    Parameters
    ----------
    time, entry
        The spell is under observation after `entry` (default 0) up to and with `time`, in days, shape (n,); a
        part of a day counts as the day in which it lies.
    has_left
        Whether the spell ended at `time`; if not it was still running when last seen.
    event_row, event_time
        Position of each event's spell, and its day, shape (e,). Events missing a day, or outside the time
        under observation, are left out: what happened before somebody was followed is not known of all.
    clusters
        Provider of each spell, none missing. Without clusters each person is one: memory then is people
        times days.

    Raises
    ------
    ValueError
        When a time is missing or not after its entry.

    Source: Ghosh & Lin (2000), Biometrics 56, 554–562; Lawless & Nadeau (1995), Technometrics 37, 158–168,
    for the variance where nobody leaves.
    """
    last = np.asarray(time, dtype=float)
    first = np.zeros(len(last)) if entry is None else np.asarray(entry, dtype=float)
    if not (last > first).all():
        raise ValueError("every time must be known and come after its entry")
    owner, moment = np.asarray(event_row, dtype=int), np.asarray(event_time, dtype=float)
    inside = (moment > first[owner]) & (moment <= last[owner])
    owner, moment, left_out = owner[inside], moment[inside], int((~inside).sum())
    by = np.arange(len(last)) if clusters is None else pd.factorize(np.asarray(clusters))[0]
    number = int(by.max(initial=-1)) + 1
    shown = None if clusters is None else number
    if reason := "too_few" if number == 0 else "" if len(moment) else "no_variation_in_outcome":
        return _without(reason, len(last), left_out, shown)
    if number == 1:
        return _without("one_cluster", len(last), left_out, shown)
    days = int(np.ceil(last.max()))
    exits = exit_counts(
        last, np.asarray(has_left).astype(int), first, by, outcome=1, n_clusters=number, days=days
    )
    cell = by[owner] * days + np.ceil(moment).astype(int) - 1
    events = np.bincount(cell, minlength=number * days).reshape(number, days).astype(float)
    # The mean is the incidence with events in place of exits for a cause: only exits end the counting.
    curve = clustered_incidence(replace(exits, to_outcome=events))
    mean = curve.incidence[1:]
    error = curve_error(curve.incidence_influence[:, 1:], exits)
    q = float(stats.t.ppf((1 + level) / 2, np.inf if clusters is None else error.df))
    width = np.exp(np.divide(q * error.se, mean, out=np.zeros_like(mean), where=mean > 0))
    return MeanCumulativeCount(
        np.arange(1, days + 1),
        mean,
        error.se,
        mean / width,
        mean * width,
        exits.at_risk.sum(axis=0),
        len(last),
        len(moment),
        left_out,
        shown,
    )


def _without(reason: str, n: int, left_out: int, n_clusters: int | None) -> MeanCumulativeCount:
    """Return the curve of data that cannot carry one."""
    none = np.empty(0)
    return MeanCumulativeCount(none, none, none, none, none, none, n, 0, left_out, n_clusters, reason)
