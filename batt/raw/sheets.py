"""Every cell of a workbook as one canonical text, at its physical place."""

import io
import zipfile
import zlib
from datetime import date, datetime, timedelta

import numpy as np
import python_calamine as calamine

from batt.raw.faults import unreadable
from batt.raw.grid import column_place
from batt.raw.names import is_guide

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# A single stray cell in the last corner of a sheet would otherwise need all memory.
_MOST_CELLS = 20_000_000
_SAVE = "Open it in a spreadsheet program and save it as .xlsx without a password."
# What the readers raise on a damaged archive; RuntimeError also for one that is locked or of an unknown kind.
_DAMAGE = (
    calamine.CalamineError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)

Rows = list[list[str]]


def read_sheets(data: bytes, where: str) -> dict[str, Rows]:
    """Read all cells of a workbook's sheets as text, from physical row 1 and column A.

    Integers have no point, other numbers a decimal point, dates are ISO without midnight, logical values are
    ``ja`` and ``nei``, an empty cell is an empty text. A percentage is its number: 50 % is ``0.5``.

    Parameters
    ----------
    data
        All bytes of the workbook.
    where
        The file as the user knows it.

    Returns
    -------
    dict
        Rows by sheet, in the order of the workbook, hidden ones too; without empty sheets, charts and
        reading guides.

    Raises
    ------
    UnreadableFile
        If the workbook is protected, damaged or of an old kind, or a stray cell stands far outside.
    """
    book = _open(data, where)
    sheets = {}
    for about in book.sheets_metadata:
        if about.typ != calamine.SheetTypeEnum.WorkSheet or is_guide(about.name):
            continue
        try:
            sheet = book.get_sheet_by_name(about.name)
            if sheet.end and (sheet.end[0] + 1) * (sheet.end[1] + 1) > _MOST_CELLS:
                raise unreadable(
                    f"{where}, sheet {about.name}",
                    f"reaches to row {sheet.end[0] + 1}, {column_place(sheet.end[1])}",
                    fix="Delete the stray cells right of and below the table.",
                )
            # Most cells are text, for which a look at the type costs much less than a call.
            rows = [
                [cell if type(cell) is str else _as_text(cell) for cell in row]
                for row in sheet.to_python(skip_empty_area=False)
            ]
        except _DAMAGE as error:
            raise unreadable(f"{where}, sheet {about.name}", f"is damaged ({error})", fix=_SAVE) from None
        if any(cell.strip() for row in rows for cell in row):
            sheets[about.name] = rows
    return sheets


def _open(data: bytes, where: str) -> calamine.CalamineWorkbook:
    """Open a workbook or say why it cannot be opened."""
    if not data:
        raise unreadable(where, "is empty", "Expected a workbook.", "Ask the sender for the file.")
    if data.startswith(_OLE):
        kind = "is protected with a password" if _ENCRYPTED in data else "is an old .xls workbook"
        raise unreadable(where, kind, "Expected an .xlsx workbook.", _SAVE)
    if not data.startswith(b"PK"):
        raise unreadable(
            where, "is not a workbook", "Expected an .xlsx workbook.", "If it is text, rename it to .csv."
        )
    try:
        # The reader below does not look at checksums and would hand damaged cells over as they are.
        damaged = zipfile.ZipFile(io.BytesIO(data)).testzip()
        if damaged:
            raise unreadable(where, f"is damaged ({damaged} has a wrong checksum)", fix=_SAVE)
        return calamine.load_workbook(io.BytesIO(data))
    except _DAMAGE as error:
        raise unreadable(where, f"is damaged ({error})", "Expected an .xlsx workbook.", _SAVE) from None


def _as_text(cell: object) -> str:
    """Write a cell in the one form the later stages read: integers without a point, dates as ISO."""
    if isinstance(cell, bool):
        return "ja" if cell else "nei"
    if isinstance(cell, int | float):
        return _number_as_text(float(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not _has_time(cell) else cell.isoformat(sep=" ")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _number_as_text(number: float) -> str:
    """Write a number with as few digits as tell it from its neighbours, never with an exponent."""
    text = repr(number)
    # Very small and very large numbers have an exponent there.
    return np.format_float_positional(number, trim="-") if "e" in text else text.removesuffix(".0")


def _has_time(moment: datetime) -> bool:
    """Tell whether a moment is not midnight."""
    return (moment.hour, moment.minute, moment.second, moment.microsecond) != (0, 0, 0, 0)
