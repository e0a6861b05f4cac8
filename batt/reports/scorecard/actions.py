"""Improvement actions under way, and whether the figure they are about has moved since."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import publish_facts
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import indicator_names, list_name
from batt.reports.comparisons.own_change import movement_said
from batt.reports.fragment import Fragment
from batt.reports.scorecard.lines import lines
from batt.reports.sections.saved import own_account

TABLE = "improvement_actions"
WHY = "what a provider says of its own plans, shown to itself"


def actions(page: ComparisonPage) -> Fragment:
    """One row per action that the provider has reported; its own words, and what the test says."""
    words = page.words
    piece = page.section("actions", words("actions_title"), level=3)
    own = own_account(page, TABLE)
    if not len(own):
        return piece + page.text("actions_none", year=page.year)
    names = indicator_names(page)
    frame = pd.DataFrame(
        [
            {
                "indicator": names.get(row["indicator"], str(row["indicator"])),
                "action": _text(page, row["action"]),
                "started": _day(page, row["started_date"]),
                "expected": _text(page, row["expected_effect"]),
                "is_action": not pd.isna(row["action"]),
                "is_expected": not pd.isna(row["expected_effect"]),
                "evaluated": _yes_no(page, row["is_evaluated"]),
                "moved": _moved(page, str(row["indicator"])),
            }
            for row in own.sort_values(["indicator", "started_date"]).to_dict("records")
        ]
    )
    return piece + page.table(
        publish_facts(frame, why=WHY),
        id="actions-table",
        columns={"indicator": words("indicator")}
        | {
            name: words(f"action_{key}")
            for name, key in (
                ("action", "what"),
                ("started", "started"),
                ("expected", "expected"),
                ("evaluated", "evaluated"),
                ("moved", "moved"),
            )
        },
        caption=words("actions_caption"),
        notes=[words("actions_note")],
        written_by={"action": "is_action", "expected": "is_expected"},
    )


def _moved(page: ComparisonPage, indicator: str) -> str:
    """Say of each figure of an indicator whether it has moved since last year, by its test."""
    words = page.words
    rows = [
        {str(name): cell for name, cell in row.items()}
        for row in lines(page).where(indicator=indicator).records()
    ]
    told = [
        words(
            "action_moved_one",
            list=list_name(page, row["indicator"], row["programme"]),
            judged=_judged(page, row),
        )
        for row in rows
        if isinstance(row["movement_change"], str) and row["movement_change"]
    ]
    return "; ".join(told) or words("action_not_tested")


def _judged(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    change = {name: row[f"{name}_change"] for name in ("movement", "course", "reason")}
    said = movement_said(page, change)
    return said[:1].lower() + said[1:]


def _text(page: ComparisonPage, text: Any) -> str:
    return page.words("action_unknown") if pd.isna(text) else str(text)


def _day(page: ComparisonPage, day: Any) -> str:
    return page.words("action_unknown") if pd.isna(day) else page.numbers.date(pd.Timestamp(day).date())


def _yes_no(page: ComparisonPage, answer: Any) -> str:
    if pd.isna(answer):
        return page.words("action_unknown")
    return page.words("action_yes" if answer else "action_no")
