"""Count who is in and who leaves, by provider and day: all that curves of staying need to know."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

DAYS_PER_WEEK = 7


@dataclass(frozen=True)
class ExitCounts:
    """Counts by cluster and day. Column d − 1 of each array is day d of the stay; shape (G, days).

    Attributes
    ----------
    at_risk
        Spells under observation that day: entry < d ≤ time.
    exits
        Those of them that end that day, for any cause.
    to_outcome
        Those of them that end for the cause asked about.
    """

    at_risk: np.ndarray
    exits: np.ndarray
    to_outcome: np.ndarray

    @property
    def n_clusters(self) -> int:
        return self.at_risk.shape[0]

    @property
    def days(self) -> int:
        return self.at_risk.shape[1]


def exit_counts(
    time: Sequence[float] | np.ndarray | pd.Series,
    cause: Sequence[int] | np.ndarray | pd.Series,
    entry: Sequence[float] | np.ndarray | pd.Series,
    clusters: np.ndarray,
    *,
    outcome: int,
    n_clusters: int,
    days: int,
) -> ExitCounts:
    """Count spells by cluster and day, up to and with day `days`.

    Parameters
    ----------
    time, cause, entry
        As in `cumulative_incidence`, in days, shape (n,). A part of a day counts as the day in which it lies,
        so a stay of half a day ends on day 1. Whoever stays longer than `days` is still in at the last one.
    clusters
        Codes 0 … `n_clusters` − 1, shape (n,); a cluster without spells has zeros.
    outcome
        The cause asked about.
    """
    last = np.ceil(np.asarray(time, dtype=float)).astype(np.int64)
    first = np.floor(np.asarray(entry, dtype=float)).astype(np.int64) + 1
    left_for = np.asarray(cause)

    def counted(day: np.ndarray, keep: np.ndarray) -> np.ndarray:
        cells = clusters[keep] * (days + 2) + np.minimum(day[keep], days + 1)
        return np.bincount(cells, minlength=n_clusters * (days + 2)).reshape(n_clusters, days + 2)

    everybody = np.ones(len(last), dtype=bool)
    moves = counted(first, everybody) - counted(last + 1, everybody)
    inside = slice(1, days + 1)
    return ExitCounts(
        np.cumsum(moves, axis=1)[:, inside].astype(float),
        counted(last, left_for > 0)[:, inside].astype(float),
        counted(last, left_for == outcome)[:, inside].astype(float),
    )
