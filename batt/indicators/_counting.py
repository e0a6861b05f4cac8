"""From clean tables to counted units: every rule that can be applied, in the engine that holds the tables."""

import importlib
from collections.abc import Collection, Mapping
from typing import Any, Protocol

import narwhals as nw
import pandas as pd
import pyarrow as pa

from batt.indicators._contract import UNIT_TYPES, check_columns
from batt.registry import Options, load
from batt.registry.model import Indicator


class Engine(Protocol):
    """What adds rows up: pandas in memory, or something for registers that do not fit there."""

    def take(self, tables: Mapping[str, Any]) -> dict[str, nw.LazyFrame]:
        """Take clean tables by name, as any frames that Narwhals reads."""
        ...

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        ...

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        ...


SHORT_TEXTS = 2**31
"""Arrow groups and joins texts that it counts by 32 bits four times as fast; they hold so many bytes."""


class InMemory:
    """The default: pandas frames, whose columns are added up where they are, by Arrow."""

    def __init__(self) -> None:
        self._text = pa.large_string()

    def take(self, tables: Mapping[str, Any]) -> dict[str, nw.LazyFrame]:
        """Take clean tables. Rules run in half the time on Arrow, which holds pandas' texts anyway."""
        arrow = {
            name: pa.Table.from_pandas(table, preserve_index=False)
            if isinstance(table, pd.DataFrame)
            else table
            for name, table in tables.items()
        }
        # One kind of text for all, since texts of two kinds cannot be joined.
        if all(isinstance(table, pa.Table) for table in arrow.values()):
            is_short = sum(table.nbytes for table in arrow.values()) < SHORT_TEXTS
            self._text = pa.string() if is_short else pa.large_string()
            arrow = {name: table.cast(self._typed(table.schema)) for name, table in arrow.items()}
        return {name: nw.from_native(table).lazy() for name, table in arrow.items()}

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        kinds = {"str": self._text, "int64": pa.int64()}
        schema = pa.schema([(name, kinds[kind]) for name, kind in UNIT_TYPES.items()])
        return nw.from_native(units.collect().to_arrow().cast(schema)).lazy()

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        table = pa.Table.from_pandas(small, preserve_index=False)
        return nw.from_native(
            table.cast(pa.schema([(name, self._text) for name in table.column_names]))
        ).lazy()

    def _typed(self, schema: pa.Schema) -> pa.Schema:
        texts = (pa.string(), pa.large_string())
        return pa.schema([field.with_type(self._text) if field.type in texts else field for field in schema])


def counted_units(
    frames: Mapping[str, nw.LazyFrame], options: Options, wanted: Collection[str]
) -> dict[str, nw.LazyFrame]:
    """Return the counted units of every wanted indicator whose tables are there, by indicator.

    Returns
    -------
    dict of LazyFrame
        One row per counted unit, in the columns of `UNIT_TYPES`, not yet computed.

    Raises
    ------
    NumbersDiffer
        A rule returns other columns or types than agreed.
    """
    return {
        entry.id: _units_of(entry, frames, options)
        for entry in load().indicators
        if entry.id in wanted and set(entry.tables) <= set(frames)
    }


def _units_of(indicator: Indicator, frames: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    rule = importlib.import_module(f"batt.indicators.{indicator.stem}")
    units: nw.LazyFrame = rule.count_units(frames, options)
    check_columns(units, indicator)
    own = [name for name in UNIT_TYPES if name != "indicator"]
    return units.select(nw.lit(indicator.id).alias("indicator"), *own)
