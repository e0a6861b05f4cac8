"""Put a band round a cumulative incidence curve that holds the whole curve, with providers as clusters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.staying.clustered_incidence import clustered_incidence
from batt.relationships.staying.curve_error import curve_error
from batt.relationships.staying.exit_counts import exit_counts

MIDDLE = (0.05, 0.95)
"""The band spans the days between these shares of the exits seen for the cause: outside them a curve rests on
too few exits for its error to be normal. Source: decision, after Lin (1997), §3, who cuts both ends."""


@dataclass(frozen=True)
class IncidenceBand:
    """One cause's incidence on every day of the band; every array has shape (m,).

    Attributes
    ----------
    day
        Days from the start of the stay.
    incidence, se
        Share that has left for the cause by then (0–1), and its standard error over clusters.
    low, high
        Interval for each day by itself.
    simultaneous_low, simultaneous_high
        Band that holds the curve on all days at once.
    critical
        How many standard errors, of log(−log(1 − incidence)), the band is wide on either side.
    n, events, n_clusters
        Spells, exits for the cause, and clusters (None: people are independent).
    reason
        Empty, or ``too_few`` (nobody), ``all_censored`` (no exit for the cause), ``no_variation_in_outcome``
        (all leave for the cause within one day, or its error cannot be told), ``one_cluster``.
    """

    day: np.ndarray
    incidence: np.ndarray
    se: np.ndarray
    low: np.ndarray
    high: np.ndarray
    simultaneous_low: np.ndarray
    simultaneous_high: np.ndarray
    critical: float
    n: int
    events: int
    n_clusters: int | None
    reason: str = ""


def incidence_band(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[int] | np.ndarray | pd.Series,
    *,
    of: int = 1,
    entry: Sequence[float] | np.ndarray | pd.Series | None = None,
    clusters: Sequence[object] | np.ndarray | pd.Series | None = None,
    between: tuple[float, float] | None = None,
    level: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
) -> IncidenceBand:
    """Estimate one cause's cumulative incidence with an equal-precision band by multipliers.

    Estimand: of all who start, the share that has left for the cause by each day of a range.

    Parameters
    ----------
    time, cause, entry
        As in `cumulative_incidence`, in days; a part of a day counts as the day in which it lies.
    clusters
        Provider of each spell, none missing. Without clusters each person is one: memory then is people
        times days.
    between
        First and last day of the band; default the days of `MIDDLE`.
    draws, seed
        Multiplier draws, and the seed they come from.

    Notes
    -----
    Each draw gives every cluster's influence on the curve a normal multiplier; the band's width is the
    quantile of the largest standardised deviation. With clusters each draw is divided by the root of a
    chi-square over its degrees of freedom (`curve_error`), as Student's t is: the spread of few clusters
    is itself estimated.

    Raises
    ------
    ValueError
        When a time is missing or not after its entry.

    Source: Lin (1997), Statist. Med. 16, 901–910.
    """
    last = np.asarray(time, dtype=float)
    first = np.zeros(len(last)) if entry is None else np.asarray(entry, dtype=float)
    if not (last > first).all():
        raise ValueError("every time must be known and come after its entry")
    left_for = np.asarray(cause).astype(int)
    by = np.arange(len(last)) if clusters is None else pd.factorize(np.asarray(clusters))[0]
    number = int(by.max(initial=-1)) + 1
    n, events = len(last), int((left_for == of).sum())

    def without(reason: str) -> IncidenceBand:
        none = np.empty(0)
        shown = None if clusters is None else number
        return IncidenceBand(none, none, none, none, none, none, none, np.nan, n, events, shown, reason)

    if n == 0 or events == 0:
        return without("all_censored" if n else "too_few")
    if number == 1:
        return without("one_cluster")
    days = int(np.ceil(last.max()))
    counts = exit_counts(last, left_for, first, by, outcome=of, n_clusters=number, days=days)
    curve = clustered_incidence(counts)
    ends = np.quantile(np.ceil(last[left_for == of]), MIDDLE) if between is None else np.asarray(between)
    day = np.arange(max(int(np.ceil(ends[0])), 1), min(int(ends[1]), days) + 1)
    error = curve_error(curve.incidence_influence[:, day], counts)
    incidence, se, influence = curve.incidence[day], error.se, error.influence
    inside = (incidence > 0) & (incidence < 1) & (se > 0)
    if not inside.any():
        return without("no_variation_in_outcome")
    day, incidence, se, influence = day[inside], incidence[inside], se[inside], influence[:, inside]
    df = np.inf if clusters is None else error.df
    critical = _largest_deviation(influence / se, df, level, draws, np.random.default_rng(seed))
    alone = _limits(incidence, se, float(stats.t.ppf((1 + level) / 2, df)))
    return IncidenceBand(
        day,
        incidence,
        se,
        *alone,
        *_limits(incidence, se, critical),
        critical,
        n,
        events,
        None if clusters is None else number,
    )


def _largest_deviation(
    influence: np.ndarray, df: float, level: float, draws: int, rng: np.random.Generator
) -> float:
    """Return the quantile of the largest deviation over the days; `influence` has shape (G, m)."""
    # Days on which nothing happens repeat the day before.
    moves = np.append(True, (np.diff(influence, axis=1) != 0).any(axis=0))
    deviation = np.abs(rng.standard_normal((draws, len(influence))) @ influence[:, moves]).max(axis=1)
    if np.isfinite(df):
        deviation = deviation / np.sqrt(rng.chisquare(df, draws) / df)
    return float(np.quantile(deviation, level))


def _limits(incidence: np.ndarray, se: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """Return 1 − (1 − F)^exp(±width·s): limits that stay between 0 and 1."""
    log_remaining = np.log1p(-incidence)
    factor = np.exp(width * se / ((1 - incidence) * -log_remaining))
    return -np.expm1(log_remaining / factor), -np.expm1(log_remaining * factor)
