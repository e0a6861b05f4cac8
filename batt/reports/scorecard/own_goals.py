"""The agreed targets of the provider that reads, held against its own figures."""

from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import figure_programme, list_order
from batt.reports.comparisons.target_rows import NEAREST_FIRST, target_words

FIGURES = ("value", "n", "ci_low", "ci_high")
_KEYS = (
    "level",
    "area",
    "indicator",
    "programme",
    "rule",
    "target",
    "lower",
    "upper",
    "attainment",
    "reason",
)
Goals = dict[tuple[str, str], Mapping[str, Any]]
# Every line of the card asks for them, and they do not change while the page is made.
_SEEN: WeakKeyDictionary[ComparisonPage, PublishedTable] = WeakKeyDictionary()
_NEAREST: WeakKeyDictionary[ComparisonPage, Goals] = WeakKeyDictionary()


def own_goals(page: ComparisonPage) -> PublishedTable:
    """Return the targets that concern the reader, with its own figure and what came of it.

    One row per target. Those about staff answers are left out: they stand on no page of one provider.
    """
    if page not in _SEEN:
        _SEEN[page] = page.comparisons.own("target_attainment", _KEYS, FIGURES)
    return _SEEN[page]


def nearest_goals(page: ComparisonPage) -> Goals:
    """Return one target for each figure that has any: the one agreed nearest to the provider."""
    if page not in _NEAREST:
        _NEAREST[page] = _nearest(own_goals(page).records())
    return _NEAREST[page]


def _nearest(rows: Sequence[Mapping[str, Any]]) -> Goals:
    order = sorted(
        rows,
        key=lambda row: (NEAREST_FIRST.index(row["level"]), list_order(row["indicator"], row["programme"])),
    )
    found: Goals = {}
    for row in order:
        found.setdefault((row["indicator"], figure_programme(row["indicator"], row["programme"])), row)
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
