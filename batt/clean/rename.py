"""Received headers → our fields, by the year's column list."""

import difflib
from dataclasses import dataclass

from batt.errors import Problem
from batt.raw import RawTable
from batt.raw.names import normalised
from batt.registry.model import Column, Table

YEAR_HEADERS = {"aar", "ar", "year"}


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
                    f"the columns '{headers[known]}' and '{header}' are the same field",
                    "Expected one of them.",
                    "Remove the one that does not count.",
                )
            )
        else:
            headers[known] = header
    problems += [
        _missing(where, column, raw, table, year, unknown)
        for column in table.columns
        if column.required != "no" and column.headers(year) and column.field not in headers
    ]
    return Renaming(headers, year_header, tuple(unknown), tuple(problems))


def place(raw: RawTable) -> str:
    """Name a received table as the user knows it: the file, and the sheet of a workbook."""
    return f"{raw.file.name}, sheet {raw.sheet}" if raw.sheet else raw.file.name


def _spellings(header: str) -> set[str]:
    """Return the forms under which a header is looked up: å is written ``a`` by some and ``aa`` by others."""
    return {normalised(header), normalised(header.replace("å", "aa").replace("Å", "Aa"))}


def _missing(
    where: str, column: Column, raw: RawTable, table: Table, year: int, unknown: list[str]
) -> Problem:
    """Say that a required column is missing, with the nearest header that was received."""
    wanted = column.headers(year)
    names = " or ".join(f"'{header}'" for header in wanted)
    by_spelling = {normalised(header): header for header in unknown or raw.columns}
    near = [
        match
        for header in wanted
        for match in difflib.get_close_matches(normalised(header), by_spelling, n=1)
    ]
    hint = f"Nearest header received: '{by_spelling[near[0]]}'." if near else "No header received is near it."
    return Problem(
        where,
        f"the column {names} is missing",
        f"{hint} Columns of {year}: {', '.join(h for c in table.columns for h in c.headers(year))}.",
        f"Ask the sender, or add the header used to batt/registry/columns/{table.raw_name}.csv under {year}.",
    )
