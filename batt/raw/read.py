"""Read everything received for a year, with all faults of all files in one list."""

from collections.abc import Collection
from dataclasses import replace

from batt.errors import ContentError, UnreadableFile
from batt.paths import Root
from batt.raw.deliveries import settle
from batt.raw.discover import TEXT_ENDINGS, look_up
from batt.raw.faults import FileError, combined, read_bytes
from batt.raw.model import Broken, RawFile, RawTable, RawYear
from batt.raw.names import split_provider
from batt.raw.read_csv import read_csv
from batt.raw.read_xlsx import read_xlsx


def read_year(root: Root, year: int, table_names: Collection[str], *, skip_broken: bool = False) -> RawYear:
    """Find and read the deliveries of a year.

    Parameters
    ----------
    root
        The root.
    year
        The reporting year.
    table_names
        The tables that the registry knows.
    skip_broken
        Leave a delivery with any fault out, whole, and return it as broken. A provider of whom one file is
        broken is left out with all its files: half a delivery would give wrong figures, none gives none.

    Returns
    -------
    RawYear
        Everything found and the tables of the deliveries that count.

    Raises
    ------
    UsageError
        If the year has no folder.
    UnreadableFile
        If a file cannot be read; all faults of all files are listed.
    ContentError
        If all files can be read, and names, tables or columns are not as agreed.
    """
    found = look_up(root, year, table_names)
    errors = list(found.faults)
    tables: list[RawTable] = []
    for file in found.files:
        if file.superseded:
            continue
        try:
            tables += read_file(file, table_names, year)
        except (UnreadableFile, ContentError) as error:
            errors.append((file.delivery, error))
    newest, unordered = _newest_of_each(tables)
    errors += unordered
    if errors and not skip_broken:
        raise combined([error for _, error in errors])
    broken = _by_delivery(errors)
    left_out = {one.delivery for one in broken}
    old = {table.file.name for table in tables} - {table.file.name for table in newest}
    return RawYear(
        year,
        [replace(file, superseded=file.superseded or file.name in old) for file in found.files],
        [table for table in newest if table.file.delivery not in left_out],
        broken,
    )


def read_file(file: RawFile, table_names: Collection[str], year: int) -> list[RawTable]:
    """Read the tables of one file.

    Raises
    ------
    UnreadableFile
        If the file cannot be opened or read.
    ContentError
        If a table or column is not as agreed.
    """
    data = read_bytes(file.path, file.name)
    if file.path.suffix.lower() in TEXT_ENDINGS:
        grid = read_csv(data, file.name)
        return [RawTable(file.table or "", file, "", grid.columns, grid.data, grid.source_row)]
    sheets = read_xlsx(data, file.name, table_names, year, file.table)
    return [
        RawTable(table, file, sheet, grid.columns, grid.data, grid.source_row, decimal=".")
        for table, sheet, grid in sheets
    ]


def _newest_of_each(tables: list[RawTable]) -> tuple[list[RawTable], list[tuple[str, FileError]]]:
    """Keep one source of a table that several files side by side hold, such as a workbook and a CSV file."""
    old: set[tuple[str, str]] = set()
    faults: list[tuple[str, FileError]] = []
    for name in dict.fromkeys(table.table for table in tables):
        settled = settle([replace(table.file, table=name) for table in tables if table.table == name])
        old |= {(name, file.name) for file in settled.files if file.superseded}
        faults += [(delivery, ContentError(problem)) for delivery, problem in settled.faults]
    return [table for table in tables if (table.table, table.file.name) not in old], faults


def _by_delivery(errors: list[tuple[str, FileError]]) -> list[Broken]:
    """Gather the faults of each delivery, in the order of their names."""
    return [
        Broken(
            delivery,
            delivery if split_provider(delivery)[0] == delivery else None,
            combined([error for owner, error in errors if owner == delivery]),
        )
        for delivery in sorted({owner for owner, _ in errors})
    ]
