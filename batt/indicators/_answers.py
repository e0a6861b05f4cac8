"""The mean of survey answers: what indicators 1 to 3 have in common."""

import narwhals as nw

from batt.indicators._units import unit_rows
from batt.registry import Options, load

LOWEST, HIGHEST = 1, 6
SCORES = tuple(range(LOWEST, HIGHEST + 1))
# The least common multiple of 1 to 9 answers: each respondent's mean becomes an integer share of it.
RESPONDENT_WEIGHT = 2520


def scored_fields(survey: str) -> list[str]:
    """Return the fields of a survey whose answers are on the 1–6 scale and belong to the mean."""
    return [question.field for question in load().survey(survey).questions if question.in_mean]


def respondent_units(
    answers: nw.LazyFrame, survey: str, options: Options, programme: nw.Expr | None = None
) -> nw.LazyFrame:
    """Return one counted unit per respondent with at least one answer from 1 to 6.

    Parameters
    ----------
    answers
        One row per respondent with the survey's fields; 7 ("don't know") and missing answers do not count.
    programme
        ``nw.lit(ALL)`` for a survey about the whole provider.

    Returns
    -------
    LazyFrame
        One row per respondent: x sum and w count of the answers. With ``survey_mean=respondents`` every
        respondent weighs `RESPONDENT_WEIGHT` and x is the respondent's mean times it, still an integer.

    Source: WG §4.1.
    """
    fields = scored_fields(survey)
    scored = (
        answers.with_columns(nw.col(*fields).fill_null(0).cast(nw.Int64))
        .with_columns(nw.col(*fields).is_in(SCORES).cast(nw.Int64).name.prefix("is_"))
        .with_columns(
            answers_sum=nw.sum_horizontal(nw.col(field) * nw.col(f"is_{field}") for field in fields),
            answers_n=nw.sum_horizontal(f"is_{field}" for field in fields),
        )
        .drop(*fields, *(f"is_{field}" for field in fields))
        .filter(nw.col("answers_n") > 0)
    )
    if options.survey_mean == "respondents":
        mean = nw.col("answers_sum") * RESPONDENT_WEIGHT // nw.col("answers_n")
        return unit_rows(scored, mean, RESPONDENT_WEIGHT, programme)
    return unit_rows(scored, nw.col("answers_sum"), nw.col("answers_n"), programme)
