"""Take the answers on the 1–6 scale from the evidence, question by question or theme by theme."""

import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.evidence import Evidence
from batt.relationships.surveys.item_profile import SCORES

KEY = ["provider_id", "year"]
POINTS = len(SCORES)


def six_point_rows(evidence: Evidence, survey: str) -> pd.DataFrame:
    """Return the respondents of a survey who answered on six points. One row per respondent.

    Answers are as delivered (7 in the NAV survey stays). An empty frame where nobody delivered the survey.
    """
    rows = evidence.rows(load_registry().survey(survey).table)
    if "scale_points" in rows:
        rows = rows[rows["scale_points"].fillna(POINTS) == POINTS]
    return rows.reset_index(drop=True)


def scores(rows: pd.DataFrame, survey: str) -> pd.DataFrame:
    """Return the scored items of some respondents, one column per question, missing where not 1–6."""
    fields = [question.field for question in load_registry().survey(survey).questions if question.in_mean]
    answers = rows.loc[:, fields].astype("Float64").astype(float)
    return answers.where(answers.isin(SCORES))


def respondent_mean(answers: pd.DataFrame) -> pd.Series:
    """Return each respondent's mean; missing where fewer than half of the items have an answer."""
    return answers.mean(axis=1).where(2 * answers.notna().sum(axis=1) >= answers.shape[1])


def theme_scores(evidence: Evidence, survey: str) -> pd.DataFrame:
    """Return the answers 1–6 of a survey by theme.

    Returns
    -------
    DataFrame
        One row per respondent: ``provider_id, year`` and one column per theme of the concordance, missing
        where there is no answer from 1 to 6. Empty where nobody delivered the survey.
    """
    rows = six_point_rows(evidence, survey)
    if rows.empty:
        return pd.DataFrame(columns=KEY)
    themes = {question.field: question.theme for question in load_registry().survey(survey).questions}
    return pd.concat([rows[KEY], scores(rows, survey).rename(columns=themes)], axis=1)


def themes_matched(*matches: str) -> tuple[str, ...]:
    """Return the themes whose items match in one of the given ways, in the order of the registry."""
    return tuple(theme.id for theme in load_registry().themes if theme.match in matches)
