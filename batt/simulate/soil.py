"""A table being soiled: cells that can be changed, and which rows have a fault already."""

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray

Rows = NDArray[np.int64]


class Soil:
    """Cells of one table with the means to put faults into them, at most one fault a row.

    Parameters
    ----------
    cells
        Text cells as ``cells.as_cells`` makes them; not changed.
    rng
        Source of all choices.
    """

    def __init__(self, cells: pd.DataFrame, rng: Generator):
        self.rng = rng
        self.columns = {name: cells[name].to_numpy(dtype=object, copy=True) for name in cells}
        self._untouched = np.ones(len(cells), dtype=bool)

    def __len__(self) -> int:
        return len(self._untouched)

    def __contains__(self, field: str) -> bool:
        return field in self.columns

    def __getitem__(self, field: str) -> NDArray[np.object_]:
        return self.columns[field]

    def has(self, field: str) -> NDArray[np.bool_]:
        """Return which rows have something in a field."""
        return self.columns[field] != np.array(None)

    def spare(self, rows: NDArray[np.bool_]) -> None:
        """Keep rows free of faults."""
        self._untouched &= ~rows

    def pick(self, rate: float, among: NDArray[np.bool_] | None = None) -> Rows:
        """Take a share of the rows without a fault, at least one where there is one, and mark them."""
        candidates = np.flatnonzero(self._untouched if among is None else self._untouched & among)
        wanted = min(len(candidates), max(1, round(rate * len(candidates))))
        rows = np.sort(self.rng.choice(candidates, wanted, replace=False)) if wanted else candidates
        self._untouched[rows] = False
        return rows

    def put(self, rows: Rows, field: str, values: object) -> None:
        """Write a value, or one value a row, into a field."""
        self.columns[field][rows] = values

    def append(self, rows: Rows, field: str | None = None, values: object = None) -> None:
        """Deliver rows a second time at the end of the table, one field changed if named."""
        copies = {name: column[rows] for name, column in self.columns.items()}
        if field is not None:
            copies[field][:] = values
        self.columns = {name: np.concatenate([column, copies[name]]) for name, column in self.columns.items()}
        self._untouched = np.concatenate([self._untouched, np.zeros(len(rows), dtype=bool)])

    def frame(self) -> pd.DataFrame:
        """Return the cells as they are now."""
        return pd.DataFrame(self.columns, dtype=object)
