"""Which courses belong to the same person: chaining and repetition, never two courses at a time."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from batt.simulate.calendar import NEVER

RETURN_SHARE = 0.22
LONGEST_GAP_DAYS = 120
# Nobody comes back after a job or after moving or dying; the others may.
_RETURNING_CAUSES = ("A2", "A3", "X1", "X3", "X4")


def link_courses(rng: Generator, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each course the row of the same person's former course, or ``NEVER``.

    ``start`` must be sorted. Each ended course is followed by at most one, which starts after it ended.
    """
    n = len(start)
    leavers = np.flatnonzero(rng.random(n) < RETURN_SHARE)
    wish = end[leavers] + rng.integers(1, LONGEST_GAP_DAYS, len(leavers))
    earliest, after = (np.searchsorted(start, wish, side=side) for side in ("left", "right"))
    # Any of the courses that start on the day, or else the next one.
    follower = earliest + np.floor(rng.random(len(leavers)) * (after - earliest)).astype(np.int64)
    within = follower < n
    leavers, follower = leavers[within], follower[within]
    follower, first = np.unique(follower, return_index=True)
    former = np.full(n, NEVER, dtype=np.int64)
    former[follower] = leavers[first]
    return former


def participant_ids(courses: pd.DataFrame, former: NDArray[np.int64]) -> list[str]:
    """Name the persons: a course keeps its former course's person where that one's end cause allows it."""
    rows = np.arange(len(courses))
    cause, start, end = (courses[name].to_numpy() for name in ("end_cause", "start", "end"))
    returns = np.isin(cause[former].astype(str), _RETURNING_CAUSES)
    returns &= (former != NEVER) & (start > end[former])
    person = np.where(returns, former, rows)
    while (person[person] != person).any():
        person = person[person]
    return [f"P{number + 1:07d}" for number in person]
