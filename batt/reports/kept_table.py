"""What a page keeps of each table that it shows, so that the same numbers can go out in other forms.

A kept table says what the page says and no more: numbers rounded as printed, hidden cells without their
number, and for every cell without one the reason why.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
from markupsafe import Markup

from batt.disclosure import SHOWN, PublishedTable
from batt.errors import UsageError
from batt.reports.formats import format_name
from batt.reports.numbers import round_half_up

TABLES_TYPE = "application/vnd.batt.tables"
"""Under which type a piece of a page keeps its tables beside its HTML; a text, which notebooks keep as short
as it is."""

PLACES: Mapping[str, int] = {
    "year": 0,
    "integer": 0,
    "decimal": 1,
    "decimal2": 2,
    "decimal3": 3,
    "percent": 0,
    "percent1": 1,
    "percentage_points": 1,
    "change": 1,
    "change2": 2,
    "p_value": 3,
}
"""Decimals that each format prints; every format but ``text`` is here."""
_TYPOGRAPHY = {ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u2060"): None, ord("\u00ad"): None}
"""What keeps words together or lets them break on a page, and would hinder a search in a table."""
PERCENTAGES = frozenset({"percent", "percent1", "percentage_points"})
"""Formats that print a share (0–1) times a hundred."""


@dataclass(frozen=True)
class KeptColumn:
    """A column as it is shown.

    Attributes
    ----------
    name
        The column of the published table.
    heading
        What stands above it.
    format
        Name of its format (see :mod:`batt.reports.formats`), which may be one that asks for the row's unit.
    end
        ``low`` or ``high`` for the limits of an interval, which share a heading; else empty.
    """

    name: str
    heading: str
    format: str
    end: str = ""


@dataclass(frozen=True)
class KeptCell:
    """One cell: the number as printed (per cent for shares) or the text, else why there is none."""

    value: int | float | str | None
    state: str
    format: str


@dataclass(frozen=True)
class KeptTable:
    """A table as a page has shown it.

    Attributes
    ----------
    rows
        One tuple per row, as long as ``columns``; a cell without a number is None.
    units
        The unit of each row; empty where the table has none.
    states
        Why a cell is None: row, column and reason, of those cells alone.
    """

    id: str
    caption: str
    columns: tuple[KeptColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    units: tuple[str, ...]
    states: tuple[tuple[int, int, str], ...]
    source: str = ""
    notes: tuple[str, ...] = ()

    def cells(self, row: int) -> list[KeptCell]:
        """Return a row cell by cell."""
        states = {column: state for place, column, state in self.states if place == row}
        unit = self.units[row] if self.units else None
        return [
            KeptCell(None, states[place], "text")
            if place in states
            else KeptCell(value, SHOWN, _resolved(column.format, unit))
            for place, (value, column) in enumerate(zip(self.rows[row], self.columns, strict=True))
        ]


def keep_table(
    published: PublishedTable,
    *,
    id: str,
    columns: Mapping[Any, str],
    formats: Mapping[Any, str],
    caption: str,
    groups: tuple[str, str] | None = None,
    unit: str = "unit",
    source: str = "",
    notes: Iterable[str] = (),
) -> KeptTable:
    """Keep a published table as it is set (arguments as of :func:`batt.reports.tables.show_table`).

    Parameters
    ----------
    groups
        Column whose values head groups of rows, and what it is called; it becomes the first column.
    """
    shown = [KeptColumn(groups[0], groups[1], "text")] if groups else []
    for column, heading in columns.items():
        name = formats.get(column, "text")
        if isinstance(column, str):
            shown.append(KeptColumn(column, heading, name))
        else:
            shown += [
                KeptColumn(one, heading, name, end) for one, end in zip(column, ("low", "high"), strict=True)
            ]
    units = [str(value) for value in published.column(unit)] if unit in published.columns else []
    rows: list[list[Any]] = [[] for _ in range(len(published))]
    states = []
    for place, column in enumerate(shown):
        for row, cell in enumerate(published.cells(column.name)):
            is_there = cell.is_shown and not pd.isna(cell.value)
            if not is_there:
                states.append((row, place, cell.state if not cell.is_shown else "missing"))
            unit_of_row = units[row] if units else None
            rows[row].append(printed(cell.value, _resolved(column.format, unit_of_row)) if is_there else None)
    return KeptTable(
        id,
        caption,
        tuple(shown),
        tuple(map(tuple, rows)),
        tuple(units),
        tuple(sorted(states)),
        source,
        tuple(note.striptags() if isinstance(note, Markup) else note for note in notes),
    )


def printed(value: Any, name: str) -> int | float | str:
    """Return a number as a page prints it, as a number: rounded half up, shares as per cent.

    A p-value that a page calls smaller than 0.001 is kept as 0.

    Raises
    ------
    UsageError
        If the format is unknown.
    """
    if name == "text":
        return str(value).translate(_TYPOGRAPHY)
    if name not in PLACES:
        raise UsageError(f"Format {name!r}: how many decimals it prints is not known (PLACES).")
    if name == "p_value" and round_half_up(value, 6) < Decimal("0.001"):
        return 0.0
    rounded = round_half_up(float(value) * (100 if name in PERCENTAGES else 1), PLACES[name])
    return float(rounded) + 0.0 if PLACES[name] else int(rounded)


def _resolved(name: str, unit: str | None) -> str:
    return "text" if name == "text" else format_name(name, unit)


def to_text(tables: Iterable[KeptTable]) -> str:
    """Return tables as a notebook keeps them."""
    return json.dumps([asdict(table) for table in tables], ensure_ascii=False, separators=(",", ":"))


def from_text(text: str) -> list[KeptTable]:
    """Return the tables that a notebook has kept."""
    return [
        KeptTable(
            **kept
            | {
                "columns": tuple(KeptColumn(**column) for column in kept["columns"]),
                "rows": tuple(map(tuple, kept["rows"])),
                "units": tuple(kept["units"]),
                "states": tuple(map(tuple, kept["states"])),
                "notes": tuple(kept["notes"]),
            }
        )
        for kept in json.loads(text)
    ]
