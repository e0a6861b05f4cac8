"""Read the rows a study names: a file in the data folder, or data that an installed package carries."""

import importlib
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from batt.errors import ContentError, Problem, UnreadableFile
from batt.raw.faults import listed
from batt.raw.grid import Grid, make_grid
from batt.raw.read_csv import read_csv
from batt.raw.sheets import read_sheets
from batt.raw.xlsx_cells import lost_cells
from batt.study.model import Source, Study

WORKBOOKS = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class Received:
    """Rows as received, every cell as text.

    Attributes
    ----------
    name
        What the user calls the source: the file's name, or the package and its data set.
    columns
        Headers as received.
    data
        One row per received row that holds anything; ``str``, NA for an empty cell, index 0, 1, 2 …
    source_row
        Line or row of the file for each row, counted from 1 with blank lines; for a package the row's number.
    decimal
        The decimal mark, where it is known.
    """

    name: str
    columns: tuple[str, ...]
    data: pd.DataFrame
    source_row: list[int]
    decimal: Literal[",", "."] | None


def read_received(study: Study, data: Path | None) -> Received:
    """Read a study's rows.

    Parameters
    ----------
    study
        The study.
    data
        Folder with its file. Not used by a study whose data are in a package.

    Raises
    ------
    UnreadableFile
        The file or the package is not there, with what to put where; or the file cannot be read.
    ContentError
        There is no such sheet, or a column with data has no name, or two share one.
    """
    source = study.source
    if source.package:
        return _from_package(source)
    path = _find(study, data)
    content = path.read_bytes()
    if path.suffix.lower() not in WORKBOOKS:
        return _received(read_csv(content, source.file), source)
    return _received(_sheet(content, source), source, ".")


def _received(grid: Grid, source: Source, decimal: Literal["."] | None = None) -> Received:
    return Received(source.name, grid.columns, grid.data, grid.source_row, source.decimal or decimal)


def _find(study: Study, data: Path | None) -> Path:
    """Return the study's file, or say what to put where."""
    source = study.source
    how = f"How to get it: {source.obtain.en}" if source.obtain else ""
    command = f"batt study {study.folder.as_posix()} --data FOLDER"
    if data is None:
        raise UnreadableFile(
            Problem(
                source.file,
                "no data folder was given, and this study reads a file",
                f"Expected {source.file} in a folder of yours, and: {command}.",
                how,
            )
        )
    path = data / source.file
    if not path.is_file():
        raise UnreadableFile(
            Problem(
                path.as_posix(), "there is no such file", f"Expected {source.file} in the data folder.", how
            )
        )
    return path


def _sheet(content: bytes, source: Source) -> Grid:
    """Return the sheet that the study names, or the only one of the workbook that holds anything."""
    sheets = read_sheets(content, source.file)
    name = source.sheet or (next(iter(sheets)) if len(sheets) == 1 else "")
    if name not in sheets:
        what = f"there is no sheet '{name}'" if name else "the study does not say which sheet is meant"
        expected = f"Sheets that hold anything: {', '.join(sheets) or 'none'}."
        raise ContentError(Problem(source.file, what, expected, "Give data.sheet in study.yaml."))
    place = f"{source.file}, sheet {name}"
    lost = lost_cells(content, name)
    if lost:
        cells = listed([f"{cell} {what}" for cell, what in lost])
        fix = "Open the file in a spreadsheet program and save it."
        raise ContentError(Problem(place, f"{len(lost)} cells hold an error or no value: {cells}", fix=fix))
    return make_grid(sheets[name], list(range(1, len(sheets[name]) + 1)), place)


def _from_package(source: Source) -> Received:
    """Turn a data set of a package into text, so that the same rules read it."""
    try:
        package = importlib.import_module(source.package)
    except ImportError:
        raise UnreadableFile(
            Problem(
                source.name,
                f"the package {source.package} is not installed",
                f"Expected it beside the workbook: python -m pip install {source.package}.",
                "It is also the extra 'studies' of this project.",
            )
        ) from None
    # Where there is no such data set the package prints all that it has.
    with redirect_stdout(StringIO()):
        frame = package.data(source.collection, source.dataset)
    if not isinstance(frame, pd.DataFrame):
        raise UnreadableFile(
            Problem(
                source.name,
                "the package has no such data set",
                f"Expected {source.dataset} in {source.collection} of {source.package}.",
                "Look for a misspelling under data in the study.yaml.",
            )
        )
    rows = [
        [str(name) for name in frame.columns],
        *(map(_as_text, row) for row in frame.itertuples(index=False)),
    ]
    grid = make_grid([list(row) for row in rows], list(range(len(rows))), source.name)
    return _received(grid, source, ".")


def _as_text(cell: object) -> str:
    """Write a cell as the readers do: integers without a point, nothing for a missing one."""
    if isinstance(cell, float):
        return "" if np.isnan(cell) else np.format_float_positional(cell, trim="-")
    return "" if cell is None or cell is pd.NA else str(cell)
