"""All received tables of one kind into one frame of text, and what makes a whole file unusable."""

import numpy as np
import pandas as pd

from batt.clean.personal import refuse_identity_column
from batt.clean.rename import Renaming, one_line, place, rename
from batt.clean.rows import Part, Rows
from batt.errors import Problem
from batt.raw import RawTable, both_readings, parse_decimal, parse_integer
from batt.registry.model import Table

NUMBERS = {"integer": parse_integer, "decimal": parse_decimal}
DOUBTFUL = r"^\s*[-−–]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*$"
"""A number that can be read in two ways unless its column shows how: one mark, three digits after it."""


def file_problems(raw: RawTable, table: Table, year: int) -> list[Problem]:
    """Return what makes a received table unusable as a whole.

    A required column that is missing, a field that stands twice, an id column of identity numbers, and a
    column of numbers that can be read in two ways.
    """
    renaming = rename(raw, table, year)
    problems = list(renaming.problems)
    for column in table.columns:
        header = renaming.headers.get(column.field)
        if header is None:
            continue
        if column.type == "id":
            problems += refuse_identity_column(raw.data[header], place(raw), header)
        if column.type in NUMBERS:
            problems += _two_readings(raw, column.type, header)
    return problems


def gather(raws: list[RawTable], table: Table, year: int) -> Rows:
    """Put the received tables of one kind together under our field names.

    Parameters
    ----------
    raws
        At least one, all without `file_problems`.

    Returns
    -------
    Rows
        Fields that a file does not hold are empty there. Cells are stripped of outer spaces. The reporting
        year delivered stands in the extra column ``aar``.
    """
    renamings = [rename(raw, table, year) for raw in raws]
    fields = [column.field for column in table.columns]
    frames = [_renamed(raw, renaming, fields) for raw, renaming in zip(raws, renamings)]
    cells = pd.concat(frames, ignore_index=True).astype("str")
    cells = cells.apply(lambda column: column.str.strip())
    parts = [
        Part(raw.file.name, raw.sheet, raw.file.provider_id or "", renaming.headers, raw.decimal)
        for raw, renaming in zip(raws, renamings)
    ]
    lengths = [len(raw.data) for raw in raws]
    rows = Rows(
        table,
        year,
        cells,
        parts,
        np.repeat(np.arange(len(raws)), lengths),
        np.concatenate([np.asarray(raw.source_row, dtype="int64") for raw in raws]),
    )
    return rows


def unknown_columns(raws: list[RawTable], table: Table, year: int) -> pd.DataFrame:
    """Return the received columns that no field has. One row per file, sheet and header."""
    found = [
        (raw.file.name, raw.sheet, table.name, raw.file.provider_id or "", header)
        for raw in raws
        for header in map(one_line, rename(raw, table, year).unknown)
    ]
    return pd.DataFrame(found, columns=["source_file", "source_sheet", "table", "provider_id", "field"])


def _renamed(raw: RawTable, renaming: Renaming, fields: list[str]) -> pd.DataFrame:
    """Return the cells of one received table under our names."""
    names = {header: field for field, header in renaming.headers.items()}
    if renaming.year_header:
        names[renaming.year_header] = "aar"
    return raw.data[list(names)].rename(columns=names).reindex(columns=[*fields, "aar"]).astype("str")


def _two_readings(raw: RawTable, kind: str, header: str) -> list[Problem]:
    """Return a problem where a column of numbers can be read in two ways."""
    cells = raw.data[header]
    if not cells.str.contains(DOUBTFUL, regex=True).fillna(False).any():
        return []
    parsed = NUMBERS[kind](cells, raw.decimal)
    if not parsed.ambiguous.any():
        return []
    at = int(np.flatnonzero(parsed.ambiguous)[0])
    return [
        Problem(
            f"{place(raw)}, row {raw.source_row[at]}, {header}",
            f"{int(parsed.ambiguous.sum())} numbers can be read in two ways, "
            f"the first '{cells.iloc[at].strip()}' as {both_readings(cells.iloc[at])}",
            "Expected a column that shows whether the mark parts thousands or decimals.",
            "Remove the thousands marks, or write the decimals of every number.",
        )
    ]
