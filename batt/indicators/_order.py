"""The order of rows: as the registry orders things, never alphabetically."""

import pandas as pd

from batt.indicators._contract import LEVELS
from batt.indicators._units import ALL
from batt.registry import load


def in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return rows sorted by some columns, each in registry order where the registry has one.

    ``ALL`` comes before the programmes. The index is renewed.
    """
    registry = load()
    known = {
        "indicator": [entry.id for entry in registry.indicators],
        "unit_level": list(LEVELS),
        "programme": [ALL, *registry.programme_codes],
        "survey": [survey.id for survey in registry.surveys],
        "question": [question.id for survey in registry.surveys for question in survey.questions],
        "status": [code.code for code in registry.codes["followup_status"]],
    }
    ranks = {
        column: {value: rank for rank, value in enumerate(known[column])}
        for column in columns
        if column in known
    }
    keys = pd.DataFrame(
        {c: frame[c].map(ranks[c]) if c in ranks else frame[c] for c in columns}, index=frame.index
    )
    return frame.loc[keys.sort_values(columns, kind="stable").index].reset_index(drop=True)


def with_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every row twice: once for all programmes together, once for its own."""
    return pd.concat([frame.assign(programme=ALL), frame], ignore_index=True)
