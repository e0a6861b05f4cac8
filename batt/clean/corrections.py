"""Corrections written by hand: read ``data/corrections.csv`` and put them into the received cells.

Columns: table, key, field, from, to, reason, who, date. ``table`` and ``field`` by the received or our name.
``key`` holds the values of the table's key joined by ``|``, with the reporting year first where it is meant
for one year (``2015|L0042``); a table without a key is not corrected here.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from batt.clean.personal import shown
from batt.clean.rows import Rows
from batt.errors import ContentError, Problem
from batt.paths import Root
from batt.raw.faults import read_bytes
from batt.raw.read_csv import read_csv
from batt.registry import Registry
from batt.registry.model import Column, Table

COLUMNS = ("table", "key", "field", "from", "to", "reason", "who", "date")
_REQUIRED = ("table", "key", "field", "reason", "who", "date")


@dataclass(frozen=True)
class Correction:
    """One entry: in ``table``, the row with ``key``, ``field`` is changed from ``before`` to ``after``.

    Attributes
    ----------
    where
        File and row of the entry.
    year
        The year it is meant for; None where the key does not say.
    """

    where: str
    table: Table
    year: int | None
    key: tuple[str, ...]
    column: Column
    before: str
    after: str


def read_corrections(root: Root, registry: Registry) -> list[Correction]:
    """Read the corrections of a root; none where the file does not exist.

    Raises
    ------
    UnreadableFile
        The file is no readable CSV.
    ContentError
        A column is missing, a table or field is unknown, a key has not as many values as the table's key, or
        an entry has no reason, name or date; all problems are listed.
    """
    if not root.corrections.exists():
        return []
    name = root.relative(root.corrections)
    grid = read_csv(read_bytes(root.corrections, name), name)
    data = grid.data.rename(columns={header: header.strip().casefold() for header in grid.columns})
    missing = [column for column in COLUMNS if column not in data]
    if missing:
        raise ContentError(
            Problem(name, f"columns are missing: {', '.join(missing)}", f"Expected {', '.join(COLUMNS)}.")
        )
    records = data[list(COLUMNS)].fillna("").to_dict("records")
    entries = [
        _entry(
            f"{name}, row {number}", {str(key): str(text).strip() for key, text in record.items()}, registry
        )
        for number, record in zip(grid.source_row, records)
    ]
    problems = [entry for entry in entries if isinstance(entry, Problem)]
    if problems:
        raise ContentError(problems)
    return [entry for entry in entries if isinstance(entry, Correction)]


def apply_corrections(
    tables: dict[str, Rows],
    corrections: list[Correction],
    *,
    years_received: Collection[int],
    is_complete: bool = True,
) -> pd.DataFrame:
    """Put the corrections of the year into the received cells and note each.

    Parameters
    ----------
    tables
        Our table name → rows; their cells are changed.
    corrections
        Entries of every year.
    years_received
        The years of the root. Where there are others, an entry without a year whose row is not here may be
        meant for one of them, and is returned instead of refused. So is an entry for a year that is not
        there.
    is_complete
        False where a broken delivery is left out: the rows of entries that are not here may stand in it.

    Returns
    -------
    DataFrame
        Entries that were left alone. One row per entry: table, field, detail.

    Raises
    ------
    ContentError
        The row, or the value to be changed, is no longer there; all such entries are listed.
    """
    problems: list[Problem] = []
    unused: list[tuple[str, str, str]] = []
    places: dict[str, dict[tuple[str, ...], list[int]]] = {}
    for entry in corrections:
        rows = tables.get(entry.table.name)
        if rows is not None and entry.table.name not in places:
            places[entry.table.name] = _rows_by_key(rows)
        year = rows.year if rows is not None else next(iter(tables.values())).year
        if entry.year not in (None, year):
            if entry.year not in years_received:
                unused.append((entry.table.name, entry.column.field, entry.where))
            continue
        at = places.get(entry.table.name, {}).get(entry.key, [])
        if not at and (not is_complete or (entry.year is None and len(years_received) > 1)):
            unused.append((entry.table.name, entry.column.field, entry.where))
        elif not at or rows is None:
            problems.append(_stale(entry, "no received row has this key"))
        else:
            problems += _put(rows, entry, at)
    if problems:
        raise ContentError(problems)
    return pd.DataFrame(unused, columns=["table", "field", "detail"])


def _entry(where: str, record: dict[str, str], registry: Registry) -> Correction | Problem:
    """Turn one line into a correction, or say what is wrong with it."""
    empty = [name for name in _REQUIRED if not record[name]]
    if empty:
        return Problem(
            where, f"empty: {', '.join(empty)}", "Expected table, key, field, reason, who and date."
        )
    table = next((t for t in registry.tables if record["table"].casefold() in (t.name, t.raw_name)), None)
    if table is None:
        return Problem(
            where,
            f"unknown table '{_told(record['table'])}'",
            f"Known tables: {', '.join(t.raw_name for t in registry.tables)}.",
        )
    wanted = record["field"].casefold()
    column = next(
        (
            column
            for column in table.columns
            if wanted == column.field
            or any(
                wanted == header.casefold()
                for headers in column.headers_by_year.values()
                for header in headers
            )
        ),
        None,
    )
    if column is None:
        known = ", ".join(column.field for column in table.columns)
        return Problem(
            where, f"unknown field '{_told(record['field'])}' of {table.raw_name}", f"Known fields: {known}."
        )
    key = tuple(part.strip() for part in record["key"].split("|"))
    if not table.key or len(key) not in (len(table.key), len(table.key) + 1):
        return Problem(
            where,
            f"the key '{_told(record['key'])}' has {len(key)} values",
            f"Expected {'|'.join(table.key) or 'a table with a key'}, with the year first where it matters.",
        )
    year = None
    if len(key) > len(table.key):
        if not re.fullmatch("[12][0-9]{3}", key[0]):
            return Problem(where, f"'{_told(key[0])}' is no year", f"Expected year|{'|'.join(table.key)}.")
        year, key = int(key[0]), key[1:]
    return Correction(where, table, year, key, column, record["from"], record["to"])


def _told(text: str) -> str:
    """Return a text as it may stand in a message."""
    return shown(pd.Series([text], dtype="str")).iloc[0]


def _rows_by_key(rows: Rows) -> dict[tuple[str, ...], list[int]]:
    """Return the positions of the rows by their received key."""
    places: dict[tuple[str, ...], list[int]] = {}
    columns = [rows.cells[name].fillna("").tolist() for name in rows.table.key]
    for at, key in enumerate(zip(*columns)):
        places.setdefault(key, []).append(at)
    return places


def _put(rows: Rows, entry: Correction, at: list[int]) -> list[Problem]:
    """Change the cell where ``from`` still stands; else say that the entry is no longer needed."""
    field = entry.column.field
    found = [row for row in at if _same(rows.cells[field].iloc[row], entry.before)]
    if not found:
        return [_stale(entry, "the value to be changed is no longer there")]
    mask = np.zeros(len(rows), dtype=bool)
    mask[found] = True
    rows.note(mask, field, "correction_file", _told(entry.after))
    rows.cells[field] = rows.cells[field].mask(mask, entry.after or pd.NA)
    return []


def _same(cell: object, before: str) -> bool:
    """Compare a received cell with ``from``: a spreadsheet may have rewritten a date or a number."""
    text = cell if isinstance(cell, str) else ""
    return text == before or any(a == b for a, b in product(_writings(text), _writings(before)))


def _writings(text: str) -> set[str]:
    """Return a value with a point for a comma, and in ISO form where it is a Norwegian date."""
    writings = {text.replace(",", ".")}
    day = pd.to_datetime(pd.Series([text]), format="%d.%m.%Y", errors="coerce").iloc[0]
    if not pd.isna(day):
        writings.add(f"{day:%Y-%m-%d}")
    return writings


def _stale(entry: Correction, what: str) -> Problem:
    """Say that an entry does not fit what was received."""
    return Problem(
        entry.where,
        f"{entry.table.raw_name}, {entry.column.field}: {what}",
        "Expected a received row with the key and the value of 'from'.",
        "Delete the entry if the sender has put it right; write the year first in the key "
        "(2015|…) if it is meant for another year.",
    )
