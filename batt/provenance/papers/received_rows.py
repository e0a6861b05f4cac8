"""Rows as they were received, cell by cell, beside the rows that were made of them."""

from collections.abc import Mapping

import pandas as pd

from batt.clean.rename import rename
from batt.paths import Root
from batt.provenance.tracing.counted_rows import PLACE
from batt.raw import read_year
from batt.registry import load

HIDDEN_TYPES = ("comment", "text")
"""Types of columns that may hold what somebody wrote about a person; they decide no number."""
PERSONAL = "personal_data"


def received_rows(root: Root, year: int, tables: tuple[str, ...]) -> Mapping[str, pd.DataFrame]:
    """Read received files again, and return their cells as text.

    Parameters
    ----------
    tables
        Our names of the tables.

    Returns
    -------
    Mapping
        Our table name → one row per received row: where it stands (``source_file, source_sheet, source_row``)
        and our fields, as received; empty where a cell or column is. Comments and free texts are left out,
        and so are cells that cleaning has emptied because they look like personal data.
    """
    registry = load()
    raw = read_year(root, year, [table.raw_name for table in registry.tables], skip_broken=True)
    wanted = {registry.table(name).raw_name: registry.table(name) for name in tables}
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in tables}
    for received in raw.tables:
        table = wanted.get(received.table)
        if table is None:
            continue
        headers = rename(received, table, year).headers
        told = {
            column.field: headers[column.field]
            for column in table.columns
            if column.field in headers and column.type not in HIDDEN_TYPES
        }
        cells = received.data[list(told.values())].set_axis([*told], axis=1)
        place = {"source_file": received.file.name, "source_sheet": received.sheet}
        found[table.name].append(cells.assign(**place, source_row=received.source_row))
    emptied = _emptied(root, year)
    return {
        name: _without(pd.concat(parts, ignore_index=True), emptied) for name, parts in found.items() if parts
    }


def _emptied(root: Root, year: int) -> pd.DataFrame:
    """Return the cells that cleaning has emptied as personal data. One row per cell: its place and field."""
    filters = [("reason", "==", PERSONAL)]
    return pd.read_parquet(root.clean(year) / "ledger.parquet", columns=[*PLACE, "field"], filters=filters)


def _without(cells: pd.DataFrame, emptied: pd.DataFrame) -> pd.DataFrame:
    places = pd.MultiIndex.from_frame(cells[PLACE])
    for field, rows in emptied.groupby("field"):
        if field in cells:
            secret = places.isin(pd.MultiIndex.from_frame(rows[PLACE]))
            cells = cells.assign(**{str(field): cells[field].mask(secret, "")})
    return cells.fillna("")
