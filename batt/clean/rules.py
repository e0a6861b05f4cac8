"""The rules that one row can break by itself: each a small function with its reason.

A rule gets the typed values of a table and the year and marks the rows that break it. Missing values break no
rule here; what must be there is checked before.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from batt.clean.reasons import consequence
from batt.clean.rows import Rows
from batt.registry import Registry

FOLLOW_UP_MONTHS = (6, 12, 24)


@dataclass(frozen=True)
class RowRule:
    """A rule about one row of ``table``; ``field`` is the column that the message names."""

    table: str
    field: str
    reason: str
    breaks: Callable[[pd.DataFrame, int], pd.Series]


def first_day(year: int) -> datetime:
    """Return 1 January."""
    return datetime(year, 1, 1)


def last_day(year: int) -> datetime:
    """Return 31 December."""
    return datetime(year, 12, 31)


def ends_before_start(start: str, end: str) -> Callable[[pd.DataFrame, int], pd.Series]:
    """Make the rule that ``end`` is not before ``start``."""
    return lambda values, year: values[end] < values[start]


def starts_after_year(start: str) -> Callable[[pd.DataFrame, int], pd.Series]:
    """Make the rule that ``start`` is not after 31 December."""
    return lambda values, year: values[start] > last_day(year)


def cause_without_end(values: pd.DataFrame, year: int) -> pd.Series:
    """An end cause was given for somebody who is still in."""
    return values["end_cause"].notna() & values["end_date"].isna()


def end_without_cause(values: pd.DataFrame, year: int) -> pd.Series:
    """Somebody left and no end cause was given."""
    return values["end_cause"].isna() & values["end_date"].notna()


def exit_outside_year(values: pd.DataFrame, year: int) -> pd.Series:
    """An exit belongs to the folder's year."""
    return (values["end_date"] < first_day(year)) | (values["end_date"] > last_day(year))


def unknown_follow_up_time(values: pd.DataFrame, year: int) -> pd.Series:
    """People are asked 6, 12 and 24 months after the exit."""
    return values["months_after"].notna() & ~values["months_after"].isin(FOLLOW_UP_MONTHS)


SPANS = {
    "spells": ("start_date", "end_date"),
    "certificates": ("valid_from", "valid_to"),
    "partners": ("agreement_from", "agreement_to"),
    "placements": ("placement_from", "placement_to"),
    "staff": ("employed_from", "employed_to"),
}
"""Tables whose rows last from a day to a day."""

RULES = (
    *(
        RowRule(table, end, "end_before_start", ends_before_start(start, end))
        for table, (start, end) in SPANS.items()
    ),
    RowRule("spells", "start_date", "starts_after_year", starts_after_year("start_date")),
    RowRule("placements", "placement_from", "starts_after_year", starts_after_year("placement_from")),
    RowRule("spells", "end_cause", "cause_without_end", cause_without_end),
    RowRule("spells", "end_date", "end_without_cause", end_without_cause),
    RowRule("spells", "end_date", "exit_outside_year", exit_outside_year),
    RowRule("followups", "months_after", "unknown_follow_up_time", unknown_follow_up_time),
)

BOUND_FIELDS = {"qualifications": "i11", "first_start_date": "i12", "employed_date": "i13"}
"""Fields of a spell that only the programmes of an indicator have. Source: WG §§4.9–4.11."""


def apply_rules(rows: Rows) -> None:
    """Set aside the rows that break a rule of their table.

    Rows already set aside are left: their values cannot be trusted to say more.
    """
    usable = rows.is_kept.copy()
    for rule in RULES:
        if rule.table == rows.table.name and consequence(rule.reason) == "set_aside":
            broken = rule.breaks(rows.values, rows.year).fillna(False).to_numpy(dtype=bool)
            rows.note(broken & usable, rule.field, rule.reason)


def empty_bound_fields(rows: Rows, registry: Registry) -> None:
    """Empty the values of spells that their programme does not have.

    The code for "no formal qualification" says as much as an empty cell, so it is left.
    """
    if rows.table.name != "spells":
        return
    none = list(registry.codes["qualifications"].in_group("none"))
    for field, indicator in BOUND_FIELDS.items():
        column = rows.values[field]
        outside = rows.values["programme"].notna() & ~rows.values["programme"].isin(
            registry.applicable(indicator)
        )
        wrong = outside & column.notna() & ~column.isin(none) & rows.is_kept
        rows.note(wrong, field, "value_outside_programme")
        rows.values[field] = column.mask(wrong)
