"""From counted units to the indicator table: sums, value, interval, n and status, once for all thirteen."""

import importlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from batt.indicators._cells import CELL, indicator_cells
from batt.indicators._contract import (
    COUNTRY,
    LEVELS,
    PLACE,
    UNIT_TYPES,
    check_units,
    check_values,
    scale_ends,
)
from batt.indicators._formulas import ratio_intervals, wilson_interval
from batt.indicators._notes import notes
from batt.indicators._order import in_order
from batt.registry import Options, load
from batt.registry.model import Indicator


@dataclass(frozen=True)
class IndicatorResult:
    """The indicator table with the counted units that it adds up.

    Attributes
    ----------
    values
        One row per provider, county or country × programme × indicator (columns: `_contract.VALUE_TYPES`).
    units
        One row per counted unit: ``indicator, row_id, year, provider_id, programme, cluster, x, w``.
    """

    values: pd.DataFrame
    units: pd.DataFrame


def compute(
    tables: Mapping[str, Any],
    deliveries: pd.DataFrame,
    year: int,
    options: Options | None = None,
    only: Collection[str] = (),
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

    Returns
    -------
    IndicatorResult
        Rows for every programme that a provider runs: hatched cells are ``not_applicable``, cells whose
        tables the provider has not delivered ``missing``. Figures of a county or the country add up those
        who have.

    Raises
    ------
    NumbersDiffer
        A rule or the table breaks its contract.
    """
    options = options or Options()
    frames = {name: nw.from_native(table).lazy() for name, table in tables.items()}
    wanted = set(only) or {entry.id for entry in load().indicators}
    cells = indicator_cells(frames, deliveries, options)
    cells = cells.loc[cells["indicator"].isin(list(wanted))].reset_index(drop=True)
    counted = cells.loc[cells["applies"] & cells["delivered"], [*CELL, "county"]]
    units = _all_units(frames, options, wanted).merge(counted, on=CELL, validate="many_to_one")
    values = _add_up(_by_level(cells), _by_level(units)).assign(year=year)
    return IndicatorResult(
        values=check_values(in_order(values, PLACE)),
        units=in_order(units, [*CELL, "row_id", "cluster"]).loc[:, list(UNIT_TYPES)],
    )


def _all_units(frames: Mapping[str, nw.LazyFrame], options: Options, wanted: Collection[str]) -> pd.DataFrame:
    """Return the counted units of every wanted indicator whose tables are there."""
    known = [entry for entry in load().indicators if set(entry.tables) <= set(frames)]
    indicators = [entry for entry in known if entry.id in wanted]
    units = [_units_of(entry, frames, options) for entry in indicators]
    none = pd.DataFrame(columns=pd.Index(UNIT_TYPES))
    return pd.concat(units or [none], ignore_index=True).astype(UNIT_TYPES)


def _units_of(indicator: Indicator, frames: Mapping[str, nw.LazyFrame], options: Options) -> pd.DataFrame:
    rule = importlib.import_module(f"batt.indicators.{indicator.stem}")
    return check_units(rule.count_units(frames, options).collect().to_pandas(), indicator)


def _by_level(frame: pd.DataFrame) -> pd.DataFrame:
    """Repeat rows for the provider, its county and the country."""
    places = (frame["provider_id"], frame["county"], COUNTRY)
    return pd.concat(
        [frame.assign(unit_level=level, unit_id=place) for level, place in zip(LEVELS, places, strict=True)],
        ignore_index=True,
    )


def _add_up(cells: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """Return one row per place, programme and indicator, with everything but the year."""
    table = cells.groupby(PLACE, sort=False, as_index=False).agg(
        applies=("applies", "first"), delivered=("delivered", "any")
    )
    table = table.merge(_sums(units), on=PLACE, how="left", validate="one_to_one")
    counts = ["numerator", "denominator", "n", "outside_n"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table = table.merge(_facts(), on="indicator", validate="many_to_one")
    table["n"] = table["n"].where(table["n_unit"] != "firms", table["numerator"])
    table["status"] = _status(table)
    divisor = table["denominator"] * table["scale_over"]
    table["value"] = table["numerator"] * table["scale_times"] / divisor.where(divisor > 0)
    table["scale"] = table["scale_times"] / table["scale_over"]
    table = _with_intervals(table, units)
    table["note"] = notes(table, cells)
    has_number = table["status"].isin(["ok", "too_few"])
    for column in ("numerator", "denominator", "n"):
        table[column] = table[column].astype("Int64").where(has_number)
    return table


def _sums(units: pd.DataFrame) -> pd.DataFrame:
    """Add units up; those with neither x nor w stand outside the mean and are only counted."""
    counted = units.assign(n=units["w"] > 0, outside_n=(units["x"] == 0) & (units["w"] == 0))
    return counted.groupby(PLACE, sort=False, as_index=False).agg(
        numerator=("x", "sum"), denominator=("w", "sum"), n=("n", "sum"), outside_n=("outside_n", "sum")
    )


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


def _with_intervals(table: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    of_means = [entry.id for entry in load().indicators if entry.interval == "t"]
    by_t = ratio_intervals(units.loc[units["indicator"].isin(of_means)], PLACE)
    table = table.merge(by_t, on=PLACE, how="left", validate="one_to_one")
    ends = ["ci_low", "ci_high"]
    table[ends] = table[ends].mul(table["scale"], axis=0)
    is_share = table["interval"] == "wilson"
    shares = table.loc[is_share]
    table.loc[is_share, ends] = np.column_stack(wilson_interval(shares["numerator"], shares["denominator"]))
    # A t interval of few units can pass the end of the scale, where no value can lie.
    low, high = scale_ends(table.loc[:, "unit"])
    return table.assign(ci_low=table["ci_low"].clip(lower=low), ci_high=table["ci_high"].clip(upper=high))
