"""What was received, file by file."""

import pandas as pd

from batt.clean.ledger import count_rows
from batt.raw import RawFile, RawTable, RawYear
from batt.registry import Registry

FILE_COLUMNS = [
    "source_file",
    "source_sheet",
    "provider_id",
    "table",
    "rows_received",
    "rows_accepted",
    "rows_corrected",
    "rows_set_aside",
    "sha256",
    "size",
    "received_date",
    "status",
]


def list_files(
    raw: RawYear, received: list[RawTable], ledger: pd.DataFrame, registry: Registry
) -> pd.DataFrame:
    """Return one row per received file and sheet, with its rows by outcome, hash, size and status.

    ``status`` is ``read``, ``superseded`` by a newer delivery, or ``broken``: the delivery counts as not
    received. A file of which no table was read has one row with an empty sheet and no rows.
    """
    counts = count_rows(ledger)
    tables_of: dict[str, list[RawTable]] = {}
    for table in received:
        tables_of.setdefault(table.file.name, []).append(table)
    broken = {one.delivery for one in raw.broken}
    lines = []
    for file in raw.files:
        tables = tables_of.get(file.name, [])
        status = "superseded" if file.superseded else "broken" if file.delivery in broken else "read"
        if not tables:
            lines.append(
                _line(file, "", file.table and registry.table(file.table).name, 0, (0, 0, 0), status)
            )
        for table in tables:
            name = registry.table(table.table).name
            rows = counts.get((file.name, table.sheet), (0, 0, 0))
            lines.append(_line(file, table.sheet, name, len(table.cells), rows, status))
    frame = pd.DataFrame(lines, columns=FILE_COLUMNS)
    texts = dict.fromkeys(("source_file", "source_sheet", "provider_id", "table", "sha256", "status"), "str")
    numbers = {name: "int64" for name in FILE_COLUMNS if name.startswith("rows_") or name == "size"}
    return frame.astype(texts | numbers | {"received_date": "datetime64[us]"})


def _line(
    file: RawFile, sheet: str, table: str | None, received: int, rows: tuple[int, ...], status: str
) -> tuple:
    """Return one line in the order of the columns."""
    return (
        file.name,
        sheet,
        file.provider_id or "",
        table or "",
        received,
        *rows,
        file.sha256,
        file.size,
        file.received,
        status,
    )
