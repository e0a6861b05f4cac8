"""The surveys item by item."""

from collections.abc import Mapping

import pandas as pd

from batt.indicators._answers import HIGHEST, LOWEST, scored_fields
from batt.indicators._formulas import ratio_intervals
from batt.indicators._order import in_order, with_all
from batt.indicators._units import ALL
from batt.registry import load

GROUP = ["survey", "programme", "question"]


def survey_items(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the mean answer to each question, with t intervals clustered on provider.

    Parameters
    ----------
    tables
        Clean tables by name; a survey whose table is absent has no rows.

    Returns
    -------
    DataFrame
        One row per survey, programme (or ``ALL``) and question that somebody answered: ``survey, programme,
        question, theme, n`` (respondents), ``sum, mean, ci_low, ci_high``. Means are 1–6; of a yes/no
        question the share of yes, 0–1. Answers on another scale than 1–6 are left out.
    """
    columns = [*GROUP, "theme", "n", "sum", "mean", "ci_low", "ci_high"]
    answered = [answers_by_question(survey.id, tables) for survey in load().surveys if survey.table in tables]
    if not answered:
        return pd.DataFrame(columns=columns)
    long = pd.concat(answered, ignore_index=True)
    sums = long.groupby(GROUP, sort=False).agg(n=("w", "sum"), sum=("x", "sum")).reset_index()
    table = sums.merge(ratio_intervals(long, GROUP), on=GROUP, validate="one_to_one")
    table = table.assign(mean=table["sum"] / table["n"])
    is_score = table["question"].isin(_scored_questions())
    low, high = (
        is_score.map(lambda yes: LOWEST if yes else 0),
        is_score.map(lambda yes: HIGHEST if yes else 1),
    )
    table = table.assign(ci_low=table["ci_low"].clip(lower=low), ci_high=table["ci_high"].clip(upper=high))
    themes = {
        (survey.id, question.id): question.theme for survey in load().surveys for question in survey.questions
    }
    table["theme"] = pd.Series(
        [themes[pair] for pair in zip(table["survey"], table["question"], strict=True)],
        index=table.index,
        dtype="str",
    )
    return in_order(table, GROUP).loc[:, columns]


def other_scales(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return what users answered on a shorter scale, which cannot be averaged with 1–6.

    Returns
    -------
    DataFrame
        One row per programme and length of scale: ``programme, scale_points, n`` (respondents), ``answers_n,
        sum, mean`` on the scale itself. Empty where everybody answered on six points.
    """
    columns = ["programme", "scale_points", "n", "answers_n", "sum", "mean"]
    answers = tables.get("answers_user", pd.DataFrame(columns=["scale_points"]))
    shorter = answers.loc[answers["scale_points"].fillna(HIGHEST) != HIGHEST]
    if shorter.empty:
        return pd.DataFrame(columns=columns)
    scored = shorter.loc[:, scored_fields("user")]
    counted = shorter.assign(answers_n=scored.notna().sum(axis=1), sum=scored.sum(axis=1))
    table = counted.groupby(["programme", "scale_points"], as_index=False).agg(
        n=("answers_n", "size"), answers_n=("answers_n", "sum"), sum=("sum", "sum")
    )
    table = table.assign(mean=table["sum"] / table["answers_n"])
    return in_order(table, ["programme", "scale_points"]).loc[:, columns]


def answers_by_question(survey_id: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a survey's answers.

    Returns
    -------
    DataFrame
        One row per answer: ``survey, programme, question, cluster`` (the provider), ``x``, ``w`` = 1.
    """
    survey = load().survey(survey_id)
    answers = tables[survey.table]
    if "scale_points" in answers:
        answers = answers.loc[answers["scale_points"].fillna(HIGHEST) == HIGHEST]
    fields = {question.field: question.id for question in survey.questions}
    scored = set(scored_fields(survey_id))
    keys = ["provider_id", "programme"]
    scoped = with_all(answers) if survey_id == "user" else answers.assign(programme=ALL)
    whole = scoped.loc[:, [*keys, *fields]].astype(dict.fromkeys(fields, "Int64"))
    long = whole.melt(id_vars=keys, var_name="field", value_name="x").dropna(subset=["x"])
    long = long.loc[~long["field"].isin(scored) | long["x"].between(LOWEST, HIGHEST)]
    return pd.DataFrame(
        {
            "survey": survey_id,
            "programme": long["programme"],
            "question": long["field"].map(fields),
            "cluster": long["provider_id"],
            "x": long["x"].astype("int64"),
            "w": 1,
        }
    )


def _scored_questions() -> list[str]:
    return [question.id for survey in load().surveys for question in survey.questions if question.in_mean]
