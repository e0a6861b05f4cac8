"""H7: in AB, do many placements in a row go with a long time to employment?"""

import pandas as pd

from batt.relationships.courses import courses, external_placements, followed_from_start, to_employment
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.staying.after_change import hazard_after
from batt.relationships.staying.exit_counts import DAYS_PER_WEEK
from batt.relationships.staying.mean_cumulative_count import mean_cumulative_count

PROGRAMME = "AB"
JOB = 1
MINIMUM_AT_RISK = 50
"""Fewest people still in for a point of the mean count. Source: decision."""


def examine(evidence: Evidence) -> Examined:
    """Follow courses that began inside the data to employment, with the number of placements so far.

    A placement counts from the day after it began: the one in which a contract is made does count, the job
    itself does not. Each further placement multiplies the chance of employment in a week by the same number.
    """
    rows = to_employment(followed_from_start(courses(evidence, PROGRAMME)))
    if rows.empty or evidence.rows("placements").empty:
        nothing = no_estimate("cox", "hazard_ratio", "not_delivered", n=len(rows))
        return Examined((Finding("placements_so_far", nothing),))
    placements = external_placements(evidence, rows, has_follow_up=False)
    further = hazard_after(
        rows["entry_days"].to_numpy(dtype=float),
        rows["time_days"].to_numpy(dtype=float),
        (rows["cause"] == JOB).to_numpy(),
        rows["provider_id"].to_numpy(),
        placements["day"].to_numpy(),
        placements["row"].to_numpy(),
    )
    return Examined(
        (Finding("placements_so_far", further),),
        {"h07_mean_count": _mean_count(rows, placements)},
    )


def _mean_count(rows: pd.DataFrame, placements: pd.DataFrame) -> pd.DataFrame:
    """Return the mean number of placements per person by week. One row per week with enough people in."""
    count = mean_cumulative_count(
        rows["time_days"],
        rows["cause"] > 0,
        placements["row"],
        placements["day"],
        clusters=rows["provider_id"],
    )
    by_day = pd.DataFrame(
        {
            "week": count.day // DAYS_PER_WEEK,
            "mean": count.mean,
            "low": count.low,
            "high": count.high,
            "n_risk": count.n_risk.astype("int64"),
        }
    )
    is_shown = (count.day % DAYS_PER_WEEK == 0) & (count.n_risk >= MINIMUM_AT_RISK)
    return by_day[is_shown].reset_index(drop=True)
