"""Indicator 2, user survey: the mean of all answers 1–6 to questions 1–8. Source: WG §4.1.2."""

from collections.abc import Mapping

import narwhals as nw

from batt.indicators._answers import HIGHEST, respondent_units
from batt.registry import Options


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return one counted unit per respondent of the user survey.

    Question 9 is yes or no and outside the mean. Answers on a shorter scale (``scale_points`` given and not
    6) cannot be averaged with the others and are reported apart.

    Parameters
    ----------
    tables
        Needs ``answers_user``.
    """
    answers = tables["answers_user"].filter(nw.col("scale_points").fill_null(HIGHEST) == HIGHEST)
    return respondent_units(answers, "user", options)
