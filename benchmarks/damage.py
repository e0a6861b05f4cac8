"""Damage random cells of raw files, to check that no row is ever lost: the ledger must still balance.

    python benchmarks/damage.py COPY_OF_A_ROOT [--cells 500] [--seed 1]

Work on a copy. Only cells under a named column are touched, in CSV files and workbooks alike; the
manifest and the corrections are left as they are. Files keep their encoding, delimiter and line ends.
"""

import argparse
import csv
import datetime
import io
import sys
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from numpy.random import Generator, default_rng
from python_calamine import CalamineWorkbook

from batt.errors import UsageError
from batt.paths import Root

_DELIMITERS = ";\t,"
_CREATED = datetime.datetime(2016, 1, 1)


@dataclass(frozen=True)
class Damage:
    """One damaged cell: file below ``data/raw/``, sheet ("" for CSV), physical row from 1, column from 0."""

    file: str
    sheet: str
    row: int
    column: int
    before: str
    after: str


@dataclass
class _Grid:
    """The cells of one CSV file or one sheet, header and blank rows included.

    ``columns`` are the places of the columns that have a name; only their cells are damaged.
    """

    sheet: str
    rows: list[list[object]]
    header: int
    columns: list[int]

    @property
    def cells_n(self) -> int:
        return len(self.columns) * max(0, len(self.rows) - self.header - 1)


def damage(root_path: Path, cells: int = 500, seed: int = 1) -> list[Damage]:
    """Damage ``cells`` random cells of the raw files of a root, in place; the same seed damages the same.

    A cell is emptied, gets a digit or letter changed, is doubled, becomes nonsense, a far number, an
    impossible date, or a text with signs that files are made of.

    Raises
    ------
    UsageError
        The root has no marker of invented data, or fewer cells than are to be damaged.
    """
    root = Root(root_path)
    if not root.is_simulated:
        raise UsageError(f"{root_path}: only invented data are damaged, and this root is not marked as such.")
    rng = default_rng(seed)
    files = [
        path for year in root.raw_years() for path in sorted(root.raw(year).rglob("*")) if path.is_file()
    ]
    counts = [sum(grid.cells_n for grid in _read(path)) for path in files]
    if sum(counts) < cells:
        raise UsageError(f"{root_path}: {sum(counts)} cells, fewer than the {cells} to be damaged.")
    chosen = sorted(rng.choice(sum(counts), cells, replace=False).tolist())
    done: list[Damage] = []
    before = 0
    for path, count in zip(files, counts):
        mine = [number - before for number in chosen if before <= number < before + count]
        before += count
        if mine:
            name = path.relative_to(root.raw_folder).as_posix()
            done += _damage_file(path, name, mine, rng)
    return done


def _damage_file(path: Path, name: str, numbers: list[int], rng: Generator) -> list[Damage]:
    """Damage the numbered cells of one file, counted over its grids."""
    grids = _read(path)
    done: list[Damage] = []
    for number in numbers:
        for grid in grids:
            if number < grid.cells_n:
                row = grid.header + 1 + number // len(grid.columns)
                column = grid.columns[number % len(grid.columns)]
                old = grid.rows[row][column]
                text = "" if old is None else str(old)
                grid.rows[row][column] = new = _spoilt(text, rng)
                done.append(Damage(name, grid.sheet, row + 1, column, text, new))
                break
            number -= grid.cells_n
    _write(path, grids)
    return done


def _spoilt(text: str, rng: Generator) -> str:
    """Return a cell as somebody or something spoilt it; never what it was."""
    place = int(rng.integers(0, max(1, len(text))))
    spoilt = (
        "",
        text[:place] + str(rng.choice(list("0123456789XÅx-"))) + text[place + 1 :],
        text + text,
        "???",
        str(int(rng.integers(-99999, 99999))),
        "31.02.2014",
        'a "quoted"; text, with\ttwo\nlines',
        f"  {text} ",
        text[:place],
    )
    picked = spoilt[int(rng.integers(0, len(spoilt)))]
    return picked if picked != text else f"{text}?"


def _read(path: Path) -> list[_Grid]:
    if path.suffix == ".xlsx":
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for name in workbook.sheet_names
        }
        return [_grid(name, [list(row) for row in rows]) for name, rows in sheets.items()]
    text, _, _ = _decoded(path)
    delimiter = _delimiter(text)
    return [_grid("", [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)])]


def _grid(sheet: str, rows: list[list[object]]) -> _Grid:
    """Find the header: the first row with more than one filled cell."""
    filled = (number for number, row in enumerate(rows) if sum(cell not in ("", None) for cell in row) > 1)
    header = next(filled)
    columns = [place for place, name in enumerate(rows[header]) if name not in ("", None)]
    return _Grid(sheet, rows, header, columns)


def _decoded(path: Path) -> tuple[str, bytes, str]:
    """Return a file's text, the bytes before it and its encoding."""
    content = path.read_bytes()
    if content.startswith(b"\xff\xfe"):
        return content[2:].decode("utf-16-le"), content[:2], "utf-16-le"
    marks = b"\xef\xbb\xbf"
    bare = content
    while bare.startswith(marks):
        bare = bare[3:]
    head = content[: len(content) - len(bare)]
    try:
        return bare.decode("utf-8"), head, "utf-8"
    except UnicodeDecodeError:
        return bare.decode("cp1252"), head, "cp1252"


def _delimiter(text: str) -> str:
    lines = [line for line in text.splitlines()[:2] if not line.startswith("sep=")]
    return max(_DELIMITERS, key=lines[0].count)


def _write(path: Path, grids: list[_Grid]) -> None:
    if path.suffix == ".xlsx":
        _write_workbook(path, grids)
        return
    text, head, encoding = _decoded(path)
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    out = io.StringIO()
    first = 0
    if text.startswith("sep="):
        # Written as it was: it must not get quotation marks.
        out.write(text.splitlines()[0] + newline)
        first = 1
    writer = csv.writer(out, delimiter=_delimiter(text), lineterminator=newline)
    writer.writerows(grids[0].rows[first:])
    path.write_bytes(head + out.getvalue().encode(encoding, errors="replace"))


def _write_workbook(path: Path, grids: list[_Grid]) -> None:
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": _CREATED})
    date_format = workbook.add_format({"num_format": "dd.mm.yyyy"})
    for grid in grids:
        sheet = workbook.add_worksheet(grid.sheet)
        for at, row in enumerate(grid.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, datetime.date):
                    sheet.write_datetime(at, column, cell, date_format)
                elif cell not in ("", None):
                    sheet.write(at, column, cell)
    workbook.close()


def main() -> int:
    """Damage the cells of the root named on the command line, and list them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--cells", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    try:
        done = damage(arguments.root, arguments.cells, arguments.seed)
    except UsageError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    for cell in done:
        print(
            f"{cell.file} {cell.sheet} row {cell.row} column {cell.column}: {cell.before!r} -> {cell.after!r}"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
