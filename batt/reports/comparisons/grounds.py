"""What every comparison carries: whether high is good, how many it rests on, and how many of those asked."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import ANONYMOUS, PublishedTable, publish_facts, publish_shares
from batt.registry import load
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels
from batt.reports.sections.saved import breakdown, country_values

SURVEYS = {"i01": "nav", "i02": "user", "i03": "staff"}
PER_100 = "i05_per_100"
OWN_MARK = "◆"
"""Stands before the reader's own figures in tables, and is the shape of its own mark in figures."""


def said(rows: list[dict[str, str]], *, why: str) -> PublishedTable:
    """Return rows of words as a table; ``why`` nothing in it is about persons."""
    return publish_facts(pd.DataFrame(rows), why=why)


def indicator_names(page: Page) -> dict[str, str]:
    """Return every indicator by number and name, partners per 100 participants after partners."""
    names = {}
    for entry in load().indicators:
        names[entry.id] = f"{entry.number}. {entry.short[page.lang]}"
        if entry.id == "i05":
            names[PER_100] = page.words("partners_per_100", name=names["i05"])
    return names


def programme_names(page: Page) -> dict[str, str]:
    """Return the short names of programmes, and what a provider-level figure is for."""
    return {ALL: page.words("whole_provider")} | programme_labels(page, "short")


def direction(page: Page, indicator: str) -> str:
    """Say whether high is good, as a sentence without its full stop."""
    return load().indicator(indicator.removesuffix("_per_100")).direction_words[page.lang]


def grounds(page: Page, indicator: str, programme: str) -> str:
    """Say in one sentence how many persons the country's figure rests on, and what share of those asked.

    For the surveys this is the response rate; everything else is a register of all who took part, and the
    sentence says that.
    """
    words = page.words
    indicator = indicator.removesuffix("_per_100")
    entry = load().indicator(indicator)
    values = country_values(page)
    keys = {"year": page.year, "indicator": indicator, "programme": programme}
    n = page.number(values, "n", "integer", **keys) if len(values.where(**keys)) == 1 else words("absent_mark")
    unit = entry.n_unit_label[page.lang]
    if indicator not in SURVEYS:
        return words("grounds_register", n=n, unit=unit)
    return words("grounds_survey", n=n, unit=unit, rate=response_rate(page, indicator, programme))


def response_rate(page: Page, indicator: str, programme: str) -> str:
    """Return the share of those asked who answered, as text; the mark of an absent number where unknown."""
    rates = breakdown(page, "response_rates")
    if rates.empty:
        return page.words("absent_mark")
    table = publish_shares(rates, numerator="answered_n", denominator="invited_n", also=["answers_total_n"])
    keys = {"survey": SURVEYS[indicator], "programme": programme}
    if len(table.where(**keys)) != 1:
        return page.words("absent_mark")
    return page.number(table, "share", "percent", **keys)


def with_provider(page: Page, table: PublishedTable, column: str = "provider_id") -> PublishedTable:
    """Add the column ``who``: the reader's own row marked, a name where it may be known, else a word."""
    words = page.words

    def say(row: Mapping[str, Any]) -> str:
        if page.provider and row[column] == page.provider:
            return words("own_row", mark=OWN_MARK)
        return words("a_provider") if row[column] == ANONYMOUS else str(row.get("name") or row[column])

    return table.with_text("who", say)


def is_own(page: Page, row: Mapping[str, Any], column: str = "provider_id") -> bool:
    """Tell whether a row is the reader's own."""
    return bool(page.provider) and row[column] == page.provider
