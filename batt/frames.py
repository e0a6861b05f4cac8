"""A computed year as frames with a codebook, for whoever works on with it: ``batt.load(2015)``."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

import batt.clean
from batt.errors import Problem, UsageError
from batt.opening import open_root
from batt.registry.codebook import INDICATORS, Variable, variable

CODEBOOK_COLUMNS = ("table", "column", "type", "unit", "label_nb", "label_en", "codes", "source")


@dataclass(frozen=True)
class YearData:
    """A year's clean tables and its indicator table. A table is also an attribute: ``data.spells``.

    Attributes
    ----------
    year
        The year.
    tables
        Name → clean table, one row per received row that was kept. A table that nobody delivered is not
        there. A column of codes is categorical with the codes in the order of the registry; the order is for
        showing and says nothing of more or less, so the categories are unordered. Missing stays missing.
    indicators
        The indicator table. One row per unit, programme and indicator.
    codebook
        One row per table and column: ``table, column, type, unit, label_nb, label_en, codes, source``, where
        `codes` lists the codes and `source` is the received header or what the column is derived from.
    """

    year: int
    tables: Mapping[str, pd.DataFrame] = field(repr=False)
    indicators: pd.DataFrame = field(repr=False)
    codebook: pd.DataFrame = field(repr=False)

    def __getattr__(self, name: str) -> pd.DataFrame:
        # An object that is just being copied has no tables yet.
        tables = self.__dict__.get("tables", {})
        if name in tables:
            return tables[name]
        raise AttributeError(f"'{name}' is no table; there are: {', '.join(tables)}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.tables]

    def __repr__(self) -> str:
        sizes = [f"  {name}: {len(rows)} rows" for name, rows in self.all_tables().items()]
        return "\n".join([f"YearData of {self.year}", *sizes])

    def all_tables(self) -> dict[str, pd.DataFrame]:
        """Return the clean tables and, under the name ``indicators``, the indicator table."""
        return {**self.tables, INDICATORS: self.indicators}

    def labels(self, table: str, column: str, lang: str = "en") -> dict[str, str]:
        """Return the codes of a column with their labels; empty where it has no codes."""
        return {code.code: code.label[lang] for code in variable(table, column).codes}


def load_year(year: int = 0, root: str | Path = "") -> YearData:
    """Read a year that has been computed.

    Parameters
    ----------
    year
        0 means the newest received.
    root
        The folder that holds ``data/raw/``; empty means the project folder, or its ``demo/`` where no real
        year has been received.

    Raises
    ------
    UsageError
        The year has not been received, or not been computed.
    """
    place, chosen = open_root(root, year)
    if not place.indicators(chosen).exists():
        raise UsageError(
            Problem(
                place.relative(place.indicators(chosen)),
                f"the indicators of {chosen} have not been computed",
                f"Computed years: {', '.join(map(str, place.computed_years(chosen))) or 'none'}.",
                f"Run: batt run indicators --year {chosen}",
            )
        )
    tables = {name: _coded(name, rows) for name, rows in batt.clean.load(place, chosen).tables.items()}
    indicators = _coded(INDICATORS, pd.read_parquet(place.indicators(chosen)))
    return YearData(chosen, tables, indicators, codebook({**tables, INDICATORS: indicators}))


def codebook(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what the columns of some tables mean. One row per table and column (`CODEBOOK_COLUMNS`)."""
    found = [variable(name, str(column)) for name, rows in tables.items() for column in rows.columns]
    return pd.DataFrame([_codebook_row(one) for one in found], columns=list(CODEBOOK_COLUMNS))


def code_labels(variables: Iterable[Variable]) -> pd.DataFrame:
    """Return the codes of some variables. One row per table, column and code, in registry order."""
    rows = [
        (one.table, one.field, code.code, code.label.nb, code.label.en)
        for one in variables
        for code in one.codes
    ]
    return pd.DataFrame(rows, columns=["table", "column", "code", "label_nb", "label_en"])


def _codebook_row(one: Variable) -> tuple[str, ...]:
    codes = " ".join(code.code for code in one.codes)
    return (one.table, one.field, one.type, one.unit, one.label.nb, one.label.en, codes, one.source)


def _coded(table: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Make the columns of codes categorical. A list of codes in one cell stays text."""
    coded = {}
    for column in rows.columns:
        known = variable(table, str(column))
        if known.type == "code":
            coded[str(column)] = pd.Categorical(rows[column], categories=[code.code for code in known.codes])
    return rows.assign(**coded)
