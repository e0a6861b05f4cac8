"""Which character parts the cells of a text file."""

import csv
import io
import re
from collections.abc import Iterator

from batt.errors import UnreadableFile
from batt.raw.faults import unreadable

DELIMITERS = {";": "semicolon", ",": "comma", "\t": "tab"}
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t ]*(\r\n|\r|\n|$)', re.IGNORECASE)
_FIELD_LIMIT = 1_000_000


class BadRecord(ValueError):
    """A record whose quotation marks do not close as they should.

    Attributes
    ----------
    line
        The physical line, from 1, where the record begins.
    """

    def __init__(self, line: int, reason: str):
        self.line = line
        super().__init__(reason)


def fits(cells: list[str], named: int, width: int) -> bool:
    """Tell whether a row has a cell for each of the named columns and nothing beyond the header's width."""
    return len(cells) == width or (len(cells) >= named and not any(cell.strip() for cell in cells[width:]))


def header_width(header: list[str]) -> int:
    """Return the number of columns up to the last one with a name."""
    return max(number for number, name in enumerate(header, start=1) if name.strip())


def records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with the physical line, from 1, where it begins; blank lines come as ``[]``.

    Raises
    ------
    BadRecord
        If a quotation mark is never closed or text follows a closing one.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    # newline="" splits at CR, LF and CRLF alike and keeps the breaks inside quotation marks as received.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for record in reader:
            yield start, record
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadRecord(start, str(error)) from None


def split_sep_line(text: str) -> tuple[str | None, str]:
    """Take a first line ``sep=;`` off: the character it names, and the text with that line left blank.

    The line stays as a blank one so that line numbers still count it.
    """
    match = _SEP_LINE.match(text)
    return (match[1], text[match.start(2) :]) if match else (None, text)


def find_delimiter(text: str, where: str) -> str:
    """Find the one delimiter by which a file can be read.

    A delimiter is a possible reading when it splits the header. Where two do, a reading counts only if at
    least half of the rows have the header's number of cells; where that leaves not exactly one, the file
    can be read in two ways. A header that none splits is a table of one column.

    Raises
    ------
    UnreadableFile
        If two readings remain.
    """
    widths = {mark: _header_cells(text, mark) for mark in DELIMITERS}
    splitting = [mark for mark, width in widths.items() if width > 1]
    if len(splitting) < 2:
        return splitting[0] if splitting else ";"
    plausible = [mark for mark in splitting if _rows_fit(text, mark)]
    if len(plausible) == 1:
        return plausible[0]
    raise _two_readings(where, {mark: widths[mark] for mark in plausible or splitting})


def _header_cells(text: str, delimiter: str) -> int:
    """Return the number of cells in the first record that is not blank; 0 where it cannot be read."""
    try:
        return next((len(cells) for _, cells in records(text, delimiter) if any(c.strip() for c in cells)), 0)
    except BadRecord:
        return 0


def _rows_fit(text: str, delimiter: str) -> bool:
    """Tell whether at least half of the rows have as many cells as the header."""
    try:
        rows = [cells for _, cells in records(text, delimiter) if any(cell.strip() for cell in cells)]
    except BadRecord:
        return False
    header, body = rows[0], rows[1:]
    named = header_width(header)
    return 2 * sum(fits(cells, named, len(header)) for cells in body) >= len(body)


def _two_readings(where: str, widths: dict[str, int]) -> UnreadableFile:
    """Make the error that names both readings."""
    readings = " or ".join(f"{width} columns by {DELIMITERS[mark]}" for mark, width in widths.items())
    return unreadable(
        where,
        f"can be read in two ways: {readings}",
        "Expected a header that only one of semicolon, comma and tab splits.",
        "Write the line sep=; (or the delimiter meant) first in the file, or quote the cells that hold it.",
    )
