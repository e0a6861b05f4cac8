"""What is hidden and from whom: the rules of disclosure with the thresholds in force."""

from dataclasses import asdict

import pandas as pd

from batt.disclosure import ROLES, publish_facts, settings
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage


def disclosure(page: MethodPage) -> Fragment:
    """Show the rules in words, every threshold, and what each reader sees."""
    words = page.words
    return (
        page.section("disclosure", words("disclosure_title"), new_page=True)
        + page.text("disclosure_text")
        + _thresholds(page)
        + page.section("roles", words("roles_title"), level=3)
        + page.text("roles_text")
        + _roles(page)
    )


def _thresholds(page: MethodPage) -> Fragment:
    """One row per threshold."""
    words, numbers = page.words, page.numbers
    rows = [
        {
            "rule": words(f"threshold_{name}"),
            "threshold": numbers.decimal(value, 1) if isinstance(value, float) else numbers.integer(value),
        }
        for name, value in asdict(settings()).items()
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="the settings of the rules"),
        id="thresholds-table",
        columns={"rule": words("rule_word"), "threshold": words("threshold")},
        caption=words("thresholds_caption"),
    )


def _roles(page: MethodPage) -> Fragment:
    """One row per reader."""
    words = page.words
    rows = [{"role": words(f"role_{role}"), "sees": words(f"sees_{role}")} for role in ROLES]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="the rules on who sees what"),
        id="roles-table",
        columns={"role": words("reader"), "sees": words("sees")},
        caption=words("roles_caption"),
    )
