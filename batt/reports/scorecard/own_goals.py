"""The agreed targets of the provider that reads, held against its own figures."""

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import figure_programme, list_order
from batt.reports.comparisons.target_rows import NEAREST_FIRST, target_words

FIGURES = ("value", "n", "ci_low", "ci_high")
_KEYS = ("level", "area", "indicator", "programme", "rule", "target", "lower", "upper", "attainment", "reason")
_SEEN: WeakKeyDictionary[ComparisonPage, PublishedTable] = WeakKeyDictionary()


def own_goals(page: ComparisonPage) -> PublishedTable:
    """Return the targets that concern the reader, with its own figure and what came of it.

    One row per target. Those about staff answers are left out: they stand on no page of one provider.
    """
    if page not in _SEEN:
        _SEEN[page] = page.comparisons.own("target_attainment", _KEYS, FIGURES)
    return _SEEN[page]


def nearest_goals(page: ComparisonPage) -> dict[tuple[str, str], Mapping[str, Any]]:
    """Return one target for each figure that has any: the one agreed nearest to the provider."""
    rows = [
        {str(name): cell for name, cell in row.items()} for row in own_goals(page).data.to_dict("records")
    ]
    rows.sort(key=lambda row: (NEAREST_FIRST.index(row["level"]), list_order(row["indicator"], row["programme"])))
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for row in rows:
        key = (row["indicator"], figure_programme(row["indicator"], row["programme"]))
        found.setdefault(key, row)
    return found


def goal_lines(goal: Mapping[str, Any] | None) -> list[float]:
    """Return where a target lies on the scale: one value, or the two ends of an interval."""
    if goal is None:
        return []
    ends = ("lower", "upper") if goal["rule"] == "INTERVALL" else ("target",)
    return [float(goal[end]) for end in ends if not pd.isna(goal[end])]


def goal_words(page: ComparisonPage, goal: Mapping[str, Any]) -> str:
    """Say what was agreed, with the level that it was agreed on."""
    return page.words(
        "goal_of", goal=target_words(page, goal), level=page.words(f"goal_level_{goal['level']}")
    )
