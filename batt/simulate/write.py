"""Write invented deliveries to disk, the same bytes for the same cells."""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pandas as pd
import xlsxwriter

from batt.registry.model import Table
from batt.simulate.cells import YEAR
from batt.simulate.dialects import Dialect
from batt.simulate.nation import OWNER

_CREATED = datetime.datetime(2016, 1, 1)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXCEL_EPOCH = datetime.date(1899, 12, 30)
_NUMBERS = ("integer", "decimal", "answer6", "answer7")


def headers(cells: pd.DataFrame, table: Table, year: int) -> list[str]:
    """Return the received header of each column; the newest one where a year knows several."""
    known = {column.field: column.headers(year)[-1] for column in table.columns if column.headers(year)}
    return [known.get(str(name), str(name)) for name in cells if name != OWNER]


def write_csv(path: Path, cells: pd.DataFrame, table: Table, year: int, dialect: Dialect) -> None:
    """Write one table as a CSV file in a dialect."""
    types = {column.field: column.type for column in table.columns}
    columns = [
        _in_dialect(cells[name].tolist(), types.get(str(name), ""), dialect)
        for name in cells
        if name != OWNER
    ]
    text = io.StringIO()
    if dialect.has_sep_line:
        text.write(f"sep={dialect.delimiter}{dialect.newline}")
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.newline)
    writer.writerow(headers(cells, table, year))
    writer.writerows(zip(*columns))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(dialect.bom + text.getvalue().encode(dialect.encoding))


def write_workbook(
    path: Path, tables: Iterable[tuple[Table, pd.DataFrame]], year: int, *, is_indented: bool
) -> None:
    """Write tables as sheets of a workbook, with numbers as numbers and dates as dates where they are valid.

    ``is_indented`` leaves the first row and column blank, as people do.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties({"created": _CREATED})
    date_format = workbook.add_format({"num_format": "dd.mm.yyyy"})
    offset = int(is_indented)
    for table, cells in tables:
        sheet = workbook.add_worksheet(table.raw_name)
        sheet.write_row(offset, offset, headers(cells, table, year))
        types = {column.field: column.type for column in table.columns} | {YEAR: "integer"}
        for at, name in enumerate((name for name in cells if name != OWNER), start=offset):
            kind = types.get(str(name), "")
            for row, text in enumerate(cells[name].tolist(), start=offset + 1):
                if text is None:
                    continue
                if kind == "date" and (serial := _serial(text)) is not None:
                    sheet.write_number(row, at, serial, date_format)
                elif kind in _NUMBERS and _is_number(text):
                    sheet.write_number(row, at, float(text))
                else:
                    sheet.write_string(row, at, text)
    workbook.close()


def write_rows(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Write a small file of the secretariat as a spreadsheet would: semicolons and a byte order mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))


def _in_dialect(texts: list[str | None], kind: str, dialect: Dialect) -> list[str | None]:
    if kind == "decimal" and dialect.decimal == ",":
        return [text and text.replace(".", ",") for text in texts]
    if kind == "date" and not dialect.is_iso:
        return [f"{t[8:]}.{t[5:7]}.{t[:4]}" if t and _ISO_DATE.fullmatch(t) else t for t in texts]
    return texts


def _serial(text: str) -> int | None:
    """Return a spreadsheet's number of a date; None where there is no such date."""
    try:
        return (datetime.date.fromisoformat(text) - _EXCEL_EPOCH).days
    except ValueError:
        return None


def _is_number(text: str) -> bool:
    try:
        return bool(np.isfinite(float(text)))
    except ValueError:
        return False
