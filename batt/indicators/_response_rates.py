"""How many were invited to each survey, and how many answered."""

from collections.abc import Mapping

import pandas as pd

from batt.indicators._order import in_order, with_all
from batt.indicators._units import ALL
from batt.registry import load

KEYS = ["provider_id", "programme"]
NUMBERS = ["invited_n", "answered_n", "answers_total_n"]


def response_rates(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return how many were invited to each survey, and how many of them answered.

    Returns
    -------
    DataFrame
        One row per survey and programme (or ``ALL``): ``survey, programme, invited_n, answered_n, share``
        (0–1, missing where nobody was said to be invited) over the providers that say how many they invited,
        and ``answers_total_n`` over all. A survey whose table is absent has no rows.
    """
    counts = [_answered_and_invited(survey.id, tables) for survey in load().surveys if survey.table in tables]
    columns = ["survey", "programme", "invited_n", "answered_n", "share", "answers_total_n"]
    if not counts:
        return pd.DataFrame(columns=columns)
    groups = pd.concat(counts, ignore_index=True).groupby(["survey", "programme"])
    table = pd.DataFrame({name: groups[name].sum() for name in NUMBERS}).reset_index()
    table = table.assign(share=table["answered_n"] / table["invited_n"].where(table["invited_n"] > 0))
    return in_order(table, ["survey", "programme"]).loc[:, columns]


def _answered_and_invited(survey_id: str, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per provider and programme: ``survey, programme, invited_n, answered_n, answers_total_n``."""
    answers = tables[load().survey(survey_id).table]
    answers = answers if survey_id == "user" else answers.assign(programme=ALL)
    counts = pd.DataFrame(
        {"answers_total_n": answers.groupby(KEYS).size(), "invited_n": _invited(survey_id, tables)}
    ).reset_index()
    is_said = counts["invited_n"].notna()
    counts = counts.fillna({"answers_total_n": 0, "invited_n": 0})
    counts = counts.assign(answered_n=counts["answers_total_n"].where(is_said, 0), survey=survey_id)
    counts = counts.loc[:, ["survey", "programme", *NUMBERS]].astype(dict.fromkeys(NUMBERS, "int64"))
    return with_all(counts) if survey_id == "user" else counts


def _invited(survey_id: str, tables: Mapping[str, pd.DataFrame]) -> pd.Series:
    """How many were invited, by provider and programme; only where it was said."""
    if survey_id == "user":
        if "provider_programme_years" not in tables:
            return pd.Series(dtype="Int64", index=pd.MultiIndex.from_arrays([[], []], names=KEYS))
        said = tables["provider_programme_years"].set_index(KEYS)
        return said.loc[:, "invited_users_n"].dropna()
    forms = tables["provider_years"].set_index("provider_id")
    invited = forms.loc[:, "invited_nav_n" if survey_id == "nav" else "invited_staff_n"].dropna()
    if survey_id == "nav" and "nav_invitations" in tables:
        offices = tables["nav_invitations"].dropna(subset=["invited_n"]).groupby("provider_id")
        invited = offices.agg(invited_n=("invited_n", "sum"))["invited_n"].combine_first(invited)
    places = pd.MultiIndex.from_arrays([invited.index, [ALL] * len(invited)], names=KEYS)
    return pd.Series(invited.array, index=places)
