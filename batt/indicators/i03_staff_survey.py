"""Indicator 3, employees survey: the mean of all answers 1–6 to nine questions. Source: WG §4.1.3."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._answers import respondent_units
from batt.indicators._units import ALL
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per respondent among the provider's own staff.

    Parameters
    ----------
    tables
        Needs ``answers_staff``.
    """
    return respondent_units(tables["answers_staff"], "staff", options, nw.lit(ALL))
