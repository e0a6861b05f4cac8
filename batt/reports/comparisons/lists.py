"""What lists of providers are called: an indicator in a programme, whether high is good, and their order."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels

LIST = ["indicator", "programme"]
PER_100 = "i05_per_100"
TOTAL = "TOTAL"
HEADING, PROGRAMME = "heading", "programme_name"


def indicator_names(page: Page) -> dict[str, str]:
    """Return every indicator by number and name, partners per 100 participants after partners."""
    names = {}
    for entry in load().indicators:
        names[entry.id] = f"{entry.number}. {entry.short[page.lang]}"
        if entry.id == "i05":
            names[PER_100] = page.words("partners_per_100", name=names["i05"])
    return names


def programme_names(page: Page) -> dict[str, str]:
    """Return the short names of programmes, and what stands for all of them or none."""
    labels = programme_labels(page, "short")
    return {ALL: page.words("whole_provider")} | labels | {TOTAL: page.words("all_programmes_together")}


def direction(page: Page, indicator: str) -> str:
    """Say whether high is good, as a sentence without its full stop."""
    return load().indicator(without_per_100(indicator)).direction_words[page.lang]


def without_per_100(code: str) -> str:
    """Return the indicator, or the unit, that one per 100 participants is made of; others as they are."""
    return code.removesuffix("_per_100")


def list_name(page: Page, indicator: str, programme: str) -> str:
    """Return the name of a list: its indicator, and its programme where it is about one."""
    name = indicator_names(page)[indicator]
    return name if programme == ALL else f"{name} · {programme_names(page)[programme]}"


def list_heading(page: Page, indicator: str, programme: str = ALL) -> str:
    """Return what heads a list, or all lists of an indicator: its name, and whether high is good."""
    return f"{list_name(page, indicator, programme)}. {direction(page, indicator)}."


def list_headings(page: Page) -> dict[str, str]:
    """Return what heads the rows of each indicator."""
    return {name: list_heading(page, name) for name in indicator_names(page)}


def headed(page: Page, table: PublishedTable, *, per_100: bool = False) -> PublishedTable:
    """Add what rows say under the heading of their indicator: ``heading, programme_name``; registry order.

    Parameters
    ----------
    per_100
        Whether partners are compared per 100 participants.
    """
    headings = list_headings(page)
    if per_100:
        headings["i05"] = headings[PER_100]
    named = table.labelled("programme", programme_names(page), new=PROGRAMME)
    return named.labelled("indicator", headings, new=HEADING)


def by_list(page: Page, table: PublishedTable) -> PublishedTable:
    """Add what rows say under the heading of their list: ``unit, list, heading, order``; registry order."""
    return (
        with_unit(table)
        .with_text("list", lambda row: list_name(page, row["indicator"], row["programme"]))
        .with_text(HEADING, lambda row: list_heading(page, row["indicator"], row["programme"]))
        .with_text("order", order_text)
        .sorted_by("order")
    )


def with_unit(table: PublishedTable) -> PublishedTable:
    """Add the unit of each row's indicator."""
    units = {entry.id: entry.unit for entry in load().indicators}
    return table.with_text("unit", lambda row: units[row["indicator"]])


def list_order(indicator: str, programme: str) -> tuple[str, int]:
    """Return where a list stands among the others: as the registry orders them."""
    return indicator, [ALL, *load().programme_codes].index(programme)


def order_text(row: Mapping[str, Any]) -> str:
    """Return where the list of a row stands among the others, as a text to sort by."""
    return "{}{}".format(*list_order(*list_of(row)))


def list_of(row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return the indicator and the programme of a row."""
    return row["indicator"], row["programme"]


def lists_of(rows: PublishedTable) -> list[tuple[str, str]]:
    """Return the indicators and programmes that rows are about, each once, in registry order."""
    pairs = set(zip(*map(rows.column, LIST), strict=True))
    return sorted(pairs, key=lambda pair: list_order(*pair))


def figure_programme(indicator: str, programme: str) -> str:
    """Return the programme under which an indicator's figure stands: ``ALL`` for a provider-level one."""
    return ALL if load().indicator(indicator).level == "provider" else programme
