"""Indicator 7, physical and mental health: yes to six questions about what the provider arranges.

Source: WG §4.5. Questions 1–4 are about the company, 5 and 6 about the programme.
"""

from collections.abc import Mapping

import narwhals as nw
import pandas as pd

from batt.indicators._units import unit_rows
from batt.registry import Options

OF_COMPANY = ("health_q1", "health_q2", "health_q3", "health_q4")
OF_PROGRAMME = ("health_q5", "health_q6")


def count_units(tables: Mapping[str, nw.LazyFrame], options: Options) -> nw.LazyFrame:
    """Return six counted units per provider and programme: one a question, x 1 for yes.

    A missing answer is not a no: a programme without all six answers has no units. The four questions about
    the company come back for every programme with the same source row, so that `provider_value` can count
    them once. ``cluster`` is the question.

    Parameters
    ----------
    tables
        Needs ``provider_years`` and ``provider_programme_years``.
    """
    company = tables["provider_years"].select(
        "provider_id", nw.col("row_id").alias("company_row_id"), *OF_COMPANY
    )
    forms = (
        tables["provider_programme_years"]
        .join(company, on="provider_id", how="inner")
        .drop_nulls([*OF_COMPANY, *OF_PROGRAMME])
    )
    of_company = forms.with_columns(row_id=nw.col("company_row_id"))
    return nw.concat(
        [_question_units(of_company, question) for question in OF_COMPANY]
        + [_question_units(forms, question) for question in OF_PROGRAMME]
    )


def provider_value(units: pd.DataFrame, options: Options) -> pd.DataFrame:
    """Return each provider's share of yes over all its programmes, beside the figures per programme.

    Parameters
    ----------
    units
        One row per provider, programme and question (the counted units of this indicator).

    Returns
    -------
    DataFrame
        One row per provider: ``provider_id, programmes_n, value`` (0–1). With ``health_provider=mean`` the
        mean of its programmes' shares; ``pooled`` counts the four questions about the company once.
    """
    programmes_n = units.groupby("provider_id")["programme"].nunique()
    if options.health_provider == "pooled":
        value = _share(units.drop_duplicates(["provider_id", "row_id", "cluster"]), ["provider_id"])
    else:
        value = _share(units, ["provider_id", "programme"]).groupby("provider_id").mean()
    return pd.DataFrame({"programmes_n": programmes_n, "value": value}).reset_index()


def _share(units: pd.DataFrame, by: list[str]) -> pd.Series:
    sums = units.groupby(by).agg(x=("x", "sum"), w=("w", "sum"))
    return sums.loc[:, "x"] / sums.loc[:, "w"]


def _question_units(forms: nw.LazyFrame, question: str) -> nw.LazyFrame:
    return unit_rows(forms, nw.col(question), cluster=nw.lit(question))
