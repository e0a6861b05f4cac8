"""Remarks on single rows: what looks wrong and stays."""

import pandas as pd

from batt.clean.rows import Rows
from batt.clean.rules import first_day, last_day
from batt.clean.types import SCALE_POINTS
from batt.registry import Registry

WEEK = 7
YOUNGEST, OLDEST = 16, 75
APPROVAL_CAUSES = ("A2", "A3")
"""Active solutions that count only with NAV's approval. Source: WG §4.7."""

DATED_IN_YEAR = {"training": "training_date", "answers_nav": "answered_date", "answers_user": "answered_date"}


def remark_on_rows(rows: Rows, registry: Registry) -> None:
    """Flag whatever single rows of a table give reason to ask about."""
    if rows.table.name == "spells":
        flag_not_approved(rows)
        flag_too_long(rows, registry)
        flag_overlapping(rows)
        flag_dates_outside_spell(rows)
        flag_weeks_that_differ(rows)
        flag_age(rows)
    if rows.table.name in DATED_IN_YEAR:
        flag_date_outside_year(rows, DATED_IN_YEAR[rows.table.name])
    if "scale_points" in rows.values:
        points = rows.values["scale_points"]
        flagged = points.notna() & (points != SCALE_POINTS).fillna(False)
        rows.flag(flagged, "scale_points", "other_scale", points.astype("str").fillna(""))


def is_approved(values: pd.DataFrame) -> pd.Series:
    """Tell whether NAV approved on or before the end; False where either date is missing."""
    return (values["nav_approved_date"] <= values["end_date"]).fillna(False).astype(bool)


def observed_days(values: pd.DataFrame, year: int) -> pd.Series:
    """Return days from the start to the exit, or to 31 December for those still in (``Int64``)."""
    until = values["end_date"].fillna(pd.Timestamp(last_day(year)))
    return (until - values["start_date"]).dt.days.astype("Int64")


def flag_not_approved(rows: Rows) -> None:
    """Flag A2 and A3 that NAV did not approve on or before the end."""
    values = rows.values
    rows.flag(
        values["end_cause"].isin(APPROVAL_CAUSES) & ~is_approved(values), "nav_approved_date", "not_approved"
    )


def flag_too_long(rows: Rows, registry: Registry) -> None:
    """Flag stays above the programme's maximum plus tolerance, ended or not."""
    limits = {p.code: (p.max_weeks + p.tolerance_weeks) * WEEK for p in registry.programmes if p.max_weeks}
    days = observed_days(rows.values, rows.year)
    limit = rows.values["programme"].map(limits).astype("Int64")
    detail = days.astype("str") + " > " + limit.astype("str")
    rows.flag((days > limit).fillna(False), "end_date", "too_long", detail)


def flag_overlapping(rows: Rows) -> None:
    """Flag a spell that starts before an earlier one of the same person and programme has ended."""
    spells = rows.kept[["participant_id", "programme", "start_date", "end_date"]].dropna(
        subset=["start_date"]
    )
    spells = spells.sort_values(["participant_id", "programme", "start_date"], kind="stable")
    spells["end_date"] = spells["end_date"].fillna(pd.Timestamp.max.floor("D").as_unit("us"))
    group = spells.groupby(["participant_id", "programme"])["end_date"]
    before = group.cummax().groupby([spells["participant_id"], spells["programme"]]).shift()
    overlaps = (spells["start_date"] < before).reindex(rows.values.index, fill_value=False)
    rows.flag(overlaps, "start_date", "overlapping_spells")


def flag_dates_outside_spell(rows: Rows) -> None:
    """Flag first starts and employments outside the spell, and an employment before the first start."""
    values = rows.values
    for field in ("first_start_date", "employed_date"):
        outside = (values[field] < values["start_date"]) | (values[field] > values["end_date"])
        rows.flag(outside.fillna(False), field, "date_outside_spell")
    early = values["employed_date"] < values["first_start_date"]
    rows.flag(early.fillna(False), "employed_date", "job_before_first_start")


def flag_weeks_that_differ(rows: Rows) -> None:
    """Flag delivered weeks that are more than one week from those between the dates."""
    values = rows.values
    weeks = (values["end_date"] - values["start_date"]).dt.days.astype("Float64") / WEEK
    differs = ((values["weeks_delivered"] - weeks).abs() > 1).fillna(False)
    detail = values["weeks_delivered"].astype("str") + " ≠ " + weeks.round(1).astype("str")
    rows.flag(differs, "weeks_delivered", "weeks_differ", detail)


def flag_age(rows: Rows) -> None:
    """Flag an age at start that no participant has."""
    age = rows.values["age"]
    outside = ((age < YOUNGEST) | (age > OLDEST)).fillna(False)
    rows.flag(outside, "age", "age_out_of_range", age.astype("str"))


def flag_date_outside_year(rows: Rows, field: str) -> None:
    """Flag a training event or an answer that is dated in another year."""
    day = rows.values[field]
    outside = (day < first_day(rows.year)) | (day > last_day(rows.year))
    rows.flag(outside.fillna(False), field, "date_outside_year")
