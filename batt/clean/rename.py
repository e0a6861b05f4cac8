"""Received headers → our fields, by the year's column list."""

import difflib
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from batt.clean.personal import find_personal
from batt.errors import Problem
from batt.raw import RawTable
from batt.raw.names import normalised
from batt.registry.model import Column, Table

YEAR_HEADERS = {"aar", "ar", "year"}
FEW = 3
"""Up to so many missing columns are told one by one."""

LONGEST_HEADER = 60

_COLUMNS = "batt/registry/columns"


@dataclass(frozen=True)
class Renaming:
    """How the columns of one received table are to be read.

    Attributes
    ----------
    headers
        Our field → header as received.
    year_header
        The header of the reporting year; empty where there is none.
    unknown
        Headers that no field has; they are not read.
    problems
        Missing required columns, and fields that stand twice.
    """

    headers: dict[str, str]
    year_header: str
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]


def rename(raw: RawTable, table: Table, year: int) -> Renaming:
    """Find the field of every received header.

    Capitals, spaces, hyphens and Norwegian letters (å as ``a`` or ``aa``) make no difference.

    Parameters
    ----------
    raw
        The received table.
    table
        Its description; a column whose ``required`` is ``no``, or that has no header in the year, may be
        missing.
    year
        The reporting year, which decides the headers in use.
    """
    field_of = {
        spelling: column.field
        for column in table.columns
        for header in column.headers(year)
        for spelling in _spellings(header)
    }
    headers: dict[str, str] = {}
    unknown: list[str] = []
    problems: list[Problem] = []
    year_header = ""
    where = place(raw)
    for header in raw.columns:
        known = next((field_of[text] for text in _spellings(header) if text in field_of), None)
        if known is None and _spellings(header) & YEAR_HEADERS:
            year_header = header
        elif known is None:
            unknown.append(header)
        elif known in headers:
            problems.append(
                Problem(
                    where,
                    f"the columns '{one_line(headers[known])}' and '{one_line(header)}' are the same field",
                    "Expected one of them.",
                    "Remove the one that does not count.",
                )
            )
        else:
            headers[known] = header
    missing = [
        column
        for column in table.columns
        if column.required != "no" and column.headers(year) and column.field not in headers
    ]
    problems += _missing(where, missing, raw, table, year, unknown)
    return Renaming(headers, year_header, tuple(unknown), tuple(problems))


def place(raw: RawTable) -> str:
    """Name a received table as the user knows it: the file, and the sheet of a workbook."""
    return f"{raw.file.name}, sheet {raw.sheet}" if raw.sheet else raw.file.name


def one_line(header: str) -> str:
    """Write a header as it may stand in a message: on one line, cut where it is long, no personal data."""
    text = " ".join(header.split())
    if find_personal(pd.Series([text], dtype="str"), is_id=False).any():
        return "(looks like personal data)"
    return text if len(text) <= LONGEST_HEADER else f"{text[:LONGEST_HEADER]}…"


# The same few headers stand in hundreds of files.
@lru_cache(maxsize=4096)
def _spellings(header: str) -> frozenset[str]:
    """Return the forms under which a header is looked up: å is written ``a`` by some and ``aa`` by others."""
    return frozenset({normalised(header), normalised(header.replace("å", "aa").replace("Å", "Aa"))})


def _missing(
    where: str, columns: list[Column], raw: RawTable, table: Table, year: int, unknown: list[str]
) -> list[Problem]:
    """Say which required columns are missing, each with the nearest header that was received."""
    agreed = f"Columns of {year}: {', '.join(h for c in table.columns for h in c.headers(year))}."
    if len(columns) > FEW:
        # So many at once have one cause, which a line for each column would bury.
        names = ", ".join(" or ".join(column.headers(year)) for column in columns)
        return [
            Problem(
                where,
                f"{len(columns)} columns are missing: {names}",
                f"{len(raw.columns)} columns were received. {agreed}",
                "Look whether the header is missing, is not the first line, or is parted by another sign "
                "than semicolon, comma or tab. If its names are new, add them to "
                f"{_COLUMNS}/{table.raw_name}.csv under {year}.",
            )
        ]
    by_spelling = {normalised(header): header for header in unknown or raw.columns}
    problems = []
    for column in columns:
        wanted = column.headers(year)
        near = [
            by_spelling[match]
            for header in wanted
            for match in difflib.get_close_matches(normalised(header), by_spelling, n=1)
        ]
        hint = (
            f"Nearest header received: '{one_line(near[0])}'." if near else "No header received is near it."
        )
        problems.append(
            Problem(
                where,
                f"the column {' or '.join(map(repr, wanted))} is missing",
                f"{hint} {agreed}",
                f"Ask the sender, or add the header used to {_COLUMNS}/{table.raw_name}.csv under {year}.",
            )
        )
    return problems
