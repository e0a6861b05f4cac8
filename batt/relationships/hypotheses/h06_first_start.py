"""H6: in AB, does a quick start in working life go with more exits to a job?"""

import numpy as np
import pandas as pd

from batt.relationships.courses import courses, days, to_employment
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.staying.after_change import hazard_after
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK
from batt.relationships.staying.landmark_groups import LandmarkGroups, landmark_groups
from batt.relationships.staying.staying_verdict import LONGEST_HORIZON

PROGRAMME = "AB"
JOB = 1
LANDMARKS = (8, 16, 26)


def examine(evidence: Evidence) -> Examined:
    """Compare those who have started with those who have not yet: week by week, and at three landmarks.

    Followed to the day of employment (`batt.relationships.courses.to_employment`). A start on the day of
    employment is the job itself and counts as none.
    """
    rows = to_employment(courses(evidence, PROGRAMME))
    started = days(rows, "days_to_start")
    if not np.isfinite(started).any():
        nothing = no_estimate("landmark_groups", "share_difference", "not_delivered", n=len(rows))
        return Examined(
            (
                Finding("started", no_estimate("cox", "hazard_ratio", "not_delivered", n=len(rows))),
                *(Finding(f"landmark_{week}", nothing) for week in LANDMARKS),
            )
        )
    started[started >= days(rows, "days_to_job")] = np.nan
    groups = {week: _at_landmark(rows, started, week) for week in LANDMARKS}
    return Examined(
        (
            Finding("started", _after_start(rows, started)),
            *(Finding(f"landmark_{week}", found.difference) for week, found in groups.items()),
        ),
        {
            "h06_landmarks": pd.concat(
                [_rows(week, found) for week, found in groups.items()], ignore_index=True
            )
        },
    )


def _after_start(rows: pd.DataFrame, started: np.ndarray) -> Estimate:
    """Return the ratio of the chance of employment in a week, after a start against before one."""
    return hazard_after(
        rows["entry_days"].to_numpy(dtype=float),
        rows["time_days"].to_numpy(dtype=float),
        (rows["cause"] == JOB).to_numpy(),
        rows["provider_id"].to_numpy(),
        started,
    )


def _at_landmark(rows: pd.DataFrame, started: np.ndarray, week: int) -> LandmarkGroups:
    """Compare the two groups among those in and not yet employed at a week."""
    return landmark_groups(
        rows["time_days"].to_numpy(dtype=float),
        rows["cause"].to_numpy(),
        rows["entry_days"].to_numpy(dtype=float),
        rows["provider_id"].to_numpy(),
        started <= week * DAYS_PER_WEEK,
        outcome=JOB,
        week=week,
        horizon_weeks=LONGEST_HORIZON,
    )


def _rows(week: int, found: LandmarkGroups) -> pd.DataFrame:
    """Return one landmark as two rows, one per group."""
    return pd.DataFrame(
        {
            "week": week,
            "group": ["not_started", "started"],
            "n": found.n_in,
            "jobs_n": found.outcomes_n,
            "share": found.share,
            "low": found.low,
            "high": found.high,
        }
    )
