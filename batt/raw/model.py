"""What a received file, a received table and a received year are."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Literal

import pandas as pd
import pyarrow as pa

from batt.errors import ContentError, Problem, UnreadableFile
from batt.raw.grid import as_frame


@dataclass(frozen=True)
class RawFile:
    """One received file, found and hashed, its content not yet interpreted.

    Attributes
    ----------
    path
        Where the file lies.
    name
        The path as the user sees it: relative to the root, with forward slashes.
    provider_id
        The provider that delivered it, in capitals; None for a national file and for NAV's own delivery.
    table
        The table that the file name names; None for a workbook of several sheets.
    received
        The date in ``manifest.csv``; None where the file is not listed there.
    sha256
        Hexadecimal digest of the bytes.
    size
        Bytes.
    superseded
        Whether a newer delivery counts instead. Such a file is listed and never read.
    """

    path: Path
    name: str
    provider_id: str | None
    table: str | None
    received: date | None
    sha256: str
    size: int
    superseded: bool = False

    @property
    def delivery(self) -> str:
        """What stands or falls together: all that one provider sent, or one national file."""
        return self.provider_id or self.name


@dataclass(frozen=True)
class RawTable:
    """One table of one file, every cell as text.

    Attributes
    ----------
    table
        The table's name in the registry.
    file
        The file it stands in.
    sheet
        The sheet's name as received; empty for a CSV file.
    cells
        One row per received row that holds anything. Large strings, null for an empty cell, labelled as
        received, in the order received.
    source_row
        For each row of ``cells`` the line or row of the file where it begins, counted from 1 with blank
        lines.
    decimal
        The decimal mark the file's numbers are known to use: ``.`` for a workbook, whose number cells are
        written with a point here; None for CSV, where each column must show it.
    """

    table: str
    file: RawFile
    sheet: str
    cells: pa.Table
    source_row: list[int]
    decimal: Literal[",", "."] | None = None

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The headers as received, in the order received."""
        return tuple(self.cells.column_names)

    @cached_property
    def data(self) -> pd.DataFrame:
        """The cells as a frame. All columns ``str``, NA for an empty cell, index 0, 1, 2 …"""
        return as_frame(self.cells)


@dataclass(frozen=True)
class Broken:
    """A delivery that cannot be used and counts as not received.

    Attributes
    ----------
    delivery
        The provider, or the name of the national file.
    provider_id
        None for a national file.
    error
        What is wrong with it, all problems of the delivery.
    """

    delivery: str
    provider_id: str | None
    error: UnreadableFile | ContentError

    @property
    def problems(self) -> list[Problem]:
        return self.error.problems


@dataclass(frozen=True)
class RawYear:
    """Everything received for one year.

    Attributes
    ----------
    year
        The reporting year, which is the folder's name.
    files
        Every file found, in the order of its name, also superseded and broken ones.
    tables
        The tables of the deliveries that count, in the order of file and sheet.
    broken
        Deliveries left out; filled only when broken ones were asked to be skipped.
    """

    year: int
    files: list[RawFile]
    tables: list[RawTable]
    broken: list[Broken] = field(default_factory=list)
