"""How fast people leave for each cause, by how long they have been in: rates by bands of weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.leavers.bands import MINIMUM_IN_BAND, band_width
from batt.relationships.spells import CAUSES
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK

ENOUGH_EVENTS = 20
"""From so many exits on the interval rests on the spread between providers. Source: decision."""


@dataclass(frozen=True)
class TimeAtRisk:
    """Exits and time at risk by cluster and band of weeks.

    Attributes
    ----------
    edges
        Weeks between which the bands lie, shape (K + 1,); a band holds the time after its lower edge up to
        and with its upper one.
    exits
        By cause: exits, shape (G, K).
    person_weeks
        Shape (G, K).
    n_in
        Spells at risk at some time in the band, shape (K,).
    """

    edges: np.ndarray
    exits: Mapping[int, np.ndarray]
    person_weeks: np.ndarray
    n_in: np.ndarray


def time_at_risk(
    time: np.ndarray,
    cause: np.ndarray,
    entry: np.ndarray,
    clusters: Sequence[object] | np.ndarray | pd.Series,
    edges: Sequence[float] | np.ndarray,
    causes: Sequence[int] = tuple(CAUSES),
) -> TimeAtRisk:
    """Divide stays over bands of weeks; `time` and `entry` in days, shape (n,)."""
    marks = np.asarray(edges, dtype=float)
    stop, start = np.asarray(time) / DAYS_PER_WEEK, np.asarray(entry) / DAYS_PER_WEEK
    codes, names = pd.factorize(np.asarray(clusters))
    g, k = len(names), len(marks) - 1
    person_weeks, n_in = np.zeros((g, k)), np.zeros(k, dtype=int)
    for band in range(k):
        spent = np.clip(np.minimum(stop, marks[band + 1]) - np.maximum(start, marks[band]), 0.0, None)
        person_weeks[:, band] = np.bincount(codes, spent, minlength=g)
        n_in[band] = (spent > 0).sum()
    place = np.searchsorted(marks, stop, side="left") - 1
    exits = {}
    for one in causes:
        rows = (np.asarray(cause) == one) & (place >= 0) & (place < k)
        cells = np.bincount(codes[rows] * k + place[rows], minlength=g * k)
        exits[one] = cells.reshape(g, k).astype(float)
    return TimeAtRisk(marks, exits, person_weeks, n_in)


def exit_hazards(at_risk: TimeAtRisk, names: Mapping[int, str] = CAUSES, level: float = 0.95) -> pd.DataFrame:
    """Return the rate of leaving for each cause in each band, with its interval.

    Estimand: of people in the programme in a week of the band, the share that leaves for the cause in a week
    (exits per person-week). Between bands both the people and their chances differ.

    Intervals are made on the logarithm: from 20 events on from the spread between clusters (G − 1 degrees of
    freedom), below that from the exact Poisson limits, which do not know of clusters.

    Returns
    -------
    DataFrame
        One row per band and cause: ``cause, week_from, week_to, exits_n, person_weeks, hazard, low, high,
        n_risk``. A band without time at risk is left out.

    Source: Aalen, Borgan & Gjessing (2008), Survival and Event History Analysis, §5.1; Garwood (1936),
    Biometrika 28, 437–442.
    """
    total = at_risk.person_weeks.sum(axis=0)
    kept = total > 0
    frames = []
    for cause, name in names.items():
        exits = at_risk.exits[cause]
        events = exits.sum(axis=0)
        low, high = _rate_limits(exits, at_risk.person_weeks, level)
        frame = pd.DataFrame(
            {
                "cause": name,
                "week_from": at_risk.edges[:-1],
                "week_to": at_risk.edges[1:],
                "exits_n": events.astype("int64"),
                "person_weeks": total,
                "hazard": events / np.where(kept, total, np.nan),
                "low": low,
                "high": high,
                "n_risk": at_risk.n_in,
            }
        )
        frames.append(frame[kept])
    return pd.concat(frames, ignore_index=True)


def hazard_bands(time: np.ndarray, cause: np.ndarray, until_weeks: float) -> np.ndarray:
    """Return edges of round bands, joined until nobody or at least five left for each cause in each band.

    What is left over at the upper end joins the last full band; without one full band all is one band.
    """
    weeks = np.asarray(time) / DAYS_PER_WEEK
    left = weeks[(np.asarray(cause) > 0) & (weeks <= until_weeks)]
    grid = np.append(np.arange(0.0, until_weeks, band_width(left)), until_weeks)
    kept, since = [0.0], np.zeros(len(CAUSES))
    for low, high in pairwise(grid):
        inside = (weeks > low) & (weeks <= high)
        since = since + [(inside & (np.asarray(cause) == one)).sum() for one in CAUSES]
        if ((since == 0) | (since >= MINIMUM_IN_BAND)).all() and since.sum() > 0:
            kept.append(float(high))
            since = np.zeros(len(CAUSES))
    if len(kept) == 1:
        kept.append(float(until_weeks))
    kept[-1] = float(until_weeks)
    return np.array(kept)


def _rate_limits(exits: np.ndarray, person_weeks: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of each band's rate, exits and time both of shape (G, K)."""
    g = exits.shape[0]
    events, total = exits.sum(axis=0), np.maximum(person_weeks.sum(axis=0), 1e-12)
    tail = (1 - level) / 2
    exact_low = np.where(events > 0, stats.chi2.ppf(tail, 2 * np.maximum(events, 1)), 0.0) / (2 * total)
    exact_high = stats.chi2.ppf(1 - tail, 2 * (events + 1)) / (2 * total)
    if g < 2:
        return exact_low, exact_high
    rate = events / total
    spread = np.sqrt(((exits - rate * person_weeks) ** 2).sum(axis=0) * g / (g - 1))
    factor = np.exp(float(stats.t.ppf(1 - tail, g - 1)) * spread / np.maximum(events, 1.0))
    is_spread = events >= ENOUGH_EVENTS
    return np.where(is_spread, rate / factor, exact_low), np.where(is_spread, rate * factor, exact_high)
