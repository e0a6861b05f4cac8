"""Turn one foreign column into one of ours, and tell every cell that has no meaning.

Each function returns a column and the list of problems. A cell that is empty, or that the study calls
missing, is missing and no problem.
"""

from collections.abc import Callable, Iterable, Mapping

import pandas as pd

from batt.errors import Problem
from batt.raw.parsed import Parsed
from batt.raw.values import both_readings, parse_date, parse_decimal
from batt.study.field import Condition, Field
from batt.study.received import Received

MOST_TOLD = 20
LONGEST_SHOWN = 20

Column = tuple[pd.Series, list[Problem]]


def missing_columns(received: Received, needed: Iterable[str]) -> list[Problem]:
    """Return one problem per column that the study names and the file does not have."""
    there = set(received.columns)
    return [
        Problem(
            received.name,
            f"there is no column '{name}'",
            f"Columns: {', '.join(received.columns)}.",
            "Columns are named in study.yaml exactly as in the file.",
        )
        for name in dict.fromkeys(needed)
        if name not in there
    ]


def text_column(received: Received, field: Field) -> pd.Series:
    """Return the cells of a field as text without spaces around, NA where missing; or its constant."""
    if field.constant:
        return pd.Series(field.constant, index=received.data.index, dtype="str")
    cells = received.data[field.column].str.strip()
    unknown = cells.isin(list(field.missing))
    if field.missing_when:
        unknown |= matches(received, field.missing_when)
    return cells.mask(unknown)


def matches(received: Received, condition: Condition) -> pd.Series:
    """Tell which rows hold one of a condition's codes."""
    return received.data[condition.column].str.strip().isin(list(condition.codes)).astype(bool)


def coded_column(received: Received, field: Field, codes: Mapping[str, str]) -> Column:
    """Return our codes for the foreign ones; a code without a meaning is a problem."""
    cells = text_column(received, field)
    if field.constant:
        return cells, []
    unknown = cells.notna() & ~cells.isin(list(codes))
    return cells.map(codes).astype("str"), _told(
        received,
        field.column,
        cells[unknown],
        lambda cell: f"unknown code '{cell}'",
        f"Known codes: {', '.join(codes)}.",
        "Give the code a meaning in study.yaml, or list it under missing.",
    )


def number_column(received: Received, field: Field) -> Column:
    """Return numbers, ``float64``."""
    cells = text_column(received, field)
    parsed = parse_decimal(cells, received.decimal)
    return parsed.values, [
        *_failures(received, field, cells, parsed, "a number"),
        *_told(
            received,
            field.column,
            cells[parsed.ambiguous],
            lambda cell: f"'{cell}' can be read in two ways: {both_readings(cell)}",
            "Expected a column that shows its decimal mark.",
            "Give data.decimal in study.yaml.",
        ),
    ]


def date_column(received: Received, field: Field) -> Column:
    """Return dates, ``datetime64``."""
    cells = text_column(received, field)
    parsed = parse_date(cells)
    return parsed.values, _failures(received, field, cells, parsed, "a date as 2015-12-31 or 31.12.2015")


def mark_column(received: Received, column: str) -> Column:
    """Return whether a column of marks holds 1, ``boolean``; only 0 and 1 are marks."""
    cells, problems = coded_column(received, Field(column=column), {"0": "0", "1": "1"})
    return cells.eq("1").fillna(False).astype(bool), problems


def _failures(
    received: Received, field: Field, cells: pd.Series, parsed: Parsed, wanted: str
) -> list[Problem]:
    return _told(
        received,
        field.column,
        cells[parsed.failed],
        lambda cell: f"'{cell}' is not {wanted}",
        f"Expected {wanted} or an empty cell.",
        "If it means 'not known', list it under missing in study.yaml.",
    )


def _told(
    received: Received, column: str, cells: pd.Series, what: Callable[[str], str], expected: str, fix: str
) -> list[Problem]:
    """Return one problem per different cell, with its first row and how many hold it."""
    groups = cells.groupby(cells, sort=False).groups
    problems = []
    for cell, rows in list(groups.items())[:MOST_TOLD]:
        first, more = received.source_row[rows[0]], len(rows) - 1
        where = f"{received.name}, row {first}{f' and {more} more' if more else ''}, {column}"
        problems.append(Problem(where, what(_shown(str(cell))), expected, fix))
    if len(groups) > MOST_TOLD:
        rest = f"holds {len(groups) - MOST_TOLD} more different cells of that kind"
        problems.append(Problem(f"{received.name}, {column}", rest, fix="Is it the column that is meant?"))
    return problems


def _shown(cell: str) -> str:
    """Return a cell as a message may show it: a code or a number, never what could be free text."""
    return cell if len(cell) <= LONGEST_SHOWN and " " not in cell else f"a text of {len(cell)} characters"
