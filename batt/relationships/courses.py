"""Courses of one programme, with what is known of the person, of the way into work and of placements."""

import numpy as np
import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.evidence import Evidence
from batt.relationships.staying.frailty_sensitivity import TRAITS

DETAILS = (*TRAITS, "start_date", "days_to_start", "days_to_job")
EMPLOYED = 1
FIRST_DAY = 0.5
"""What happens on the first day counts as half a day in, as in `batt.relationships.spells.pool_spells`."""


def courses(evidence: Evidence, programme: str) -> pd.DataFrame:
    """Return one programme's pooled courses with `DETAILS`. One row per course; none when nothing is there.

    The columns of `batt.relationships.spells.pool_spells`, and those of `DETAILS` that were delivered, from
    the course's last record.
    """
    pooled = evidence.spells
    rows = pooled[pooled["programme"] == programme]
    if rows.empty:
        return rows
    clean = evidence.rows("spells")
    details = clean[["row_id", *(name for name in DETAILS if name in clean)]]
    return rows.merge(details, on="row_id", how="left", validate="one_to_one")


def days(rows: pd.DataFrame, column: str) -> np.ndarray:
    """Return a column of days as floats, NaN where it is missing or was not delivered."""
    if column not in rows:
        return np.full(len(rows), np.nan)
    return rows[column].astype("Float64").to_numpy(dtype=float, na_value=np.nan)


def to_employment(rows: pd.DataFrame) -> pd.DataFrame:
    """Return courses followed to the day of employment instead of the exit.

    In AB a person may be employed long before leaving, and what happens in between cannot have led to the
    job. So the event is employment where its day is recorded, else the exit to a job; an exit for another
    cause stays one. Whoever was employed before coming under observation is left out, as is no longer at
    risk. A day of employment that lies after the last day seen counts as on that day.

    Returns
    -------
    DataFrame
        As given, with ``time_days`` and ``cause`` (1 = employed) to match.
    """
    day = days(rows, "days_to_job")
    is_known = np.isfinite(day)
    seen = rows["time_days"].to_numpy(dtype=float)
    time = np.where(is_known, np.minimum(np.maximum(day, FIRST_DAY), seen), seen)
    followed = rows.assign(time_days=time, cause=np.where(is_known, EMPLOYED, rows["cause"]))
    return followed[followed["time_days"] > followed["entry_days"]].reset_index(drop=True)


def followed_from_start(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the courses that began inside the data, of which every placement is known."""
    return rows[rows["entry_days"] == 0].reset_index(drop=True)


def external_placements(evidence: Evidence, rows: pd.DataFrame, *, has_follow_up: bool) -> pd.DataFrame:
    """Return the courses' stays at firms. One row per placement: ``row, day``.

    Placements and work practice at a firm, not employment there. A placement that lasts over New Year is
    delivered twice and counts once. `row` is the position of its course among `rows`, `day` the day of the
    stay on which it began, at least half a day in.

    Parameters
    ----------
    has_follow_up
        Only those with follow-up by the provider, as indicator 6 counts them.
    """
    placements = evidence.rows("placements")
    if placements.empty or "start_date" not in rows:
        return pd.DataFrame({"row": np.empty(0, dtype=int), "day": np.empty(0)})
    kinds = load_registry().codes["placement_types"].in_group("practice")
    keep = placements["placement_type"].isin(kinds)
    if has_follow_up:
        keep &= placements["has_follow_up"].fillna(False).astype(bool)
    once = placements[keep].drop_duplicates("placement_id", keep="last")
    starts = rows[["spell_id", "start_date"]].assign(row=np.arange(len(rows)))
    found = once.merge(starts, on="spell_id", validate="many_to_one")
    day = (found["placement_from"] - found["start_date"]).dt.days.astype("float64").clip(lower=FIRST_DAY)
    return pd.DataFrame({"row": found["row"], "day": day}).dropna().reset_index(drop=True)
