"""Rows that cannot be told apart or do not belong here: missing keys, copies, conflicts, misplaced rows."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from batt.clean.delivered_by_both import of_one_course
from batt.clean.rows import Rows
from batt.raw import parse_integer


def set_aside_misplaced(rows: Rows) -> None:
    """Set aside rows of another year, and rows of another provider in a provider's own delivery.

    A row without a year belongs to the folder's; a file may leave the column out.
    """
    delivered = rows.cells["aar"]
    year = parse_integer(delivered).values
    rows.note(delivered.notna() & ~(year == rows.year).fillna(False), "aar", "wrong_year")
    if "month" in rows.values:
        month = rows.values["month"]
        rows.note(month.notna() & (month.str[:4] != str(rows.year)), "month", "wrong_year")
    if "provider_id" in rows.values:
        sender, owner = rows.delivered_by, rows.values["provider_id"]
        other = (sender != "") & owner.notna().to_numpy() & (owner.fillna("").to_numpy() != sender)
        rows.note(other, "provider_id", "wrong_provider")


def set_aside_missing(rows: Rows) -> None:
    """Set aside rows in which a required value is empty. A cell that could not be read is not empty."""
    for column in rows.table.columns:
        if column.required == "value":
            was_emptied = rows.values[column.field].isna() & (column.type in ("id", "text"))
            reason = "missing_key" if column.field in rows.table.key else "missing_value"
            rows.note(rows.cells[column.field].isna() | was_emptied, column.field, reason)


def set_aside_copies(rows: Rows, history: Mapping[str, str]) -> None:
    """Keep the first of several equal rows; set aside all rows that share a key with different content.

    Rows that do not belong here, or have no key, are neither copies nor in conflict with anything. Nor are
    records of one course under one key from providers that became one (``history``: provider → last
    successor): which of them is kept is decided later.
    """
    misplaced = rows.has_reason("wrong_year", "wrong_provider", "missing_key")
    fields = [column.field for column in rows.table.columns]
    content = rows.values[fields].assign(unread=rows.unread)[~misplaced]
    # Rows are compared by number rather than by value: one pass a column, and missing equals missing.
    same_row = _numbered(content)
    copies = same_row.duplicated()
    rows.note(_spread(copies, rows), " ".join(rows.table.key), "exact_duplicate")
    if rows.table.key:
        distinct = content[~copies]
        conflict = _numbered(distinct[list(rows.table.key)]).duplicated(keep=False)
        if rows.table.name == "spells" and history:
            excused = of_one_course(distinct[conflict], history)
            conflict &= ~excused.reindex(conflict.index, fill_value=False)
        rows.note(_spread(conflict, rows), " ".join(rows.table.key), "key_conflict")


def _numbered(frame: pd.DataFrame) -> pd.Series:
    """Give equal rows the same number."""
    number = np.zeros(len(frame), dtype="int64")
    for name in frame:
        codes, _ = pd.factorize(frame[name])
        number, _ = pd.factorize(number * (codes.max(initial=0) + 2) + codes + 1)
    return pd.Series(number, index=frame.index)


def _spread(mask: pd.Series, rows: Rows) -> np.ndarray:
    """Return a mask over part of the rows as one over all."""
    whole = np.zeros(len(rows), dtype=bool)
    whole[mask.index[mask]] = True
    return whole
