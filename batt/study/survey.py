"""Describe the items of a study: how answers divide, how many are missing, how well scales hold together."""

import pandas as pd

from batt.relationships.surveys.item_profile import item_profile
from batt.relationships.surveys.reliability import reliability
from batt.study.items import HIGHEST, LOWEST, Items, item_column
from batt.study.model import Study

RELIABILITY_COLUMNS = [
    *("scale", "items_n", "reversed_n", "n", "incomplete_n", "alpha", "alpha_low", "alpha_high"),
    *("omega", "reason"),
]


def item_tables(study: Study, items: Items, spells: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the profile of every item and the reliability of every scale.

    Parameters
    ----------
    spells
        One row per respondent: ``item_<item>``, 1–6 or missing; ``provider_id`` where the study has one,
        else respondents are independent of each other.

    Returns
    -------
    dict
        ``item_answers``: one row per item and answer, ``question, answer, answers_n, n, share, low, high``.
        ``item_means``: one row per item, ``question, answers_n, missing_n, mean, low, high, net, net_low,
        net_high``. ``scale_reliability``: one row per scale, ``scale, items_n, reversed_n, n`` (who answered
        every item), ``incomplete_n, alpha, alpha_low, alpha_high`` (Feldt, or clustered on providers),
        ``omega, reason``. Answers as given; turned for the reliability alone.

    Source: as `batt.relationships.surveys.item_profile` and `reliability`.
    """
    answers = answers_of(items, spells)
    clusters = spells["provider_id"] if study.provider else pd.Series(spells.index)
    profile = item_profile(answers, clusters)
    asked = pd.DataFrame({"question": answers.columns, "missing_n": answers.isna().sum().to_numpy()})
    return {
        "item_answers": profile.shares,
        "item_means": asked.merge(profile.means, on="question", how="left", validate="1:1"),
        "scale_reliability": _reliabilities(study, items, answers, spells),
    }


def answers_of(items: Items, spells: pd.DataFrame) -> pd.DataFrame:
    """Return the answers as given: one row per respondent, one column per item."""
    return pd.DataFrame({item: spells[item_column(item)] for item in items.labels})


def _reliabilities(study: Study, items: Items, answers: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for scale in items.scales:
        turned = answers[list(scale.items)].copy()
        for item in scale.reversed:
            turned[item] = LOWEST + HIGHEST - turned[item]
        found = reliability(turned, spells["provider_id"] if study.provider else None)
        low, high = (found.clustered_low, found.clustered_high) if study.provider else (found.low, found.high)
        counts = len(scale.items), len(scale.reversed), found.n, len(turned) - found.n
        rows.append((scale.id, *counts, found.alpha, low, high, found.omega, found.reason))
    return pd.DataFrame(rows, columns=RELIABILITY_COLUMNS)
