"""From counted units to the indicator table: sums, value, interval, n and status, once for all thirteen."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from batt.indicators._cells import CELL, PROGRAMME_TABLES, indicator_cells
from batt.indicators._contract import (
    COUNTRY,
    LEVELS,
    PLACE,
    UNIT_TYPES,
    check_units,
    check_values,
    scale_ends,
)
from batt.indicators._counting import Engine, InMemory, counted_units
from batt.indicators._formulas import ratio_interval, wilson_interval
from batt.indicators._notes import notes
from batt.indicators._order import in_order
from batt.indicators._sums import SQUARES, TOTALS, cell_sums, cluster_squares
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
    frames = {name: engine.take(table) for name, table in tables.items() if name in read}
    wanted = set(only) or {entry.id for entry in load().indicators}
    cells = indicator_cells(frames, deliveries, options)
    cells = cells.loc[cells["indicator"].isin(list(wanted))].reset_index(drop=True)
    rules = counted_units(frames, options, wanted)
    units = {indicator: engine.hold(indicator, rows) for indicator, rows in rules.items()}
    sums = _checked_sums(units)
    counted = cells.loc[cells["applies"] & cells["delivered"], CELL]
    values = _add_up(cells, sums.merge(counted, on=CELL, validate="one_to_one")).assign(year=year)
    return IndicatorResult(
        values=check_values(in_order(values, PLACE)),
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


def _by_level(cells: pd.DataFrame) -> pd.DataFrame:
    """Repeat rows for the provider, its county and the country."""
    places = (cells["provider_id"], cells["county"], COUNTRY)
    return pd.concat(
        [cells.assign(unit_level=level, unit_id=place) for level, place in zip(LEVELS, places, strict=True)],
        ignore_index=True,
    )


def _add_up(cells: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place, programme and indicator, with everything but the year."""
    # Missing sums must not make decimals of the others, which hold no more than 53 bits.
    whole = sums.astype(dict.fromkeys(_SUMS, "Int64"))
    own = cells.merge(whole, on=CELL, how="left", validate="one_to_one")
    by_level = _by_level(own.fillna(dict.fromkeys(_SUMS, 0)).astype(dict.fromkeys(_SUMS, "int64")))
    # An indicator applies to a programme whoever runs it, and one who has delivered is enough for a figure.
    flags = by_level.assign(applies=by_level["applies"].astype("int64"), delivered=by_level["delivered"] * 1)
    added = flags.groupby(PLACE, sort=False)[["applies", "delivered", *_SUMS]].sum().reset_index()
    table = added.assign(applies=added["applies"] > 0, delivered=added["delivered"] > 0)
    table = table.merge(_facts(), on="indicator", validate="many_to_one")
    table["n"] = table["n"].where(table["n_unit"] != "firms", table["numerator"])
    table["status"] = _status(table)
    divisor = table["denominator"] * table["scale_over"]
    table["value"] = table["numerator"] * table["scale_times"] / divisor.where(divisor > 0)
    table["scale"] = table["scale_times"] / table["scale_over"]
    table = _with_intervals(table)
    table["note"] = notes(table, by_level)
    has_number = table["status"].isin(["ok", "too_few"])
    for column in ("numerator", "denominator", "n"):
        table[column] = table[column].astype("Int64").where(has_number)
    return table


def _facts() -> pd.DataFrame:
    """What the registry says of each indicator. One row per indicator."""
    return pd.DataFrame(
        {
            "indicator": entry.id,
            "rule_version": entry.rule_version,
            "unit": entry.unit,
            "n_unit": entry.n_unit,
            "minimum_n": entry.minimum_n,
            "interval": entry.interval,
            # Kept as a fraction, so that 175 days are exactly 25 weeks.
            "scale_times": entry.scale.numerator,
            "scale_over": entry.scale.denominator,
        }
        for entry in load().indicators
    )


def _status(table: pd.DataFrame) -> np.ndarray:
    # A form without all its answers is an answer not given, and not a small group.
    is_unanswered = (table["n_unit"] == "questions") & (table["denominator"] == 0)
    return np.select(
        [~table["applies"], ~table["delivered"] | is_unanswered, table["n"] < table["minimum_n"]],
        ["not_applicable", "missing", "too_few"],
        "ok",
    )


def _with_intervals(table: pd.DataFrame) -> pd.DataFrame:
    low = pd.Series(np.nan, index=table.index)
    high = low.copy()
    is_mean, is_share = table["interval"] == "t", table["interval"] == "wilson"
    means, shares = table.loc[is_mean], table.loc[is_share]
    low[is_mean], high[is_mean] = (ends * means["scale"] for ends in ratio_interval(means))
    low[is_share], high[is_share] = wilson_interval(shares["numerator"], shares["denominator"])
    # A t interval of few units can pass the end of the scale, where no value can lie.
    lowest, highest = scale_ends(table["unit"])
    return table.assign(ci_low=low.clip(lower=lowest), ci_high=high.clip(upper=highest))
