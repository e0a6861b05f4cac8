"""The saved tables of a root, read from Parquet alone: not by the code that makes pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from batt.paths import Root

Rows = Callable[["Saved"], pd.DataFrame]
_NO_ROWS = pd.DataFrame()


@dataclass
class Saved:
    """What lies under ``data/processed`` for a year and those before it; every file is read once."""

    root: Root
    year: int
    _read: dict[str, pd.DataFrame] = field(default_factory=dict)
    _made: dict[Rows, pd.DataFrame] = field(default_factory=dict)
    _index: dict[tuple[Rows, tuple[str, ...]], dict[tuple, list[tuple[int, dict]]]] = field(
        default_factory=dict
    )

    def table(self, stage: str, name: str, year: int | None = None) -> pd.DataFrame:
        """Return a saved table; no rows where it was not made."""
        path = self.root.processed(stage) / str(year or self.year) / f"{name}.parquet"
        return self._file(str(path) if path.exists() else "")

    @property
    def files(self) -> list[str]:
        """The files read so far, by their paths below the root."""
        return [self.root.relative(Path(path)) for path in self._read if path]

    @property
    def years(self) -> list[int]:
        """The years whose indicators are saved, oldest first."""
        found = sorted(int(path.stem) for path in self.root.processed("indicators").glob("*.parquet"))
        return [year for year in found if year <= self.year]

    def indicators(self, year: int) -> pd.DataFrame:
        """Return the indicator table of a year, complete."""
        return self._file(str(self.root.processed("indicators") / f"{year}.parquet"))

    def frame(self, rows: Rows) -> pd.DataFrame:
        """Return rows that are made from saved tables, made once."""
        if rows not in self._made:
            self._made[rows] = rows(self).reset_index(drop=True)
        return self._made[rows]

    def lookup(self, rows: Rows, keys: Mapping[str, Any]) -> list[tuple[int, dict[str, Any]]]:
        """Return the rows that have these keys, each with its place."""
        names = tuple(sorted(keys))
        frame = self.frame(rows)
        if frame.empty or not set(names) <= set(frame.columns):
            return []
        if (rows, names) not in self._index:
            index: dict[tuple, list[tuple[int, dict]]] = {}
            for place, row in enumerate(frame.to_dict("records")):
                named = {str(column): value for column, value in row.items()}
                index.setdefault(tuple(named[name] for name in names), []).append((place, named))
            self._index[rows, names] = index
        return self._index[rows, names].get(tuple(keys[name] for name in names), [])

    def _file(self, path: str) -> pd.DataFrame:
        if path not in self._read:
            self._read[path] = pd.read_parquet(path) if path else _NO_ROWS
        return self._read[path]


@dataclass(frozen=True)
class Reader:
    """Who reads a page: what is saved, the kind of page, its language, and the reader's role and unit."""

    saved: Saved
    kind: str
    lang: str
    role: str
    unit: str

    @property
    def year(self) -> int:
        return self.saved.year
