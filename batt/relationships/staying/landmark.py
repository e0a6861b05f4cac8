"""Among those still in at a week: the share that leaves for a cause within the next weeks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit, logit

from batt.relationships.staying.clustered_incidence import clustered_incidence, clustered_se
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK, exit_counts

MINIMUM_IN = 50
"""Fewest people still in at a week for a share there to enter a verdict. Source: decision."""

SMALLEST_PART_IN = 0.05
"""A week counts as inside the data while so many of the most that were ever in are still in: the counterpart
of the 95th percentile of the stays. Source: decision."""


@dataclass(frozen=True)
class LandmarkShares:
    """Shares at a row of landmark weeks; every array has shape (m,) unless said otherwise.

    Attributes
    ----------
    weeks, horizon_weeks
        The landmarks, in weeks from the start, and how far each looks ahead.
    n_in, outcomes_n
        People under observation and still in at the landmark; those of them seen to leave for the cause
        within the horizon.
    share, low, high
        Share that leaves for the cause within the horizon, people no longer observed allowed for, with its
        95 % interval (on the logit scale, t with G − 1 degrees of freedom).
    influence
        What each cluster adds to the error of each share, shape (G, m).
    n, n_clusters
        Spells used, and clusters among them.
    reason
        Empty, or why there are no shares: ``too_few`` or ``one_cluster``.
    """

    weeks: np.ndarray
    horizon_weeks: float
    n_in: np.ndarray
    outcomes_n: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    influence: np.ndarray
    n: int
    n_clusters: int
    reason: str = ""


def landmark_shares(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[int] | np.ndarray | pd.Series,
    entry: Sequence[float] | np.ndarray | pd.Series,
    clusters: Sequence[object] | np.ndarray | pd.Series,
    *,
    outcome: int,
    horizon_weeks: float,
    weeks: Sequence[float] | np.ndarray,
    level: float = 0.95,
) -> LandmarkShares:
    """Estimate the share leaving for the cause within the horizon, at each landmark week.

    Estimand: among those still in the programme at the landmark, the share that leaves for the cause within
    the next `horizon_weeks`, when the other causes act as they do. It describes the people still in at that
    week, who differ from those in at another one; it is no effect of having stayed.

    Parameters
    ----------
    time, cause, entry
        As in `cumulative_incidence`, in days, shape (n,). People who enter after a landmark help to estimate
        what happens after it; people no longer observed count until last seen.
    clusters
        Provider of each spell; people of one provider are not independent.
    outcome
        The cause asked about.
    weeks
        Landmarks, whole days when multiplied by seven.

    Returns
    -------
    LandmarkShares
        A landmark at which nobody is in has NaN.

    Source: Anderson, Cain & Gelber (1983), J. Clin. Oncol. 1, 710–719 (landmarks); van Houwelingen (2007),
    Scand. J. Statist. 34, 70–85; Aalen–Johansen inside the window.
    """
    stops, starts = np.asarray(time, dtype=float), np.asarray(entry, dtype=float)
    causes, marks = np.asarray(cause), np.asarray(weeks, dtype=float)
    codes, names = pd.factorize(np.asarray(clusters))
    if len(names) < 2 or len(marks) == 0:
        return _no_shares(horizon_weeks, len(stops), len(names))
    begin = np.rint(marks * DAYS_PER_WEEK).astype(int)
    end = np.rint((marks + horizon_weeks) * DAYS_PER_WEEK).astype(int)
    curves = clustered_incidence(
        exit_counts(stops, causes, starts, codes, outcome=outcome, n_clusters=len(names), days=int(end.max()))
    )
    is_in = (starts[:, None] <= begin) & (stops[:, None] > begin)
    is_outcome = is_in & (causes == outcome)[:, None] & (stops[:, None] <= end)
    n_in = is_in.sum(axis=0)
    share, influence = curves.within(begin, end)
    share[n_in == 0] = np.nan
    low, high = share_limits(share, clustered_se(influence), n_in, len(names), level)
    return LandmarkShares(
        marks,
        horizon_weeks,
        n_in,
        is_outcome.sum(axis=0),
        share,
        low,
        high,
        influence,
        len(stops),
        len(names),
    )


def landmark_weeks(
    time: np.ndarray, entry: np.ndarray, horizon_weeks: float, until_weeks: float
) -> np.ndarray:
    """Return the whole weeks, from 0, that lie inside the data and whose window ends by `until_weeks`.

    Inside the data: at least `MINIMUM_IN` people, and `SMALLEST_PART_IN` of the most that were in at any
    week, are in at the landmark and at the end of its window.
    """
    last = int(np.floor(min(until_weeks, time.max() / DAYS_PER_WEEK))) if len(time) else -1
    days = np.arange(max(last, -1) + 1) * DAYS_PER_WEEK
    entered = np.searchsorted(np.sort(entry), days, side="right")
    n_in = entered - np.searchsorted(np.sort(time), days, side="right")
    fewest = max(MINIMUM_IN, SMALLEST_PART_IN * n_in.max()) if len(n_in) else MINIMUM_IN
    thin = np.flatnonzero(n_in < fewest)
    end = thin[0] if len(thin) else len(days)
    return np.arange(0, max(end - horizon_weeks, 0.0))


def share_limits(
    share: np.ndarray, se: np.ndarray, n_in: np.ndarray, n_clusters: int, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Return limits of shares: on the logit scale with t(G − 1), exact ones for shares of 0 and 1."""
    inside = (share > 0) & (share < 1)
    middle = np.where(inside, share, 0.5)
    margin = float(stats.t.ppf((1 + level) / 2, n_clusters - 1)) * se / (middle * (1 - middle))
    rare = ((1 - level) / 2) ** (1 / np.maximum(n_in, 1))
    low = np.where(inside, expit(logit(middle) - margin), np.where(share >= 1, rare, share))
    high = np.where(inside, expit(logit(middle) + margin), np.where(share <= 0, 1 - rare, share))
    return low, high


def _no_shares(horizon_weeks: float, n: int, n_clusters: int) -> LandmarkShares:
    """Return a result without shares."""
    none = np.empty(0)
    reason = "one_cluster" if n_clusters == 1 and n else "too_few"
    return LandmarkShares(
        none, horizon_weeks, none, none, none, none, none, np.empty((0, 0)), n, n_clusters, reason
    )
