"""Read a received CSV file: bytes into a header and rows of text with their physical line numbers."""

from batt.raw.decode import decode
from batt.raw.dialect import BadRecord, find_delimiter, records, split_sep_line
from batt.raw.faults import unreadable
from batt.raw.grid import Grid, make_grid
from batt.raw.plain_csv import read_plain


def read_csv(data: bytes, where: str) -> Grid:
    """Read a CSV file in any encoding, delimiter and line ending that senders use.

    A text that looks like a formula is text. Blank lines are skipped and counted.

    Parameters
    ----------
    data
        All bytes of the file.
    where
        The file as the user knows it.

    Raises
    ------
    UnreadableFile
        If the bytes are no text, can be read in two ways, or have rows that do not fit the header.
    ContentError
        If a column with data has no name, or two share one.
    """
    delimiter, text = split_sep_line(decode(data, where))
    delimiter = delimiter or find_delimiter(text, where)
    return read_plain(text, delimiter, where) or read_records(text, delimiter, where)


def read_records(text: str, delimiter: str, where: str) -> Grid:
    """Read a file record by record, with all that quotation marks and blank lines can mean."""
    numbers: list[int] = []
    rows: list[list[str]] = []
    try:
        for number, row in records(text, delimiter):
            numbers.append(number)
            rows.append(row)
    except BadRecord as error:
        raise unreadable(
            f"{where}, row {error.line}",
            f"a quotation mark is not closed, or text follows a closing one ({error})",
            'Expected "…" around a whole cell, and "" for a quotation mark inside it.',
            "Save the file again from the program that made it.",
        ) from None
    return make_grid(rows, numbers, where)
