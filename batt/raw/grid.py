"""Rows of cells into a header and a frame of text, the same for CSV and workbooks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa

from batt.errors import ContentError, Problem
from batt.raw.dialect import fits, header_width
from batt.raw.faults import listed, unreadable


@dataclass(frozen=True)
class Grid:
    """One table as it stands in a file or sheet.

    Attributes
    ----------
    cells
        One row per received row that holds anything, labelled as received; large strings, null for an empty
        cell.
    source_row
        Physical line or row of each row of ``cells``, from 1.
    """

    cells: pa.Table
    source_row: list[int]

    @property
    def columns(self) -> tuple[str, ...]:
        """Headers as received."""
        return tuple(self.cells.column_names)

    @cached_property
    def data(self) -> pd.DataFrame:
        """The cells as a frame; ``str``, NA for an empty cell."""
        return as_frame(self.cells)


def as_frame(cells: pa.Table) -> pd.DataFrame:
    """Return cells as a frame; ``str``, NA for an empty cell, index 0, 1, 2 …

    A frame costs much more than the cells: where thousands of sheets are read, it is made of all together.
    """
    columns = {name: pd.Series(pd.array(cells[name], dtype="str")) for name in cells.column_names}
    return pd.DataFrame(columns, index=pd.RangeIndex(len(cells)))


def make_grid(rows: list[list[str]], numbers: list[int], where: str) -> Grid:
    """Take the first row that is not blank as the header and the others that are not blank as data.

    Columns without a name and without data are dropped, wherever they stand; cells of spaces alone count as
    empty. Nothing else is changed.

    Parameters
    ----------
    rows
        All rows of the file, blank ones may be left out.
    numbers
        The physical number of each row.
    where
        File, or file and sheet, as the user knows it.

    Raises
    ------
    UnreadableFile
        If rows have fewer cells than the header or data beyond it, with the row numbers.
    ContentError
        If a column with data has no name, or if two have the same.
    """
    filled = [(number, row) for number, row in zip(numbers, rows) if row and any(map(str.strip, row))]
    if not filled:
        raise unreadable(where, "is empty", "Expected a header line.", "Ask the sender for the file.")
    (header_row, header), body = filled[0], filled[1:]
    _refuse_ragged(header, body, where)
    cells = _columns(len(header), [row for _, row in body])
    return labelled(header, cells, [number for number, _ in body], f"{where}, row {header_row}")


def labelled(
    header: list[str], cells: Sequence[pa.Array | pa.ChunkedArray], numbers: list[int], where_header: str
) -> Grid:
    """Put the names to the columns; those without a name and without data are dropped.

    Parameters
    ----------
    header
        The name of each column, as received.
    cells
        Large strings by column, null for a cell that holds nothing but white space.
    numbers
        The physical number of each row.
    where_header
        The header's row, as the user knows it.

    Raises
    ------
    ContentError
        If a column with data has no name, or if two have the same.
    """
    unnamed = [
        at for at, name in enumerate(header) if not name.strip() and cells[at].null_count < len(cells[at])
    ]
    _refuse_bad_header(header, unnamed, where_header)
    kept = [at for at, name in enumerate(header) if name.strip()]
    table = pa.Table.from_arrays([cells[at] for at in kept], [header[at] for at in kept])
    return Grid(table, numbers)


def column_place(index: int) -> str:
    """Name a column by number and by a workbook's letter: index 1 is ``column 2 (B)``."""
    letters, rest = "", index + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return f"column {index + 1} ({letters})"


def _columns(width: int, rows: list[list[str]]) -> list[pa.Array]:
    """Turn rows into columns of text with null for blank cells; short rows are filled up."""
    full = [row if len(row) == width else (row + [""] * width)[:width] for row in rows]
    columns = list(zip(*full)) if full else [()] * width
    return [
        pa.array([cell if cell and not cell.isspace() else None for cell in column], type=pa.large_string())
        for column in columns
    ]


def _refuse_ragged(header: list[str], body: list[tuple[int, list[str]]], where: str) -> None:
    """Raise where rows have another number of cells than the header."""
    named, width = header_width(header), len(header)
    ragged = [(number, row) for number, row in body if not fits(row, named, width)]
    if not ragged:
        return
    few = [number for number, row in ragged if len(row) < named]
    many = [number for number, row in ragged if len(row) >= named]
    found = [
        f"{len(rows)} rows have too {kind} cells (rows {listed(rows)})"
        if len(rows) > 1
        else f"row {rows[0]} has too {kind} cells"
        for kind, rows in (("few", few), ("many", many))
        if rows
    ]
    raise unreadable(
        where,
        "; ".join(found),
        f"Expected {named} cells as in the header.",
        "Look for a delimiter or a line break inside a cell without quotation marks, and for a header "
        "that is not the first line.",
    )


def _refuse_bad_header(header: list[str], unnamed: list[int], where: str) -> None:
    """Raise where a column with data has no name or two columns share one."""
    if len(unnamed) > sum(bool(name.strip()) for name in header):
        # A title above the header: a problem a column would bury what is wrong.
        raise ContentError(
            Problem(
                where,
                f"the first row that is not blank names {len(header) - len(unnamed)} of "
                f"{len(header)} columns",
                "Expected the header there: a name for every column with data.",
                "Delete the title or remark that stands above the header.",
            )
        )
    problems = [
        Problem(
            f"{where}, {column_place(at)}",
            "the column holds data but has no name",
            fix="Write the column's name in the header, or empty the column.",
        )
        for at in unnamed
    ]
    places: dict[str, list[int]] = {}
    for at, name in enumerate(header):
        if name.strip():
            places.setdefault(name.strip().casefold(), []).append(at)
    problems += [
        Problem(
            where,
            f"the column name '{header[found[0]].strip()}' stands {len(found)} times: "
            + ", ".join(map(column_place, found)),
            "Expected every column once.",
            "Remove or rename the columns that are not meant.",
        )
        for found in places.values()
        if len(found) > 1
    ]
    if problems:
        raise ContentError(problems)
