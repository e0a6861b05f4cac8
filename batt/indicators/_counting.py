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

    def take(self, table: Any) -> nw.LazyFrame:
        """Take a clean table, as any frame that Narwhals reads."""
        ...

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        ...

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        ...


ARROW = {"str": pa.large_string(), "int64": pa.int64()}


class InMemory:
    """The default: pandas frames, whose columns are added up where they are, by Arrow."""

    def take(self, table: Any) -> nw.LazyFrame:
        """Take a clean table. Rules run in half the time on Arrow, which holds pandas' texts anyway."""
        is_pandas = isinstance(table, pd.DataFrame)
        return nw.from_native(
            pa.Table.from_pandas(table, preserve_index=False) if is_pandas else table
        ).lazy()

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        schema = pa.schema([(name, ARROW[kind]) for name, kind in UNIT_TYPES.items()])
        return nw.from_native(units.collect().to_arrow().cast(schema)).lazy()

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        table = pa.Table.from_pandas(small, preserve_index=False)
        schema = pa.schema([(name, ARROW["str"]) for name in table.column_names])
        return nw.from_native(table.cast(schema)).lazy()


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
    return units.with_columns(indicator=nw.lit(indicator.id)).select(*UNIT_TYPES)
