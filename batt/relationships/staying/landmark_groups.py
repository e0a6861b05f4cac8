"""Compare two groups among those still in at one week by the share that leaves for a cause soon."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, from_se, no_estimate
from batt.relationships.staying.clustered_incidence import clustered_incidence, clustered_se
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK, exit_counts
from batt.relationships.staying.landmark import share_limits

METHOD = "landmark_groups"
MINIMUM_IN_GROUP = 20
"""Fewest people in each group for a difference between them. Source: decision."""


@dataclass(frozen=True)
class LandmarkGroups:
    """Two groups at one landmark: those with the mark (row 1) and those without (row 0).

    Attributes
    ----------
    n_in, outcomes_n
        People in each group; those of them seen to leave for the cause within the horizon.
    share, low, high
        Share leaving for the cause within the horizon, with its 95 % interval; limits NaN when
        there is no difference.
    difference
        Share with the mark minus share without, with clusters that both groups share.
    """

    n_in: np.ndarray
    outcomes_n: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    difference: Estimate


def landmark_groups(
    time: np.ndarray,
    cause: np.ndarray,
    entry: np.ndarray,
    clusters: np.ndarray,
    has_mark: np.ndarray,
    *,
    outcome: int,
    week: float,
    horizon_weeks: float,
) -> LandmarkGroups:
    """Compare those who have a mark at the landmark with those who do not, over the same window.

    Estimand: among those in the programme at the landmark, the share with the mark by then that leaves for
    the cause within the horizon, minus the same share of those without it. The mark is what is known at the
    landmark, so nobody is given time that they could not have lost.

    Parameters
    ----------
    time, cause, entry
        In days, shape (n,); only spells under observation and still in at the landmark count.
    clusters
        Provider of each spell.
    has_mark
        Whether the spell had the mark on the day of the landmark, bool.

    Source: Anderson, Cain & Gelber (1983), J. Clin. Oncol. 1, 710–719.
    """
    day = round(week * DAYS_PER_WEEK)
    until = round((week + horizon_weeks) * DAYS_PER_WEEK)
    is_in = (entry <= day) & (time > day)
    codes, names = pd.factorize(np.asarray(clusters)[is_in])
    n_in, outcomes_n = np.zeros(2, dtype=int), np.zeros(2, dtype=int)
    share, influence = np.full(2, np.nan), list[np.ndarray]()
    for group in (0, 1):
        rows = has_mark[is_in] == bool(group)
        stops, causes = time[is_in][rows], cause[is_in][rows]
        n_in[group] = rows.sum()
        outcomes_n[group] = ((causes == outcome) & (stops <= until)).sum()
        counts = exit_counts(
            stops,
            causes,
            np.full(rows.sum(), float(day)),
            codes[rows],
            outcome=outcome,
            n_clusters=len(names),
            days=until,
        )
        found, moved = clustered_incidence(counts).within(np.array([day]), np.array([until]))
        share[group] = found[0] if n_in[group] else np.nan
        influence.append(moved)
    n, g = int(n_in.sum()), len(names)
    if reason := _reason(n_in, outcomes_n, g):
        blank = np.full(2, np.nan)
        difference = no_estimate(METHOD, "share_difference", reason, n=n, n_clusters=g)
        return LandmarkGroups(n_in, outcomes_n, share, blank, blank, difference)
    by_group = np.column_stack(influence)
    low, high = share_limits(share, clustered_se(by_group), n_in, g)
    difference = from_se(
        METHOD,
        "share_difference",
        float(share[1] - share[0]),
        float(clustered_se(by_group[:, 1:] - by_group[:, :1])[0]),
        n=n,
        df=g - 1,
        n_clusters=g,
    )
    return LandmarkGroups(n_in, outcomes_n, share, low, high, difference)


def _reason(n_in: np.ndarray, outcomes_n: np.ndarray, n_clusters: int) -> str:
    """Say why two groups cannot be compared, or return an empty string."""
    if n_in.sum() == 0:
        return "too_few"
    if n_in.min() == 0:
        return "one_group"
    if n_in.min() < MINIMUM_IN_GROUP:
        return "too_few"
    if n_clusters < 2:
        return "one_cluster"
    if outcomes_n.sum() in (0, n_in.sum()):
        return "no_variation_in_outcome"
    return "separation" if (outcomes_n == 0).any() or (outcomes_n == n_in).any() else ""
