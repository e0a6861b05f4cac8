"""Profiles and reliability of the three surveys in one year, as tables."""

import pandas as pd

from batt.registry import load as load_registry
from batt.relationships.evidence import Evidence
from batt.relationships.surveys.item_profile import item_profile
from batt.relationships.surveys.reliability import reliability
from batt.relationships.surveys.six_points import scores, six_point_rows

ALL = "ALL"
DO_NOT_KNOW = 7
ANSWERS = ["survey", "programme", "question", "answer", "answers_n", "n", "share", "low", "high"]
MEANS = ["survey", "programme", "question", "answers_n", "mean", "low", "high", "net", "net_low", "net_high"]
RELIABILITY = [
    *("survey", "items_n", "n", "alpha", "alpha_low", "alpha_high", "feldt_low", "feldt_high"),
    *("omega", "reason"),
]


def profile_tables(evidence: Evidence) -> dict[str, pd.DataFrame]:
    """Return the tables of the three surveys for the last year.

    Returns
    -------
    dict
        ``survey_answers``: one row per survey, programme (``ALL``, and each programme of the user survey),
        question and answer, with the number and share of it; of NAV also 7, "don't know". ``survey_means``:
        the same grain without the answer, with mean and net. ``survey_reliability``: one row per survey;
        ``alpha_low, alpha_high`` is clustered on providers; Feldt's interval, which takes respondents as
        independent, stands beside it.
    """
    answers, means, measured = [], [], []
    for survey in load_registry().surveys:
        rows = six_point_rows(evidence, survey.id)
        if rows.empty:
            continue
        rows = rows[rows["year"] == max(evidence.years)].reset_index(drop=True)
        for programme, of_programme in _by_programme(rows, survey.id):
            names = {question.field: question.id for question in survey.questions if question.in_mean}
            items = of_programme.loc[:, list(names)].rename(columns=names)
            also = (DO_NOT_KNOW,) if survey.id == "nav" else ()
            profile = item_profile(items, of_programme["provider_id"], also=also)
            answers.append(profile.shares.assign(survey=survey.id, programme=programme))
            means.append(profile.means.assign(survey=survey.id, programme=programme))
        measured.append({"survey": survey.id, **_reliability(rows, survey.id)})
    return {
        "survey_answers": _joined(answers, ANSWERS),
        "survey_means": _joined(means, MEANS),
        "survey_reliability": pd.DataFrame(measured, columns=RELIABILITY),
    }


def _by_programme(rows: pd.DataFrame, survey: str) -> list[tuple[str, pd.DataFrame]]:
    if survey != "user":
        return [(ALL, rows)]
    parts = [(code, rows[rows["programme"] == code]) for code in load_registry().programme_codes]
    return [(ALL, rows), *((code, part) for code, part in parts if len(part))]


def _reliability(rows: pd.DataFrame, survey: str) -> dict[str, object]:
    measured = reliability(scores(rows, survey), rows["provider_id"])
    return {
        "items_n": measured.n_items,
        "n": measured.n,
        "alpha": measured.alpha,
        "alpha_low": measured.clustered_low,
        "alpha_high": measured.clustered_high,
        "feldt_low": measured.low,
        "feldt_high": measured.high,
        "omega": measured.omega,
        "reason": measured.reason,
    }


def _joined(parts: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True).loc[:, columns]
