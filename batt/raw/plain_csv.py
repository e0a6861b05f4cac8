"""Read the text of a CSV file column by column where nothing in it asks for the reader of records."""

# pyarrow makes its functions when it is imported: pyright cannot see them.
# pyright: reportAttributeAccessIssue=false

import io

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from batt.raw.grid import Grid, labelled

# A row reaches over two blocks at most, and so stays below the longest cell that the other reader takes.
_BLOCK = 2**18


def read_plain(text: str, delimiter: str, where: str) -> Grid | None:
    """Read a plain file; None where it is not plain, or its first line is no header.

    A file is plain when it has no quotation mark, no blank line, no carriage return alone, and as many cells
    in every line as in the first. There the line number of a row is its place, and a cell is what stands
    between two delimiters: much quicker to find than record by record, with the same result.

    Raises
    ------
    ContentError
        If a column with data has no name, or if two have the same.
    """
    columns = _columns(text, delimiter)
    header = [column[0].as_py() for column in columns]
    if not any(map(str.strip, header)):
        return None
    cells = [_without_blanks(column.slice(1)) for column in columns]
    is_filled = pc.is_valid(cells[0])
    for column in cells[1:]:
        is_filled = pc.or_(is_filled, pc.is_valid(column))
    numbers = pa.array(range(2, len(cells[0]) + 2), type=pa.int64())
    if not pc.all(is_filled, min_count=0).as_py():
        numbers, cells = numbers.filter(is_filled), [column.filter(is_filled) for column in cells]
    return labelled(header, cells, numbers.to_pylist(), f"{where}, row 1")


def _columns(text: str, delimiter: str) -> list[pa.ChunkedArray]:
    """Return all cells of a plain file by column, the first line among them; none where it is not plain."""
    lines = text.replace("\r\n", "\n")
    if not lines or '"' in lines or "\r" in lines or "\n\n" in lines or lines.startswith("\n"):
        return []
    width = lines.partition("\n")[0].count(delimiter) + 1
    try:
        table = csv.read_csv(
            io.BytesIO(lines.encode()),
            read_options=csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, autogenerate_column_names=True
            ),
            parse_options=csv.ParseOptions(delimiter=delimiter, quote_char=False),
            convert_options=csv.ConvertOptions(
                column_types={f"f{at}": pa.large_string() for at in range(width)}, check_utf8=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return []
    return table.columns if table.num_columns == width else []


def _without_blanks(cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return cells with null for those that hold nothing but white space."""
    return pc.if_else(pc.equal(pc.utf8_trim_whitespace(cells), ""), None, cells)
