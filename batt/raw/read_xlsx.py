"""Read a received workbook: each sheet named after a table into a header and rows of text."""

import re
from collections.abc import Collection

from batt.errors import ContentError, Problem, UnreadableFile
from batt.raw.faults import FileError, combined, listed, unreadable
from batt.raw.grid import Grid, column_place, make_grid
from batt.raw.names import match_table, nearest
from batt.raw.sheets import Rows, read_sheets
from batt.raw.xlsx_cells import lost_cells_of

_ERROR_TEXT = re.compile(r"#(?:REF!|DIV/0!|N/A|I/T|NAME\?|NAVN\?|NULL!|NUM!|VALUE!|VERDI!|SPILL!|CALC!)")


def read_xlsx(
    data: bytes, where: str, table_names: Collection[str], year: int, table: str | None = None
) -> list[tuple[str, str, Grid]]:
    """Read every sheet that is named after a table.

    Parameters
    ----------
    data
        All bytes of the workbook.
    where
        The file as the user knows it.
    table_names
        The tables that the registry knows.
    year
        The reporting year; a sheet's name may end in it.
    table
        The table that the file's own name names; then a workbook with one filled sheet holds that table
        whatever the sheet is called.

    Returns
    -------
    list of (table, sheet, grid)
        In the order of the sheets. Empty sheets and reading guides are left out.

    Raises
    ------
    UnreadableFile
        If the workbook is protected, damaged, of an old kind, or holds nothing.
    ContentError
        If a sheet is named after no table, two after the same, or a cell holds an error.
    """
    filled = read_sheets(data, where)
    if not filled:
        raise unreadable(where, "is empty", "Expected a sheet with a header.", "Ask the sender for the file.")
    tables: dict[str, str | None] = {sheet: match_table(sheet, table_names, year) for sheet in filled}
    if table and len(filled) == 1:
        tables = {sheet: table for sheet in filled}
    errors: list[FileError] = _name_faults(tables, where, table_names)
    read: list[tuple[str, str, Grid]] = []
    lost = lost_cells_of(data, [sheet for sheet, name in tables.items() if name])
    for sheet, name in tables.items():
        if name is None:
            continue
        place = f"{where}, sheet {sheet}"
        try:
            _refuse_error_cells(lost[sheet], filled[sheet], place)
            read.append(
                (name, sheet, make_grid(filled[sheet], list(range(1, len(filled[sheet]) + 1)), place))
            )
        except (UnreadableFile, ContentError) as error:
            errors.append(error)
    if errors:
        raise combined(errors)
    return read


def _name_faults(tables: dict[str, str | None], where: str, table_names: Collection[str]) -> list[FileError]:
    """Find sheets named after no table, and tables that two sheets are named after."""
    problems = [
        Problem(
            f"{where}, sheet {sheet}",
            "no table has this name",
            f"Known tables: {', '.join(table_names)}.",
            f"{nearest(sheet, table_names)} Rename or delete the sheet; it may be hidden.".strip(),
        )
        for sheet, table in tables.items()
        if table is None
    ]
    for table in {name: None for name in tables.values() if name}:
        sheets = [sheet for sheet, name in tables.items() if name == table]
        if len(sheets) > 1:
            problems.append(
                Problem(
                    where,
                    f"the table {table} stands on {len(sheets)} sheets: {', '.join(sheets)}",
                    "Expected every table once.",
                    "Delete the sheets that are not meant.",
                )
            )
    return [ContentError(problems)] if problems else []


def _refuse_error_cells(lost: list[tuple[str, str]], rows: Rows, place: str) -> None:
    """Raise where cells hold an error value, or a formula that was never calculated."""
    found = list(lost)
    for number, row in enumerate(rows, start=1):
        # Hardly any row holds the sign: one look at all of it is quicker than one at each cell.
        for at, cell in enumerate(row if "#" in "".join(row) else ()):
            if cell.startswith("#") and _ERROR_TEXT.fullmatch(cell.strip()):
                letters = column_place(at).partition("(")[2].rstrip(")")
                found.append((f"{letters}{number}", cell.strip()))
    if found:
        raise ContentError(
            Problem(
                place,
                f"{len(found)} cells hold no value but an error: "
                + listed([f"{cell} {what}" for cell, what in found]),
                "Expected a value or an empty cell.",
                "Put the formulas right or write the values; then save it in a spreadsheet program.",
            )
        )
