"""Indicator 11, formal qualifications: the share of those leaving KiA who obtained one. Source: WG §4.9."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._exits import counted_exits
from batt.indicators._units import unit_rows
from batt.registry import Options, load


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per exit from KiA; x is 1 when any formal qualification was obtained.

    A module or partial goal counts as much as a trade certificate. No code at all counts as none obtained.

    Parameters
    ----------
    tables
        Needs ``spells``, where ``qualifications`` holds codes joined by ``|``.
    """
    formal = "|".join(load().codes["qualifications"].in_group("formal"))
    has_any = nw.col("qualifications").str.contains(rf"(?:^|\|)(?:{formal})(?:\||$)").fill_null(False)
    return unit_rows(counted_exits(tables, "i11", options, ["qualifications"]), has_any)
