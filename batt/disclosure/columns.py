"""The columns of a table, each an array: taken apart from a frame, matched by keys, put together again."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray, take
from pandas.errors import MergeError

Values = np.ndarray | ExtensionArray
Columns = Mapping[str, Values]
"""The columns of a table by name, all of one length."""


def series_of(values: Values) -> pd.Series:
    """Return a column as a series of the same type, over the same memory."""
    return pd.Series(values, dtype=values.dtype, copy=False)


def values_of(series: pd.Series) -> Values:
    """Return what a series holds, over the same memory: as an array of numpy where it is one."""
    is_plain = isinstance(series.dtype, np.dtype) and series.dtype.kind in "biufO"
    return series.to_numpy() if is_plain else series.array


def columns_of(frame: pd.DataFrame) -> Columns:
    """Take a frame apart."""
    return {str(name): values_of(column) for name, column in frame.items()}


def frame_of(columns: Columns, rows: int) -> pd.DataFrame:
    """Put columns together, as far as possible over the same memory."""
    # Of plain arrays of objects pandas would guess the type.
    data = {name: series_of(values) if values.dtype == object else values for name, values in columns.items()}
    return pd.DataFrame(data, index=pd.RangeIndex(rows), copy=False)


def keys_of(columns: Columns, on: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the keys of each row; what is missing is the same as what is missing elsewhere."""
    keys = [
        [None if is_missing else value for value, is_missing in zip(values.tolist(), pd.isna(values))]
        for values in (columns[name] for name in on)
    ]
    return list(zip(*keys, strict=True))


def matching_rows(columns: Columns, other: Columns, on: Sequence[str]) -> np.ndarray:
    """Return for each row the place of the row with the same keys among the others; −1 where there is none.

    Raises
    ------
    pandas.errors.MergeError
        If the keys name more than one row in either.
    """
    mine, theirs = keys_of(columns, on), keys_of(other, on)
    places = {key: row for row, key in enumerate(theirs)}
    if len(places) < len(theirs) or len(set(mine)) < len(mine):
        raise MergeError(f"two rows have the same {', '.join(on)}")
    return np.array([places.get(key, -1) for key in mine], dtype=int)


def brought(values: Values, rows: np.ndarray, absent: Any = None) -> Values:
    """Return the cells in these places; where the place is −1 it is `absent`: missing, if nothing is given.

    Whole numbers are floats where some are missing.
    """
    if not (rows < 0).any():
        return values.take(rows)
    return take(values, rows, allow_fill=True, fill_value=absent)
