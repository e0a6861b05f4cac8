"""Indicator 9, active solutions: the share leaving for education, another programme or treatment.

Source: WG §4.7.
"""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_exits
from batt.indicators._units import unit_rows
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit of the year; x is 1 when it was to an active solution.

    Another programme and medical treatment count only where NAV had approved them by the end of the spell;
    that is settled where the data are cleaned (``cause_group``).

    Parameters
    ----------
    tables
        Needs ``spells``.
    """
    return unit_rows(
        counted_exits(tables, "i09", options, ["cause_group"]), nw.col("cause_group") == "active"
    )
