"""Dates and results of a course that follow from how it ended: NAV's approval, employment, qualifications."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

from batt.simulate.calendar import NEVER, Days, as_dates, last_day
from batt.simulate.draws import choose
from batt.simulate.plan import Plan
from batt.simulate.progress import Progress
from batt.simulate.spells import open_in
from batt.simulate.streams import stream

QUALIFIED_SHARE = 0.40
_QUALIFICATIONS = {"K1": 0.28, "K2": 0.32, "K3": 0.10, "K4": 0.30}


def add_course_dates(
    plan: Plan, courses: pd.DataFrame, offices: pd.DataFrame, county: NDArray, progress: Progress
) -> pd.DataFrame:
    """Return the courses with ``nav_office_id, approved, first_start, employed, qualifications``.

    One row per course. Days are days since 1970-01-01, ``NEVER`` where the thing did not happen;
    ``county`` is the provider's of each course; ``progress`` has the same rows.
    """
    rng = stream(plan.seed, "course_dates")
    start, end = courses["start"].to_numpy(), courses["end"].to_numpy()
    needs_approval = courses["end_cause"].isin(["A2", "A3"]).to_numpy()
    approved = np.maximum(start, end - rng.integers(1, 30, len(courses)))
    first_start, employed = _working_life(courses, progress)
    return courses.assign(
        nav_office_id=_offices(rng, offices, county),
        approved=np.where(needs_approval, approved, NEVER),
        first_start=first_start,
        employed=employed,
        qualifications=_qualifications(rng, courses),
    )


def spell_rows(courses: pd.DataFrame, provider_ids: NDArray, year: int) -> pd.DataFrame:
    """Return what is delivered of the courses for a year. One row per course open in the year.

    The end and what follows from it stand only in the year of exit; a date after 31 December is not known
    yet.
    """
    rows = open_in(courses, year)
    is_exit = (rows["end"] <= last_day(year)).to_numpy()
    start, end = rows["start"].to_numpy(), rows["end"].to_numpy()
    known = {name: (rows[name] <= last_day(year)).to_numpy() for name in ("first_start", "employed")}
    completed = pd.Series(rows["end_cause"] != "X1", dtype="boolean").where(is_exit)
    return pd.DataFrame(
        {
            "spell_id": rows["spell_id"].to_numpy(),
            "participant_id": rows["participant_id"].to_numpy(),
            "provider_id": provider_ids[rows["provider"]],
            "programme": rows["programme"].to_numpy(),
            "nav_office_id": rows["nav_office_id"].to_numpy(),
            "start_date": as_dates(start),
            "end_date": as_dates(end, is_exit),
            "weeks_delivered": np.where(is_exit, np.round((end - start) / 7, 1), np.nan),
            "end_cause": rows["end_cause"].where(is_exit).to_numpy(),
            "is_completed": completed.to_numpy(),
            "nav_approved_date": as_dates(rows["approved"].to_numpy(), is_exit),
            "qualifications": rows["qualifications"].where(is_exit).to_numpy(),
            "first_start_date": as_dates(rows["first_start"].to_numpy(), known["first_start"]),
            "employed_date": as_dates(rows["employed"].to_numpy(), known["employed"]),
            **{
                name: rows[name].to_numpy()
                for name in ("work_capability", "basic_competence", "gender", "age", "minority")
            },
        }
    )


def _offices(rng: Generator, offices: pd.DataFrame, county: NDArray) -> NDArray[np.str_]:
    """Draw a NAV office of the provider's county for each course."""
    by_county = {code: rows["nav_office_id"].tolist() for code, rows in offices.groupby("county", sort=True)}
    draw = rng.random(len(county))
    return np.array([by_county[code][int(u * len(by_county[code]))] for code, u in zip(county, draw)])


def _working_life(courses: pd.DataFrame, progress: Progress) -> tuple[Days, Days]:
    """Return first start and employment of AB courses.

    Who goes straight into a job, or would have started only after it was agreed, has no start before it.
    """
    is_job = courses["end_cause"].str.startswith("F").to_numpy()
    employed = np.where(is_job, progress.agreed, NEVER)
    is_start_late = (employed != NEVER) & (progress.first_start >= employed)
    return np.where(is_start_late, NEVER, progress.first_start), employed


def _qualifications(rng: Generator, courses: pd.DataFrame) -> pd.Series:
    """Draw the formal qualifications of KIA courses; some have two."""
    n = len(courses)
    first = choose(rng, tuple(_QUALIFICATIONS), tuple(_QUALIFICATIONS.values()), n)
    second = choose(rng, tuple(_QUALIFICATIONS), tuple(_QUALIFICATIONS.values()), n)
    has_two = (rng.random(n) < 0.15) & (first != second)
    codes = pd.Series(first, index=courses.index)
    pairs = pd.Series(["|".join(sorted(pair)) for pair in zip(first, second)], index=courses.index)
    codes = codes.where(~has_two, pairs)
    codes = codes.where(rng.random(n) < QUALIFIED_SHARE, "K0")
    return codes.where(courses["programme"] == "KIA").astype("str")
