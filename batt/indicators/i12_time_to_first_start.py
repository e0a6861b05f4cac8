"""Indicator 12, time before the first start in working life: mean weeks from the start of AB.

Source: WG §4.10. A start is a job or work practice.
"""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_days, exits
from batt.indicators._units import unit_rows
from batt.registry import Options, load


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit from AB; x is the days to the first start.

    An exit without a start, or with one dated before the spell, is kept with w 0: it is counted beside the
    mean. With ``time_population=event_year`` the units are the spells whose first start fell in the year,
    ended or not.

    Parameters
    ----------
    tables
        Needs ``spells``.
    """
    days = nw.col("days_to_start").fill_null(-1)
    if options.time_population == "event_year":
        in_ab = nw.col("programme").is_in(load().applicable("i12"))
        started = tables["spells"].filter(in_ab, nw.col("first_start_in_year").fill_null(False), days >= 0)
        return unit_rows(started, counted_days(days, options))
    has_start = days >= 0
    x = nw.when(has_start).then(counted_days(days, options)).otherwise(0)
    return unit_rows(exits(tables, "i12", options, ["days_to_start"]), x, has_start)
