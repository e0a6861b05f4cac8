"""Indicator 13, time before employment: mean weeks from the start of AB. Source: WG §4.11."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_days, exits, job_codes
from batt.indicators._units import unit_rows
from batt.registry import Options, load


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit from AB; x is the days to employment.

    Only exits to a job that have a date of employment are in the mean; the others, and dates before the
    spell, are kept with w 0: they are counted beside it. With ``time_population=event_year`` the units are
    the spells whose employment fell in the year, whether still running or ended by a job.

    Parameters
    ----------
    tables
        Needs ``spells``.
    """
    days = nw.col("days_to_job").fill_null(-1)
    to_job = nw.col("end_cause").is_in(job_codes(options)).fill_null(False)
    if options.time_population == "event_year":
        employed = tables["spells"].filter(
            nw.col("programme").is_in(load().applicable("i13")),
            nw.col("employed_in_year").fill_null(False),
            to_job | ~nw.col("is_exit"),
            days >= 0,
        )
        return unit_rows(employed, counted_days(days, options))
    has_job = to_job & (days >= 0)
    x = nw.when(has_job).then(counted_days(days, options)).otherwise(0)
    return unit_rows(exits(tables, "i13", options, ["days_to_job", "end_cause"]), x, has_job)
