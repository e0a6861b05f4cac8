"""Dates become integers, and rows get what later stages would have to look up."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd

from batt.clean.remarks import APPROVAL_CAUSES, is_approved, observed_days
from batt.clean.rows import Rows
from batt.clean.rules import first_day, last_day
from batt.registry import Registry

COUNTING_MONTH, COUNTING_DAY = 11, 1
"""The day on which people in a programme are counted where a rule asks for one day: 1 November."""

AGE_GROUPS = {"-24": (0, 24), "25-39": (25, 39), "40-54": (40, 54), "55+": (55, 200)}
LOOKED_UP = {
    "placements": ("spells", ["spell_id", "provider_id", "programme", "participant_id"]),
    "training": ("staff", ["staff_id", "provider_id"]),
}
"""Tables whose provider stands in the table that they refer to: that table, its key and the fields taken."""

DROPPED_OUT = "X1"
MINUTES = 60


def clean_frames(tables: dict[str, Rows], registry: Registry) -> dict[str, pd.DataFrame]:
    """Return the rows that were kept, typed, with derived columns and where they came from.

    Returns
    -------
    dict of str to DataFrame
        Our table name → one row per kept row: the fields in registry order, derived columns, ``year``,
        ``row_id``, ``source_file``, ``source_sheet``, ``source_row``.
    """
    frames = {name: _derived(rows, registry) for name, rows in tables.items()}
    for name, (parent_name, fields) in LOOKED_UP.items():
        if name in frames:
            nobody = pd.DataFrame({field: pd.Series(dtype="str") for field in fields})
            parent = frames.get(parent_name, nobody)
            frames[name] = _look_up(frames[name], parent, tables[name], fields)
    return {name: _with_origin(frame, tables[name]) for name, frame in frames.items()}


def _derived(rows: Rows, registry: Registry) -> pd.DataFrame:
    """Add the derived columns of one table to its kept rows."""
    values = rows.kept.reset_index(drop=True)
    if rows.table.name == "spells":
        return derive_spells(values, rows.year, registry)
    if rows.table.name == "placements":
        return derive_placements(values, rows.year)
    if rows.table.name == "training":
        return values.assign(minutes=minutes(values["hours"]))
    return values


def derive_spells(spells: pd.DataFrame, year: int, registry: Registry) -> pd.DataFrame:
    """Add to spells what indicators and relationships count with. One row per spell.

    Days are whole numbers, missing where a date is; ``is_completed`` is filled for exits that do not say.
    """
    start, end = spells["start_date"], spells["end_date"]
    first, last = pd.Timestamp(first_day(year)), pd.Timestamp(last_day(year))
    counting_day = pd.Timestamp(year, COUNTING_MONTH, COUNTING_DAY)
    is_exit = end.notna()
    completed = spells["is_completed"].fillna((spells["end_cause"] != DROPPED_OUT).astype("boolean"))
    return spells.assign(
        is_completed=completed.where(is_exit, spells["is_completed"]),
        is_exit=is_exit,
        stay_days=_days(start, end),
        exit_day=end.dt.day_of_year.astype("Int64"),
        days_to_start=_days(start, spells["first_start_date"]),
        days_to_job=_days(start, spells["employed_date"]),
        cause_group=cause_group(spells, registry),
        days_at_year_start=(first - start).dt.days.clip(lower=0).astype("Int64"),
        days_observed=observed_days(spells, year),
        started_in_year=start.between(first, last),
        is_open_on_date=(start <= counting_day) & (end.isna() | (end >= counting_day)),
        first_start_in_year=spells["first_start_date"].between(first, last),
        employed_in_year=spells["employed_date"].between(first, last),
        age_group=age_group(spells["age"]),
    )


def cause_group(spells: pd.DataFrame, registry: Registry) -> pd.Series:
    """Return job, active or other; missing while in. A2 and A3 are active only if NAV approved in time."""
    groups = {entry.code: entry.group for entry in registry.codes["end_causes"]}
    group = spells["end_cause"].map(groups).astype("str")
    unapproved = spells["end_cause"].isin(APPROVAL_CAUSES) & ~is_approved(spells)
    return group.mask(unapproved, "other")


def age_group(age: pd.Series) -> pd.Series:
    """Return the published age group; missing where the age is."""
    group = pd.Series(pd.NA, index=age.index, dtype="str")
    for name, (low, high) in AGE_GROUPS.items():
        group = group.mask(age.between(low, high).fillna(False).astype(bool), name)
    return group


def derive_placements(placements: pd.DataFrame, year: int) -> pd.DataFrame:
    """Tell whether a stay at a firm touches the year, and the counting day."""
    start, end = placements["placement_from"], placements["placement_to"]
    counting_day = pd.Timestamp(year, COUNTING_MONTH, COUNTING_DAY)
    return placements.assign(
        overlaps_year=(start <= last_day(year)) & (end.isna() | (end >= first_day(year))),
        overlaps_on_date=(start <= counting_day) & (end.isna() | (end >= counting_day)),
    )


def minutes(hours: pd.Series) -> pd.Series:
    """Return hours as whole minutes, half a minute rounded up (``Int64``)."""
    codes, different = pd.factorize(hours)
    whole = [int((Decimal(str(one)) * MINUTES).quantize(Decimal(1), ROUND_HALF_UP)) for one in different]
    return pd.Series([*whole, pd.NA], dtype="Int64").take(codes).set_axis(hours.index)


def _days(start: pd.Series, end: pd.Series) -> pd.Series:
    """Return whole days from ``start`` to ``end``."""
    return (end - start).dt.days.astype("Int64")


def _look_up(frame: pd.DataFrame, parent: pd.DataFrame, rows: Rows, fields: list[str]) -> pd.DataFrame:
    """Add fields of the row referred to; where it was not delivered, only the sender is known."""
    found = frame.merge(parent[fields], on=fields[0], how="left", validate="many_to_one")
    sender = pd.Series(rows.delivered_by[rows.is_kept], dtype="str")
    return found.assign(provider_id=found["provider_id"].fillna(sender.mask(sender == "")))


def _with_origin(frame: pd.DataFrame, rows: Rows) -> pd.DataFrame:
    """Add the year and where each row stands in the received files."""
    part = rows.part[rows.is_kept]
    files, sheets, places = (
        pd.Series(texts, dtype="str").take(part).reset_index(drop=True)
        for texts in (
            [one.source_file for one in rows.parts],
            [one.source_sheet for one in rows.parts],
            [f"{one.source_file}#{one.source_sheet}#" for one in rows.parts],
        )
    )
    number = pd.Series(rows.source_row[rows.is_kept], dtype="int64")
    return frame.assign(
        year=np.int64(rows.year),
        row_id=places + number.astype("str"),
        source_file=files,
        source_sheet=sheets,
        source_row=number,
    )
