"""A table that has been through the door, and what may be done with it on the way to a page.

The functions of :mod:`batt.disclosure` make these tables. What can be done with one afterwards only picks,
names and arranges cells; a hidden cell stays hidden.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from batt.errors import DisclosureError

State = Literal["shown", "hidden", "missing", "too_few", "not_applicable"]

SHOWN = "shown"
HIDDEN = "hidden"
_REASONS = ("missing", "too_few", "not_applicable")
_DOOR = object()
_STATE = "state"
"""Sets columns of states apart from those of numbers while both are matched."""


@dataclass(frozen=True)
class Cell:
    """One cell as a page may know it: the value where it is shown, else the reason why not."""

    value: Any
    state: str

    @property
    def is_shown(self) -> bool:
        return self.state == SHOWN


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

    _data: pd.DataFrame
    states: pd.DataFrame
    note: str = ""
    _door: object = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self._door is not _DOOR:
            raise DisclosureError(
                "A PublishedTable is made by the functions of batt.disclosure only; "
                "no report can declare its own numbers safe."
            )

    @property
    def data(self) -> pd.DataFrame:
        return self._data.copy()

    @property
    def hidden(self) -> pd.DataFrame:
        return self.states == HIDDEN

    @property
    def columns(self) -> list[str]:
        return [str(column) for column in self._data.columns]

    def __len__(self) -> int:
        return len(self._data)

    def cells(self, column: str) -> Iterator[Cell]:
        """Give a column cell by cell."""
        for value, state in zip(self._data[column], self.states[column], strict=True):
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
        keep = np.ones(len(self._data), dtype=bool)
        for column, wanted in keys.items():
            values = wanted if isinstance(wanted, list | tuple | set | frozenset) else [wanted]
            keep &= self._data[column].isin(list(values)).to_numpy(dtype=bool)
        return self._take(np.flatnonzero(keep))

    def first_of_each(self, keys: Sequence[str]) -> "PublishedTable":
        """Keep the first row of each combination of keys, for what is the same in all its rows."""
        return self._take(np.flatnonzero(~self._data.duplicated(list(keys)).to_numpy()))

    def filtered(self, keep: Callable[[Mapping[str, Any]], bool]) -> "PublishedTable":
        """Keep the rows for which ``keep`` of their published cells is true."""
        return self._take([number for number, row in enumerate(self.records()) if keep(row)])

    def records(self) -> list[dict[str, Any]]:
        """Return the rows one by one, each by the names of its columns, as Python's own numbers and texts."""
        names, columns = self.columns, [column.tolist() for _, column in self._data.items()]
        return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]

    def with_text(self, column: str, say: Callable[[Mapping[str, Any]], str]) -> "PublishedTable":
        """Add what ``say`` makes of each row's published cells, as a column of text."""
        data = self._data.assign(**{column: pd.Series([say(row) for row in self.records()], dtype="str")})
        return replace(self, _data=data, states=self.states.assign(**{column: SHOWN}))

    def pick(self, *columns: str) -> "PublishedTable":
        """Keep these columns, in this order."""
        return replace(self, _data=self._data[list(columns)], states=self.states[list(columns)])

    def renamed(self, **names: str) -> "PublishedTable":
        """Give columns other names: ``renamed(old="new")``."""
        return replace(self, _data=self._data.rename(columns=names), states=self.states.rename(columns=names))

    def labelled(self, column: str, labels: Mapping[Any, str], *, new: str | None = None) -> "PublishedTable":
        """Turn the codes of a key into labels, and the rows into the order of the labels.

        Rows whose code has no label are left out.
        """
        order = {code: position for position, code in enumerate(labels)}
        codes = self._data[column].tolist()
        rows = [number for number, code in enumerate(codes) if code in order]
        chosen = self._take(sorted(rows, key=lambda number: order[codes[number]]))
        target = new or column
        data = chosen._data.assign(**{target: [labels[code] for code in chosen._data[column]]})
        return replace(chosen, _data=data, states=chosen.states.assign(**{target: SHOWN}))

    def prefixed(self, column: str, prefix: str, *, new: str) -> "PublishedTable":
        """Keep the rows whose key begins with a prefix; the rest of the key becomes the column ``new``."""
        keys = self._data[column].astype("string")
        chosen = self._take(np.flatnonzero(keys.str.startswith(prefix).fillna(False).to_numpy(dtype=bool)))
        names = [str(key).removeprefix(prefix) for key in chosen._data[column]]
        data = chosen._data.assign(**{new: names})
        return replace(chosen, _data=data, states=chosen.states.assign(**{new: SHOWN}))

    def sorted_by(self, *columns: str, descending: bool = False) -> "PublishedTable":
        """Order the rows by keys or shown numbers; cells without a number come last."""
        order = self._data.reset_index(drop=True).sort_values(
            list(columns), ascending=not descending, kind="stable", na_position="last"
        )
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
        places = list(self._data.loc[:, keys].itertuples(index=False, name=None))
        names = [str(name) for name in self._data[columns]]
        cells = {
            (place, name): cell for place, name, cell in zip(places, names, self.cells(values), strict=True)
        }
        if len(cells) < len(self._data):
            raise ValueError(f"two rows have the same {', '.join([*keys, columns])}")
        row_order, column_order = list(dict.fromkeys(places)), list(dict.fromkeys(names))
        data, states = pd.DataFrame(row_order, columns=pd.Index(keys)), {}
        for name in column_order:
            column = [cells.get((place, name), Cell(None, "not_applicable")) for place in row_order]
            data[name] = pd.Series([cell.value for cell in column]).convert_dtypes()
            states[name] = [cell.state for cell in column]
        key_states = pd.DataFrame(SHOWN, index=data.index, columns=pd.Index(keys))
        return replace(self, _data=data, states=key_states.assign(**states))

    def beside(self, other: "PublishedTable", *, on: Sequence[str], suffix: str) -> "PublishedTable":
        """Put the numbers of another table beside these, matched on keys, with a suffix to their names.

        Rows of this table are kept in their order; where the other has none, its cells are ``missing``.

        Raises
        ------
        pandas.errors.MergeError
            If the keys name more than one row in either table.
        """
        keys = list(on)
        brought = [column for column in other._data.columns if column not in keys]
        names = {column: f"{column}{suffix}" for column in brought}
        state_of = {column: (_STATE, name) for column, name in names.items()}
        right = pd.concat(
            [other._data.rename(columns=names), other.states[brought].set_axis([*state_of.values()], axis=1)],
            axis=1,
        )
        both = self._data.merge(right, on=keys, how="left", validate="1:1")
        data = both.drop(columns=[*state_of.values()])
        added = both[[*state_of.values()]].set_axis([*names.values()], axis=1).fillna("missing")
        states = pd.concat([self.states.reset_index(drop=True), added], axis=1)
        return replace(self, _data=data, states=states)

    def hidden_with(
        self, other: "PublishedTable", column: str, *, on: Sequence[str], numbers: Sequence[str]
    ) -> "PublishedTable":
        """Hide numbers of the rows whose row in another table hides ``column``, matched on keys."""
        keys = list(on)
        secret = other._data.loc[(other.states[column] == HIDDEN).to_numpy(), keys]
        gone = pd.MultiIndex.from_frame(self._data[keys]).isin(pd.MultiIndex.from_frame(secret))
        data = self._data.assign(**{name: self._data[name].mask(gone) for name in numbers})
        states = self.states.assign(**{name: self.states[name].mask(gone, HIDDEN) for name in numbers})
        return replace(self, _data=data, states=states)

    def with_difference(self, column: str, minuend: str, subtrahend: str) -> "PublishedTable":
        """Add the difference of two shown numbers; it is hidden or absent where either is."""
        worst = self.states[minuend].where(self.states[minuend].ne(SHOWN), self.states[subtrahend])
        data = self._data.assign(**{column: self._data[minuend] - self._data[subtrahend]})
        return replace(self, _data=data, states=self.states.assign(**{column: worst}))

    def _take(self, places: Sequence[int] | np.ndarray) -> "PublishedTable":
        rows = np.asarray(places, dtype=int)
        return replace(
            self,
            _data=self._data.take(rows).reset_index(drop=True),
            states=self.states.take(rows).reset_index(drop=True),
        )


def open_door(
    frame: pd.DataFrame,
    hidden: pd.DataFrame,
    *,
    numbers: Sequence[str],
    absent_reason: pd.Series | None = None,
    note: str = "",
) -> PublishedTable:
    """Let a frame through with its hidden cells emptied. For :mod:`batt.disclosure` alone."""
    states = np.full(frame.shape, SHOWN, dtype=object)
    data = frame.copy()
    reason = np.full(len(frame), "missing", dtype=object)
    if absent_reason is not None:
        known = absent_reason.isin(list(_REASONS)).to_numpy(dtype=bool)
        reason[known] = absent_reason[known]
    for column in numbers:
        place = frame.columns.get_loc(column)
        absent, secret = frame[column].isna().to_numpy(), hidden[column].to_numpy(dtype=bool)
        states[secret, place] = HIDDEN
        states[absent, place] = reason[absent]
        if secret.any():
            data[column] = frame[column].mask(secret)
    return PublishedTable(data, pd.DataFrame(states, frame.index, frame.columns), note, _DOOR)
