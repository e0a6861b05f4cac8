"""Typed tables as the cells a sender would write: text in registry order, before any dialect."""

import numpy as np
import pandas as pd

from batt.registry.model import Column, Table
from batt.simulate.nation import OWNER

YEAR = "aar"


def as_cells(frame: pd.DataFrame, table: Table, year: int) -> pd.DataFrame:
    """Return a table as text cells. One row per row; columns ``aar``, the table's fields, ``owner``.

    Dates are ISO, decimals have a point and no more digits than needed, booleans are ``ja`` and ``nei``; an
    empty cell is ``None``. Fields that are not there become empty columns.
    """
    columns: dict[str, object] = {YEAR: np.full(len(frame), str(year), dtype=object)}
    for column in table.columns:
        is_there = column.field in frame
        columns[column.field] = _text(frame, column) if is_there else _empty(len(frame))
    columns[OWNER] = frame[OWNER].to_numpy(dtype=object)
    return pd.DataFrame(columns, dtype=object)


def _empty(n: int) -> np.ndarray:
    return np.full(n, None, dtype=object)


def _text(frame: pd.DataFrame, column: Column) -> np.ndarray:
    values = frame[column.field]
    missing = values.isna().to_numpy()
    if column.type == "date":
        text = np.datetime_as_string(values.to_numpy(dtype="datetime64[D]")).astype(object)
    elif column.type == "yes_no":
        text = np.where(values.fillna(False).to_numpy(dtype=bool), "ja", "nei").astype(object)
    elif column.type == "decimal":
        text = np.array([f"{value:.10g}" for value in values.to_numpy(dtype=float)], dtype=object)
    elif pd.api.types.is_integer_dtype(values):
        text = values.to_numpy().astype(str).astype(object)
    else:
        text = values.to_numpy(dtype=object, copy=True)
    text[missing] = None
    return text
