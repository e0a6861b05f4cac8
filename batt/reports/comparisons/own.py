"""The reader's own among others: its mark, its rows, and its figures that are not placed."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from batt.disclosure import ANONYMOUS, PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import HEADING, PROGRAMME, headed
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.sections.saved import own_and_country

OWN_MARK = "◆"
"""Stands before the reader's own figures in tables, and is the shape of its own mark in figures."""


NOTHING = joined([])


def with_provider(page: Page, table: PublishedTable, column: str = "provider_id") -> PublishedTable:
    """Add the column ``who``: the reader's own row marked, a name where it may be known, else a word."""
    words = page.words

    def say(row: Mapping[str, Any]) -> str:
        if is_own(page, row, column):
            return words("own_row", mark=OWN_MARK)
        return words("a_provider") if row[column] == ANONYMOUS else str(row.get("name") or row[column])

    return table.with_text("who", say)


def is_own(page: Page, row: Mapping[str, Any], column: str = "provider_id") -> bool:
    """Tell whether a row is the reader's own."""
    return bool(page.provider) and row[column] == page.provider


def own_rows(page: Page, table: PublishedTable) -> PublishedTable:
    """Keep the reader's own rows of a comparison. One row per list."""
    return table.where(provider_id=page.provider)


def own_reported(page: Page, year: int) -> PublishedTable:
    """Return all that is reported of the reader in a year, whether or not there is a figure."""
    return own_and_country(page).where(unit_level="provider", unit_id=page.provider, year=year)


def own_figures(page: Page, year: int) -> PublishedTable:
    """Return the reader's own indicators of a year that exist, those hidden to others among them.

    One row per list that it is in. Answers of few staff are hidden to the reader too.
    """
    own = own_reported(page, year).where(indicator=[entry.id for entry in load().indicators])
    return own.filtered(lambda row: row["status"] == "ok" or row["value"] == row["value"])


def not_placed(
    page: Page, *, id: str, title: str, indicators: Collection[str], placed: Callable[[str, str], bool]
) -> Fragment:
    """Show the reader's own figures that are too small to stand among the others.

    Parameters
    ----------
    title
        What they are compared in, since a page has several such tables.
    indicators
        Which indicators are compared.
    placed
        Whether a provider's figure of an indicator and programme is among the compared.
    """
    words = page.words
    own = own_figures(page, page.year).where(indicator=list(indicators))
    rows = own.filtered(lambda row: not placed(row["indicator"], row["programme"]))
    if not len(rows):
        return NOTHING
    return page.table(
        headed(page, rows),
        id=id,
        columns={
            PROGRAMME: words("programme"),
            "value": words("value"),
            ("ci_low", "ci_high"): words("interval_95"),
            "n": words("n"),
        },
        formats={"value": "unit_table", ("ci_low", "ci_high"): "unit_table", "n": "integer"},
        groups=HEADING,
        caption=words("not_placed_caption", title=title),
        notes=[words("not_placed_note")],
    )
