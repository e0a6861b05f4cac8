"""What a provider is told about itself beside the thirteen indicators: survey items, gaps, end causes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from batt.indicators._answers import HIGHEST, LOWEST
from batt.indicators._formulas import ratio_intervals
from batt.indicators._order import in_order
from batt.indicators._survey_items import answers_by_question
from batt.indicators._units import ALL
from batt.registry import load

PAIRS = (("user", "nav"), ("staff", "nav"), ("user", "staff"))
"""Who is compared with whom: the first minus the second."""
_ITEM = ["provider_id", "survey", "programme", "question"]


def provider_survey_items(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return each provider's mean answer to each question, with t intervals over respondents.

    Parameters
    ----------
    tables
        Clean tables by name; a survey whose table is absent has no rows.

    Returns
    -------
    DataFrame
        One row per provider, survey, programme (or ``ALL``) and question that somebody answered, as
        `batt.indicators.survey_items` has them for the country, with ``sd``, missing for one respondent.
    """
    columns = [*_ITEM, "theme", "n", "sum", "mean", "sd", "ci_low", "ci_high"]
    surveys = [survey for survey in load().surveys if survey.table in tables]
    answered = [answers_by_question(survey.id, tables) for survey in surveys]
    if not any(len(part) for part in answered):
        return pd.DataFrame(columns=columns)
    long = pd.concat(answered, ignore_index=True).rename(columns={"cluster": "provider_id"})
    # Whoever answers a question answers it once, so every answer is a respondent of its own.
    long = long.assign(cluster=np.arange(len(long)))
    sums = long.groupby(_ITEM, sort=False)["x"].agg(n="size", sum="sum", mean="mean", sd="std").reset_index()
    table = sums.merge(ratio_intervals(long, _ITEM), on=_ITEM, validate="one_to_one")
    themes = {question.id: question.theme for survey in surveys for question in survey.questions}
    is_score = table["question"].isin(
        [question.id for survey in surveys for question in survey.questions if question.in_mean]
    )
    low, high = is_score.map({True: LOWEST, False: 0}), is_score.map({True: HIGHEST, False: 1})
    table = table.assign(
        theme=table["question"].map(themes).astype("str"),
        ci_low=table["ci_low"].clip(lower=low),
        ci_high=table["ci_high"].clip(upper=high),
    )
    return in_order(table, _ITEM).loc[:, columns]


def provider_survey_gaps(items: pd.DataFrame) -> pd.DataFrame:
    """Return how far apart NAV, participants and staff are on the themes that two of them are asked about.

    Parameters
    ----------
    items
        From `provider_survey_items`.

    Returns
    -------
    DataFrame
        One row per provider, theme and pair: ``match`` (how alike the questions are), ``gap`` in points of
        the scale (first minus second of `PAIRS`), ``low`` and ``high``, missing where a mean has no interval.

    Source: Zou & Donner (2008), Stat. Med. 27:1693–1702 (the interval of a difference from two intervals).
    """
    match = {theme.id: theme.match for theme in load().themes if theme.match != "user_only"}
    whole = items.loc[(items["programme"] == ALL) & items["theme"].isin(list(match))]
    keys = ["provider_id", "theme"]
    sides = {survey: rows[[*keys, "mean", "ci_low", "ci_high"]] for survey, rows in whole.groupby("survey")}
    columns = [*keys, "match", "pair", "gap", "low", "high"]
    parts = [
        _gaps(sides[first], sides[second], keys).assign(pair=f"{first}_{second}")
        for first, second in PAIRS
        if first in sides and second in sides
    ]
    if not parts:
        return pd.DataFrame(columns=columns)
    table = pd.concat(parts, ignore_index=True)
    return table.assign(match=table["theme"].map(match)).loc[:, columns]


def provider_end_causes(spells: pd.DataFrame) -> pd.DataFrame:
    """Return how many left each provider's programmes for what.

    Returns
    -------
    DataFrame
        One row per provider, programme that somebody left, and end cause of the registry, zeros included:
        ``exits_n``, of them ``not_approved_n`` (an active solution without NAV's approval),
        ``exits_total_n`` and ``share`` of them.
    """
    ended = spells.loc[spells["is_exit"]]
    active = load().codes["end_causes"].in_group("active")
    is_refused = ended["end_cause"].isin(active) & (ended["cause_group"] != "active")
    place = ["provider_id", "programme"]
    groups = ended.assign(is_refused=is_refused.astype("int64")).groupby([*place, "end_cause"])
    counts = pd.DataFrame({"exits_n": groups.size(), "not_approved_n": groups["is_refused"].sum()})
    codes = pd.DataFrame({"end_cause": [code.code for code in load().codes["end_causes"]]})
    grid = in_order(ended[place].drop_duplicates(), place).merge(codes, how="cross")
    table = grid.merge(counts.reset_index(), on=[*place, "end_cause"], how="left", validate="one_to_one")
    table = table.fillna({"exits_n": 0, "not_approved_n": 0})
    table = table.astype({"exits_n": "int64", "not_approved_n": "int64"})
    table = table.assign(exits_total_n=table.groupby(place)["exits_n"].transform("sum"))
    return table.assign(share=table["exits_n"] / table["exits_total_n"])


def _gaps(first: pd.DataFrame, second: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    both = first.merge(second, on=keys, suffixes=("", "_other"), validate="one_to_one")
    gap = both["mean"] - both["mean_other"]
    below = np.hypot(both["mean"] - both["ci_low"], both["ci_high_other"] - both["mean_other"])
    above = np.hypot(both["ci_high"] - both["mean"], both["mean_other"] - both["ci_low_other"])
    return both[keys].assign(gap=gap, low=gap - below, high=gap + above)
