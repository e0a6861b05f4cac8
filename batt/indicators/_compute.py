"""From counted units to the indicator table: sums, value, interval, n and status, once for all thirteen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import pandas as pd

from batt.indicators._cells import CELL, PROGRAMME_TABLES, as_texts, indicator_cells
from batt.indicators._contract import UNIT_TYPES, check_units, check_values
from batt.indicators._counting import Engine, InMemory, counted_units
from batt.indicators._order import in_order
from batt.indicators._sums import SQUARES, TOTALS, cell_sums, cluster_squares
from batt.indicators._table import indicator_table
from batt.registry import Options, load

_SUMS = [*TOTALS, *SQUARES]


@dataclass(frozen=True)
class IndicatorResult:
    """The indicator table with the counted units that it adds up.

    Attributes
    ----------
    values
        One row per provider, county or country × programme × indicator (columns: `_contract.VALUE_TYPES`).
    held
        By indicator, one row per unit that its rule counts, in no order, inside the engine that holds them.
    cells
        Which of them are in the table: ``indicator, provider_id, programme``, one row per cell.
    """

    values: pd.DataFrame
    held: Mapping[str, nw.LazyFrame]
    cells: nw.LazyFrame

    @cached_property
    def counted(self) -> dict[str, nw.LazyFrame]:
        """The units in the table, without those of cells not delivered or of programmes that nobody runs."""
        return {indicator: self._in_table(rows) for indicator, rows in self.held.items()}

    @cached_property
    def units(self) -> pd.DataFrame:
        """Counted units in order: ``indicator, row_id, year, provider_id, programme, cluster, x, w``."""
        return _ordered(list(self.counted.values()))

    def units_of(self, indicator: str) -> pd.DataFrame:
        """Return the counted units of one indicator, as in `units`; none where it was not computed."""
        return _ordered([self._in_table(self.held[indicator])] if indicator in self.held else [])

    def _in_table(self, rows: nw.LazyFrame) -> nw.LazyFrame:
        return rows.join(self.cells, on=CELL, how="inner").select(*UNIT_TYPES)


def _ordered(counted: Sequence[nw.LazyFrame]) -> pd.DataFrame:
    """Return counted units as one table in order."""
    none = pd.DataFrame(columns=pd.Index(UNIT_TYPES))
    found = [rows.collect().to_pandas() for rows in counted]
    units = pd.concat(found or [none], ignore_index=True).astype(UNIT_TYPES)
    return in_order(units, [*CELL, "row_id", "cluster"]).loc[:, list(UNIT_TYPES)]


def compute(
    tables: Mapping[str, Any],
    deliveries: pd.DataFrame,
    year: int,
    options: Options | None = None,
    only: Collection[str] = (),
    engine: Engine | None = None,
) -> IndicatorResult:
    """Compute the thirteen indicators of a year, or some of them.

    Parameters
    ----------
    tables
        The year's clean tables by name, as any frames that Narwhals reads; an undelivered table is absent.
    deliveries
        One row per provider and table: ``provider_id, table, delivered``.
    year
        The year that the tables are about.
    options
        The readings in force; the defaults when left out.
    only
        The indicators to compute; all when empty.
    engine
        What holds the counted units and adds them up; pandas when left out.

    Returns
    -------
    IndicatorResult
        Rows for every programme that a provider runs: hatched cells are ``not_applicable``, cells whose
        tables the provider has not delivered ``missing``. Figures of a county or the country add up those
        who have. The table is the same to the last digit whatever the engine.

    Raises
    ------
    NumbersDiffer
        A rule or the table breaks its contract.
    """
    options, engine = options or Options(), engine or InMemory()
    read = {"providers", *PROGRAMME_TABLES, *(table for entry in load().indicators for table in entry.tables)}
    frames = engine.take({name: table for name, table in tables.items() if name in read})
    wanted = set(only) or {entry.id for entry in load().indicators}
    cells = indicator_cells(frames, deliveries, options)
    cells = cells.loc[cells["indicator"].isin(list(wanted))].reset_index(drop=True)
    rules = counted_units(frames, options, wanted)
    units = {indicator: engine.hold(indicator, rows) for indicator, rows in rules.items()}
    sums = _checked_sums(units)
    counted = as_texts(cells.loc[cells["applies"] & cells["delivered"], CELL])
    values = indicator_table(cells, sums).assign(year=year)
    return IndicatorResult(
        values=check_values(values),
        held=units,
        cells=engine.bring(counted),
    )


def _checked_sums(units: Mapping[str, nw.LazyFrame]) -> pd.DataFrame:
    """Return the sums of units that are as agreed. One row per indicator, provider and programme."""
    sums = cell_sums(units)
    check_units(units, sums)
    of_means = [entry.id for entry in load().indicators if entry.interval == "t"]
    shared = (
        sums.loc[(sums["shared_n"] > 0) & sums["indicator"].isin(of_means), "indicator"].unique().tolist()
    )
    if not shared:
        return sums.loc[:, [*CELL, *_SUMS]]
    squares = pd.concat([cluster_squares(units[indicator]) for indicator in shared]).set_index(CELL)
    sums = sums.set_index(CELL)
    sums.loc[squares.index, list(SQUARES)] = squares
    return sums.reset_index().loc[:, [*CELL, *_SUMS]]
