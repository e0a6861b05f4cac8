"""Add up over those at risk at each event time, and over the event times at which each was at risk."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class RiskSets:
    """Who is at risk when: the matrix of event times by rows, kept as two positions per row.

    Attributes
    ----------
    time, stratum
        The distinct event times of every stratum, strata one after the other, shape (m,).
    first, stop
        Row i is at risk at the event times ``first[i]`` … ``stop[i] - 1``, shape (n,).
    """

    time: np.ndarray
    stratum: np.ndarray
    first: np.ndarray
    stop: np.ndarray

    def over_rows(self, values: np.ndarray) -> np.ndarray:
        """Add up the rows at risk at each event time: (n,) to (m,), (n, q) to (m, q)."""
        leaving = added_at(self.stop, values, len(self.time) + 1)
        entering = added_at(self.first, values, len(self.time) + 1)
        # From the end, where risk sets are small, so that they are not the rounding of large ones.
        return np.cumsum((leaving - entering)[:0:-1], axis=0)[::-1]

    def over_times(self, values: np.ndarray) -> np.ndarray:
        """Add up the event times at which each row was at risk: (m,) to (n,), (m, q) to (n, q)."""
        running = running_sum(values)
        return running[self.stop] - running[self.first]


def risk_sets(entry: np.ndarray, time: np.ndarray, event: np.ndarray, strata: np.ndarray) -> RiskSets:
    """Return the risk sets of rows under observation after `entry` up to and with `time`.

    Parameters
    ----------
    event
        Whether the row ends with the event, bool.
    strata
        Codes 0, 1, …; rows are compared within their stratum only.
    """
    clock = np.unique(np.concatenate([entry, time]))
    # Stratum and time in one number, ordered by stratum first.
    exits = strata * len(clock) + np.searchsorted(clock, time)
    entries = strata * len(clock) + np.searchsorted(clock, entry)
    grid = np.unique(exits[event])
    return RiskSets(
        clock[grid % len(clock)],
        grid // len(clock),
        np.searchsorted(grid, entries, side="right"),
        np.searchsorted(grid, exits, side="right"),
    )


def running_sum(values: np.ndarray) -> np.ndarray:
    """Return the sums before each position and after the last: (m, …) to (m + 1, …)."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])


def added_at(position: np.ndarray, values: np.ndarray, size: int) -> np.ndarray:
    """Add up the rows of `values` by position: (n, …) to (size, …)."""
    if values.ndim == 1:
        return np.bincount(position, values, minlength=size)
    columns = [np.bincount(position, column, minlength=size) for column in values.T]
    return np.column_stack(columns)
