"""The secretariat's list of which delivery was received when."""

import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

import pandas as pd

from batt.errors import ContentError, Problem
from batt.paths import Root
from batt.raw.faults import read_bytes
from batt.raw.grid import Grid
from batt.raw.names import normalised, split_provider
from batt.raw.read_csv import read_csv
from batt.raw.values import parse_date

COLUMNS = ("year", "provider_id", "file", "received")


@dataclass(frozen=True)
class Manifest:
    """What the manifest says of one year.

    Attributes
    ----------
    received
        Date of each file or folder, by its path below the year's folder.
    missing
        For each listed path that is not there: the delivery it belongs to and the problem.
    """

    received: dict[str, date] = field(default_factory=dict)
    missing: list[tuple[str, Problem]] = field(default_factory=list)

    def date_of(self, relative: str) -> date | None:
        """Return the date listed for a file, or else for the nearest folder it lies in."""
        path = PurePosixPath(plain(relative))
        listed = (self.received.get(str(place)) for place in (path, *path.parents))
        return next((found for found in listed if found), None)


def plain(relative: str) -> str:
    """Write a relative path in the one form that paths are compared in."""
    return str(PurePosixPath(unicodedata.normalize("NFC", relative)))


def read_manifest(root: Root, year: int) -> Manifest:
    """Read the manifest's lines for a year; without a manifest nothing is dated.

    Raises
    ------
    UnreadableFile
        If the file cannot be read.
    ContentError
        If a column is missing, or a line has no valid date, leads outside the year's folder, names a file of
        another provider, or dates a file twice.
    """
    if not root.manifest.exists():
        return Manifest()
    where = root.relative(root.manifest)
    grid = read_csv(read_bytes(root.manifest, where), where)
    lines = _lines(grid, where)
    manifest, problems = Manifest(), []
    for row, cells, received in lines:
        if cells["year"].strip() != str(year):
            continue
        problem = _enter(root, year, manifest, (f"{where}, row {row}", cells, received))
        problems += [problem] if problem else []
    if problems:
        raise ContentError(problems)
    return manifest


def _lines(grid: Grid, where: str) -> list[tuple[int, dict[str, str], date | None]]:
    """Return each line's number, its cells by column and its date; None for a date that cannot be read."""
    headers = {normalised(header): header for header in grid.columns}
    missing = [column for column in COLUMNS if column not in headers]
    if missing:
        raise ContentError(
            Problem(
                where,
                f"lacks the columns {', '.join(missing)}",
                f"Expected the columns {', '.join(COLUMNS)}.",
                "Add them to the header.",
            )
        )
    cells = {column: pd.Series(grid.data[headers[column]]) for column in COLUMNS}
    days = parse_date(cells["received"]).values
    dates = [None if pd.isna(day) else day.date() for day in days]
    records = zip(*(cells[column].fillna("").tolist() for column in COLUMNS))
    return [
        (row, dict(zip(COLUMNS, record)), day) for row, record, day in zip(grid.source_row, records, dates)
    ]


def _enter(
    root: Root, year: int, manifest: Manifest, line: tuple[str, dict[str, str], date | None]
) -> Problem | None:
    """Enter one line into the manifest, or say what is wrong with it."""
    where, cells, received = line
    file, provider = cells["file"].strip().replace("\\", "/"), cells["provider_id"].strip().upper()
    path = PurePosixPath(file)
    if not file or path.is_absolute() or PureWindowsPath(file).drive or ".." in path.parts:
        return Problem(
            f"{where}, file",
            f"'{file}' does not lie in the year's folder",
            f"Expected a path below data/raw/{year}/.",
            "Write the path as it is below that folder.",
        )
    if received is None:
        return Problem(
            f"{where}, received",
            f"'{cells['received']}' is no date",
            "Expected a date such as 2016-01-15 or 15.01.2016.",
            "Write the day the file came.",
        )
    owner = split_provider(path.parts[0] if len(path.parts) > 1 else path.stem)[0]
    if provider and owner and provider != owner:
        return Problem(
            f"{where}, provider_id",
            f"says {provider}, but '{file}' is of {owner}",
            fix="Correct one of them.",
        )
    if manifest.received.get(plain(file), received) != received:
        return Problem(
            f"{where}, received", f"dates '{file}' a second time", fix="Keep one line for each file."
        )
    if not (root.raw(year) / file).exists():
        problem = Problem(
            f"{where}, file",
            f"'{file}' is not in data/raw/{year}/",
            "Expected every listed file to be there.",
            "Put the file there, or take the line out.",
        )
        manifest.missing.append((owner or provider or file, problem))
        return None
    manifest.received[plain(file)] = received
    return None
