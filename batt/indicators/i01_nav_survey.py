"""Indicator 1, NAV survey: the mean of all answers 1–6 to nine questions. Source: WG §4.1.1."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._answers import respondent_units
from batt.indicators._units import ALL
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per respondent of the NAV survey.

    Answer 7 ("don't know or not relevant") is no score. Other customers than NAV are respondents too.

    Parameters
    ----------
    tables
        Needs ``answers_nav``.
    """
    return respondent_units(tables["answers_nav"], "nav", options, nw.lit(ALL))
