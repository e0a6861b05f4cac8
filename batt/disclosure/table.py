"""A table that has been through the door, and what may be done with it on the way to a page.

The functions of :mod:`batt.disclosure` make these tables. What can be done with one afterwards only picks,
names and arranges cells; a hidden cell stays hidden.

A table is kept as plain columns, not as a frame: a page arranges hundreds of tables of a few rows each, and a
frame takes longer to take apart and put together than its cells take to be printed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from batt.disclosure.cell import HIDDEN, SHOWN, Cell
from batt.disclosure.columns import (
    Columns,
    Values,
    brought,
    columns_of,
    frame_of,
    keys_of,
    matching_rows,
    series_of,
    values_of,
)
from batt.errors import DisclosureError

_REASONS = ("missing", "too_few", "not_applicable")
_DOOR = object()


@dataclass(frozen=True, eq=False)
class PublishedTable:
    """Keys and numbers that may be printed.

    Attributes
    ----------
    data
        Keys and numbers; hidden and absent cells are missing. Every look gives a copy.
    hidden
        Same shape: whether the cell is hidden for disclosure.
    states
        Same shape: ``shown``, ``hidden``, or why there is nothing: ``missing``, ``too_few``,
        ``not_applicable``.
    note
        What the table is about, where that is not plain.

    Raises
    ------
    DisclosureError
        If made anywhere but in the door.
    """

    _values: Columns
    _states: Mapping[str, np.ndarray]
    note: str = ""
    _door: object = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self._door is not _DOOR:
            raise DisclosureError(
                "A PublishedTable is made by the functions of batt.disclosure only; "
                "no report can declare its own numbers safe."
            )

    @cached_property
    def _frame(self) -> pd.DataFrame:
        return frame_of(self._values, len(self))

    @property
    def data(self) -> pd.DataFrame:
        # pandas copies when somebody writes into it.
        return self._frame.copy(deep=False)

    @property
    def states(self) -> pd.DataFrame:
        return pd.DataFrame(dict(self._states))

    @property
    def hidden(self) -> pd.DataFrame:
        return self.states == HIDDEN

    @property
    def columns(self) -> list[str]:
        return list(self._values)

    def __len__(self) -> int:
        return len(next(iter(self._values.values()), ()))

    def column(self, name: str) -> list[Any]:
        """Return the cells of a column as Python's own numbers and texts; `data` without making a frame."""
        return self._values[name].tolist()

    def cells(self, column: str) -> Iterator[Cell]:
        """Give a column cell by cell."""
        values = self._values[column]
        one_by_one = values.tolist() if isinstance(values, np.ndarray) else values
        for value, state in zip(one_by_one, self._states[column], strict=True):
            yield Cell(value, state)

    def cell(self, column: str, **keys: Any) -> Cell:
        """Return the one cell whose row has these keys.

        Raises
        ------
        KeyError
            If no row or more than one has them.
        """
        chosen = self.where(**keys)
        if len(chosen) != 1:
            raise KeyError(f"{len(chosen)} rows have {keys}")
        return next(chosen.cells(column))

    def where(self, **keys: Any) -> "PublishedTable":
        """Keep the rows whose keys have the given value, or one of the given list of values."""
        keep = np.ones(len(self), dtype=bool)
        for column, wanted in keys.items():
            values = wanted if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
            keep &= series_of(self._values[column]).isin(list(values)).to_numpy(dtype=bool)
        return self._take(np.flatnonzero(keep))

    def first_of_each(self, keys: Sequence[str]) -> "PublishedTable":
        """Keep the first row of each combination of keys, for what is the same in all its rows."""
        return self._take(np.flatnonzero(~self._frame.duplicated(list(keys)).to_numpy()))

    def filtered(self, keep: Callable[[Mapping[str, Any]], bool]) -> "PublishedTable":
        """Keep the rows for which ``keep`` of their published cells is true."""
        return self._take([number for number, row in enumerate(self.records()) if keep(row)])

    def records(self) -> list[dict[str, Any]]:
        """Return the rows one by one, each by the names of its columns, as Python's own numbers and texts."""
        names, columns = self.columns, [values.tolist() for values in self._values.values()]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def with_text(self, column: str, say: Callable[[Mapping[str, Any]], str]) -> "PublishedTable":
        """Add what ``say`` makes of each row's published cells, as a column of text."""
        return self._with_shown(column, pd.array([say(row) for row in self.records()], dtype="str"))

    def pick(self, *columns: str) -> "PublishedTable":
        """Keep these columns, in this order."""
        values, states = ({name: of[name] for name in columns} for of in (self._values, self._states))
        return replace(self, _values=values, _states=states)

    def renamed(self, **names: str) -> "PublishedTable":
        """Give columns other names: ``renamed(old="new")``."""
        values, states = (
            {names.get(name, name): column for name, column in of.items()}
            for of in (self._values, self._states)
        )
        return replace(self, _values=values, _states=states)

    def labelled(self, column: str, labels: Mapping[Any, str], *, new: str | None = None) -> "PublishedTable":
        """Turn the codes of a key into labels, and the rows into the order of the labels.

        Rows whose code has no label are left out.
        """
        order = {code: position for position, code in enumerate(labels)}
        codes = self._values[column].tolist()
        rows = [number for number, code in enumerate(codes) if code in order]
        chosen = sorted(rows, key=lambda number: order[codes[number]])
        named = pd.Series([labels[codes[number]] for number in chosen])
        return self._take(chosen)._with_shown(new or column, values_of(named))

    def prefixed(self, column: str, prefix: str, *, new: str) -> "PublishedTable":
        """Keep the rows whose key begins with a prefix; the rest of the key becomes the column ``new``."""
        keys = series_of(self._values[column]).astype("string")
        chosen = self._take(np.flatnonzero(keys.str.startswith(prefix).fillna(False).to_numpy(dtype=bool)))
        names = pd.Series([str(key).removeprefix(prefix) for key in chosen._values[column].tolist()])
        return chosen._with_shown(new, values_of(names))

    def sorted_by(self, *columns: str, descending: bool = False) -> "PublishedTable":
        """Order the rows by keys or shown numbers; cells without a number come last."""
        keys = pd.DataFrame({name: series_of(self._values[name]) for name in columns})
        order = keys.sort_values(list(columns), ascending=not descending, kind="stable", na_position="last")
        return self._take(order.index.to_numpy())

    def wide(self, *, rows: Sequence[str], columns: str, values: str) -> "PublishedTable":
        """Set one number out as a matrix: a row for each combination of ``rows``, a column for each key.

        Order is that of first appearance. Combinations that do not occur are ``not_applicable``.

        Raises
        ------
        ValueError
            If two rows would land in one cell.
        """
        keys = list(rows)
        places = list(self._frame.loc[:, keys].itertuples(index=False, name=None))
        names = [str(name) for name in self._frame[columns]]
        cells = {
            (place, name): cell for place, name, cell in zip(places, names, self.cells(values), strict=True)
        }
        if len(cells) < len(self):
            raise ValueError(f"two rows have the same {', '.join([*keys, columns])}")
        row_order, column_order = list(dict.fromkeys(places)), list(dict.fromkeys(names))
        data, states = pd.DataFrame(row_order, columns=pd.Index(keys)), {}
        for name in column_order:
            column = [cells.get((place, name), Cell(None, "not_applicable")) for place in row_order]
            data[name] = pd.Series([cell.value for cell in column]).convert_dtypes()
            states[name] = np.array([cell.state for cell in column], dtype=object)
        shown = dict.fromkeys(keys, _shown(len(data)))
        return replace(self, _values=columns_of(data), _states=shown | states)

    def beside(self, other: "PublishedTable", *, on: Sequence[str], suffix: str) -> "PublishedTable":
        """Put the numbers of another table beside these, matched on keys, with a suffix to their names.

        Rows of this table are kept in their order; where the other has none, its cells are ``missing``.

        Raises
        ------
        pandas.errors.MergeError
            If the keys name more than one row in either table.
        """
        rows = matching_rows(self._values, other._values, on)
        names = {name: f"{name}{suffix}" for name in other._values if name not in on}
        if both := [name for name in names.values() if name in self._values]:
            raise ValueError(f"both tables have {', '.join(both)}")
        values = {new: brought(other._values[name], rows) for name, new in names.items()}
        states = {new: brought(other._states[name], rows, "missing") for name, new in names.items()}
        return replace(self, _values={**self._values, **values}, _states={**self._states, **states})

    def hidden_with(
        self, other: "PublishedTable", column: str, *, on: Sequence[str], numbers: Sequence[str]
    ) -> "PublishedTable":
        """Hide numbers of the rows whose row in another table hides ``column``, matched on keys."""
        is_secret = other._states[column] == HIDDEN
        secret = {key for key, hides in zip(keys_of(other._values, on), is_secret, strict=True) if hides}
        gone = np.array([key in secret for key in keys_of(self._values, on)], dtype=bool)
        values, states = dict(self._values), dict(self._states)
        for name in numbers:
            values[name] = values_of(series_of(values[name]).mask(gone))
            states[name] = np.where(gone, HIDDEN, states[name])
        return replace(self, _values=values, _states=states)

    def with_difference(self, column: str, minuend: str, subtrahend: str) -> "PublishedTable":
        """Add the difference of two shown numbers; it is hidden or absent where either is."""
        first, second = self._states[minuend], self._states[subtrahend]
        difference = series_of(self._values[minuend]) - series_of(self._values[subtrahend])
        return replace(
            self,
            _values={**self._values, column: values_of(difference)},
            _states={**self._states, column: np.where(first != SHOWN, first, second)},
        )

    def replaced(self, data: pd.DataFrame, states: pd.DataFrame) -> "PublishedTable":
        """Return a table of other cells with their states. For :mod:`batt.disclosure` alone."""
        codes = {str(name): column.to_numpy(dtype=object) for name, column in states.items()}
        return replace(self, _values=columns_of(data), _states=codes)

    def _with_shown(self, column: str, values: Values) -> "PublishedTable":
        return replace(
            self,
            _values={**self._values, column: values},
            _states={**self._states, column: _shown(len(values))},
        )

    def _take(self, places: Sequence[int] | np.ndarray) -> "PublishedTable":
        rows = np.asarray(places, dtype=int)
        values, states = (
            {name: column.take(rows) for name, column in of.items()} for of in (self._values, self._states)
        )
        return replace(self, _values=values, _states=states)


def _shown(rows: int) -> np.ndarray:
    return np.full(rows, SHOWN, dtype=object)


def open_door(
    frame: pd.DataFrame,
    hidden: pd.DataFrame,
    *,
    numbers: Sequence[str],
    absent_reason: pd.Series | None = None,
    note: str = "",
) -> PublishedTable:
    """Let a frame through with its hidden cells emptied. For :mod:`batt.disclosure` alone."""
    values = dict(columns_of(frame))
    states = dict.fromkeys(values, _shown(len(frame)))
    reason = np.full(len(frame), "missing", dtype=object)
    if absent_reason is not None:
        known = absent_reason.isin(list(_REASONS)).to_numpy(dtype=bool)
        reason[known] = absent_reason[known]
    for column in numbers:
        absent, secret = pd.isna(values[column]), hidden[column].to_numpy(dtype=bool)
        states[column] = np.where(absent, reason, np.where(secret, HIDDEN, SHOWN)).astype(object)
        if secret.any():
            values[column] = values_of(frame[column].mask(secret))
    return PublishedTable(values, states, note, _DOOR)
