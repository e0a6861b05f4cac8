"""The order of rows: as the registry orders things, never alphabetically."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.indicators._contract import LEVELS
from batt.indicators._units import ALL
from batt.registry import load


def in_order(frame: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Return rows sorted by some columns, each in registry order where the registry has one.

    ``ALL`` comes before the programmes; what is missing or not in the registry comes last. The index is
    renewed.
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
    ranks = [_ranks(frame[column], known.get(column)) for column in columns]
    # The last key is the first that lexsort sorts by; rows that are alike keep their order.
    return frame.iloc[np.lexsort(ranks[::-1])].reset_index(drop=True)


def _ranks(values: pd.Series, known: Sequence[str] | None) -> np.ndarray:
    if known is None:
        ranks, found = pd.factorize(values, sort=True)
        return np.where(ranks < 0, len(found), ranks)
    ranks = pd.Index(known).get_indexer(pd.Index(values))
    return np.where(ranks < 0, len(known), ranks)


def with_all(frame: pd.DataFrame) -> pd.DataFrame:
    """Return every row twice: once for all programmes together, once for its own."""
    return pd.concat([frame.assign(programme=ALL), frame], ignore_index=True)
