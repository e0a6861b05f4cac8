"""Indicator 8, job acquisition: the share of those leaving who leave for a job. Source: WG §4.6."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_exits, job_codes
from batt.indicators._units import unit_rows
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit of the year; x is 1 when the end cause is a job.

    Parameters
    ----------
    tables
        Needs ``spells``.
    """
    return unit_rows(
        counted_exits(tables, "i08", options, ["end_cause"]), nw.col("end_cause").is_in(job_codes(options))
    )
