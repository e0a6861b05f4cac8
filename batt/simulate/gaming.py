"""The provider that games: what it does to the end of its courses."""

import numpy as np
import pandas as pd

from batt.simulate.calendar import day, month_of, year_of
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

LONGEST_SHIFT_DAYS = 20


def game_exits(plan: Plan, providers: pd.DataFrame, courses: pd.DataFrame) -> pd.DataFrame:
    """Return the courses with the gaming provider's exits made up.

    Some exits without a solution become chains to another programme (A2) or short jobs (F6); others that
    fall in December are dated in January, out of the year's figures, where the legal maximum allows it.
    """
    rng = stream(plan.seed, "gamer")
    gamer = int(np.flatnonzero(providers["role"] == "gamer")[0])
    longest = plan.per_course(courses, "longest_weeks") * 7
    cause, start, end = (courses[name].to_numpy(copy=True) for name in ("end_cause", "start", "end"))
    rows = np.flatnonzero((courses["provider"] == gamer) & courses["end_cause"].str.startswith("X"))
    draw = rng.random(len(rows))
    chained = draw < plan.gamer.chain_share
    short_job = ~chained & (draw < plan.gamer.chain_share + plan.gamer.short_job_share)
    cause[rows[chained]] = "A2"
    cause[rows[short_job]] = "F6"
    january = np.array([day(year + 1) for year in year_of(end[rows])], dtype=np.int64)
    january += rng.integers(1, LONGEST_SHIFT_DAYS, len(rows))
    shifted = (rng.random(len(rows)) < plan.gamer.shifted_share) & ~chained & ~short_job
    shifted &= (month_of(end[rows]) == 12) & (january - start[rows] <= longest[rows])
    end[rows[shifted]] = january[shifted]
    return courses.assign(end_cause=cause.astype(str), end=end)
