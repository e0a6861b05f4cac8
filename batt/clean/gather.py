"""All received tables of one kind into one frame of text, and what makes a whole file unusable."""

# pyarrow makes its functions when it is imported: pyright cannot see them.
# pyright: reportAttributeAccessIssue=false

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from batt.clean.personal import refuse_identity_column
from batt.clean.rename import one_line, place, rename
from batt.clean.rows import Part, Rows
from batt.errors import Problem
from batt.raw import RawTable, both_readings, parse_decimal, parse_integer
from batt.registry.model import Table

NUMBERS = {"integer": parse_integer, "decimal": parse_decimal}
DOUBTFUL = re.compile(r"\s*[-−–]?[1-9][0-9]{0,2}[.,][0-9]{3}\s*")
"""A number that can be read in two ways unless its column shows how: one mark, three digits after it."""

MAY_BE_DOUBTFUL = "[0-9][.,][0-9]{3}"
MAY_BE_IDENTITY = r"[0-9]{6}[ \-]?[0-9]{5}|[0-9]{10}"
"""What stands in every cell that the exact looks below can find anything in, in a form that is quick to
search for. Nearly no column holds it, and only one that does is looked at further."""


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
        if column.type == "id" and holds(raw.cells[header], MAY_BE_IDENTITY):
            problems += refuse_identity_column(raw.data[header], place(raw), header)
        if column.type in NUMBERS and holds(raw.cells[header], MAY_BE_DOUBTFUL):
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
    # Most senders use the same headers.
    by_headers = {raw.columns: raw for raw in raws}
    known = {headers: rename(raw, table, year) for headers, raw in by_headers.items()}
    renamings = [known[raw.columns] for raw in raws]
    fields = [column.field for column in table.columns]
    cells = pd.DataFrame(
        {
            **{name: _joined(raws, [one.headers.get(name) for one in renamings]) for name in fields},
            "aar": _joined(raws, [one.year_header or None for one in renamings]),
        }
    )
    parts = [
        Part(raw.file.name, raw.sheet, raw.file.provider_id or "", one.headers, one.unknown, raw.decimal)
        for raw, one in zip(raws, renamings)
    ]
    lengths = [len(raw.cells) for raw in raws]
    rows = Rows(
        table,
        year,
        cells,
        parts,
        np.repeat(np.arange(len(raws)), lengths),
        np.concatenate([np.asarray(raw.source_row, dtype="int64") for raw in raws]),
    )
    return rows


def unknown_columns(rows: Rows) -> pd.DataFrame:
    """Return the received columns that no field has. One row per file, sheet and header."""
    found = [
        (part.source_file, part.source_sheet, rows.table.name, part.delivered_by, header)
        for part in rows.parts
        for header in map(one_line, part.unknown)
    ]
    return pd.DataFrame(found, columns=["source_file", "source_sheet", "table", "provider_id", "field"])


def has_doubtful(cells: pd.Series) -> bool:
    """Tell whether a column holds a number that can be read in two ways unless the column shows how."""
    suspects = cells[cells.str.contains(MAY_BE_DOUBTFUL, regex=True).fillna(False).astype(bool)]
    return any(DOUBTFUL.fullmatch(text) for text in suspects)


def _joined(raws: list[RawTable], headers: list[str | None]) -> pd.Series:
    """Return one column of all received tables, stripped; empty where a table does not hold it."""
    chunks = [
        chunk
        for raw, header in zip(raws, headers)
        for chunk in (raw.cells[header].chunks if header else [pa.nulls(len(raw.cells), pa.large_string())])
    ]
    # In one piece: every later step would otherwise go through as many pieces as there are files.
    column = pa.chunked_array(chunks, type=pa.large_string()).combine_chunks()
    return pd.Series(pd.array(column, dtype="str")).str.strip()


def holds(cells: pa.ChunkedArray, pattern: str) -> bool:
    """Tell whether any cell holds the pattern somewhere."""
    return bool(pc.any(pc.match_substring_regex(cells, pattern)).as_py())


def _two_readings(raw: RawTable, kind: str, header: str) -> list[Problem]:
    """Return a problem where a column of numbers can be read in two ways."""
    cells = raw.data[header]
    if not has_doubtful(cells):
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
