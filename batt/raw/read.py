"""Read everything received for a year, with all faults of all files in one list."""

from collections.abc import Collection
from dataclasses import replace

from batt.errors import ContentError
from batt.paths import Root
from batt.raw.deliveries import settle
from batt.raw.discover import look_up
from batt.raw.faults import FileError, combined
from batt.raw.model import Broken, RawTable, RawYear
from batt.raw.names import split_provider
from batt.raw.read_files import read_files


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
    counting = [file for file in found.files if not file.superseded]
    for file, outcome in zip(counting, read_files(counting, table_names, year)):
        if isinstance(outcome, list):
            tables += outcome
        else:
            errors.append((file.delivery, outcome))
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
