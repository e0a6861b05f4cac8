"""Indicator 10, time spent in the programme: mean weeks from start to exit. Source: WG §4.8."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_days, exits
from batt.indicators._units import unit_rows
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit of the year; x is the days of the stay.

    Parameters
    ----------
    tables
        Needs ``spells``.
    """
    return unit_rows(exits(tables, "i10", options, ["stay_days"]), counted_days(nw.col("stay_days"), options))
