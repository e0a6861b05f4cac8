"""Targets in words: what was agreed, what came of it, and the columns that every table of them has."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import by_list, direction
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import because
from batt.reports.findings import listed
from batt.reports.formats import format_value
from batt.reports.sections.labels import code_labels
from batt.reports.tables import Column

OUTCOMES = ("met", "not_met", "cannot_tell")
MARKS: Mapping[str, str] = {"met": "✓", "not_met": "✗", "cannot_tell": "?"}
"""A sign for each outcome, so that nothing hangs on colour."""
NEAREST_FIRST = ("LOKALT", "FYLKE", "NASJONALT")
"""Levels of targets, from that nearest to a provider."""
FORMATS = {"value": "unit_table", ("ci_low", "ci_high"): "unit_table", "n": "integer"}


def in_words(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Add what each row of targets says in words, and the unit of its figures; registry order."""
    levels = code_labels(page, "target_levels")
    return (
        by_list(page, table)
        .with_text("direction", lambda row: direction(page, row["indicator"]))
        .with_text("set_by", lambda row: levels[row["level"]])
        .with_text("aim", lambda row: target_words(page, row))
        .with_text("outcome", lambda row: outcome_words(page, row["attainment"], row["reason"]))
    )


def target_words(page: ComparisonPage, target: Mapping[str, Any]) -> str:
    """Say what was agreed: at least, at most or between."""
    rule = code_labels(page, "target_rules")[target["rule"]]
    ends = ["lower", "upper"] if target["rule"] == "INTERVALL" else ["target"]
    unit = load().indicator(target["indicator"]).unit
    amounts = [format_value(page.numbers, target[end], "unit_table", unit) for end in ends]
    return page.words(f"target_in_{unit}", x=f"{rule} {listed(amounts, page.words)}")


def outcome_words(page: ComparisonPage, attainment: str, reason: str) -> str:
    """Say whether a target is met, and why where that cannot be told."""
    told = page.words(f"attainment_{attainment}")
    return f"{told}: {because(page, reason)}" if reason else told


def figure_columns(page: ComparisonPage) -> dict[Column, str]:
    """Return the columns of a target, the figure it is about, and what came of it."""
    words = page.words
    return {
        "aim": words("target_word"),
        "outcome": words("target_outcome"),
        "value": words("value"),
        ("ci_low", "ci_high"): words("interval_95"),
        "n": words("n"),
    }


def counted(page: ComparisonPage, rows: PublishedTable) -> dict[str, str]:
    """Return how many rows there are, and how many of each outcome, as text."""
    counts = Counter(rows.column("attainment"))
    return {"n": page.numbers.integer(len(rows))} | {
        outcome: page.numbers.integer(counts[outcome]) for outcome in OUTCOMES
    }
