"""Indicator 4, staff training: training days of 7.5 hours per person in the rehabilitation work.

Source: WG §4.2; 15 hours are 2 days, hence 450 minutes a day.
"""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._units import ALL, unit_rows
from batt.registry import Options

FULL_POSITION = 100


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per member of staff who takes part in the rehabilitation work.

    x is the person's minutes of training, w is 1. With ``staff_denominator=fte`` w is the position in whole
    per cent and x is minutes times 100, so that both stay integers; a person whose percentage is missing
    counts as a full position, and one of 0 per cent is left out. Ordinary production staff never count.

    Parameters
    ----------
    tables
        Needs ``staff`` and ``training``.
    """
    minutes = (
        tables["training"]
        .select("staff_id", "minutes", is_counted=_is_counted(options))
        .filter(nw.col("is_counted"))
        .group_by("staff_id")
        .agg(nw.col("minutes").sum().alias("x"))
    )
    persons = _staff(tables["staff"], options).join(minutes, on="staff_id", how="left")
    x = nw.col("x").fill_null(0)
    if options.staff_denominator == "fte":
        position = (nw.col("fte_pct").fill_null(FULL_POSITION) + 0.5).floor()
        return unit_rows(persons, x * FULL_POSITION, position, nw.lit(ALL)).filter(nw.col("w") > 0)
    return unit_rows(persons, x, programme=nw.lit(ALL))


def _staff(staff: nw.LazyFrame, options: Options) -> nw.LazyFrame:
    counted = staff.filter(nw.col("is_in_rehabilitation").fill_null(False), nw.col("role") != "PRODUKSJON")
    if options.staff_denominator == "without_participants":
        return counted.filter(~nw.col("is_on_programme").fill_null(False))
    return counted


def _is_counted(options: Options) -> nw.Expr:
    """Paid working time; by option also own time where the employer covers the cost."""
    is_paid = nw.col("is_paid_time").fill_null(False)
    if options.training_hours == "with_own_time":
        return is_paid | (nw.col("is_own_time").fill_null(False) & nw.col("is_cost_covered").fill_null(False))
    return is_paid
