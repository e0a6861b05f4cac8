"""Where a provider stands: the order of lists, the reader's own figures, and rows that belong together."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.grounds import (
    PER_100,
    SURVEYS,
    direction,
    indicator_names,
    programme_names,
    response_rate,
)
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.figures.alt import listed
from batt.reports.formats import format_value
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import country_values, reported_values

LIST = ["indicator", "programme"]
HEADING, PROGRAMME = "heading", "programme_name"
LONG = 10
"""How many rows of a long list a table shows from its top, beside the reader's own."""


def in_order(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Put rows in the order of indicators and programmes; their words: ``heading``, ``programme_name``."""
    table = table.labelled("programme", programme_names(page), new=PROGRAMME)
    return table.labelled("indicator", _headings(page), new=HEADING)


def _headings(page: ComparisonPage) -> dict[str, str]:
    """Return what heads each indicator's rows: its name, whether high is good, and what n counts."""
    entries = {entry.id: entry for entry in load().indicators}
    return {
        key: page.words(
            "standing_heading",
            name=name,
            direction=direction(page, key),
            unit=page.words("standing_participants")
            if key == PER_100
            else entries[key].n_unit_label[page.lang],
        )
        for key, name in indicator_names(page).items()
    }


def list_grounds(page: ComparisonPage, lists: Sequence[tuple[str, str]]) -> str:
    """Say how many persons the country's figures of some lists rest on, and what share of those asked."""
    words, country = page.words, country_values(page).where(year=page.year)
    told: dict[str, list[str]] = {}
    for indicator, programme in lists:
        keys = {"indicator": indicator, "programme": programme}
        is_shown = country.cell("n", **keys).is_shown
        n = page.number(country, "n", "integer", **keys) if is_shown else words("standing_hidden")
        part = "" if programme == ALL else f"{programme_names(page)[programme]} "
        part += words("standing_n", n=n) if is_shown else n
        if indicator in SURVEYS:
            part += f" ({response_rate(page, indicator, programme)})"
        told.setdefault(indicator, []).append(part)
    return " ".join(
        words(
            "standing_survey" if indicator in SURVEYS else "standing_register",
            name=load().indicator(indicator).short[page.lang],
            unit=load().indicator(indicator).n_unit_label[page.lang],
            lists=listed(parts),
        )
        for indicator, parts in told.items()
    )


def told_to(page: ComparisonPage, key: str) -> str:
    """Return a text about what is hidden, in words for its reader: the Directorate sees most."""
    return page.words(f"{key}_directorate" if page.role == "directorate" else key)


def compared(page: ComparisonPage, name: str) -> PublishedTable | None:
    """Return a comparison; None where it is not there or nobody is in it."""
    table = page.compared(name) if page.comparisons.has(name) else None
    return table or None


def first_of_each(table: PublishedTable) -> PublishedTable:
    """Keep one row of each list, for what is the same for all in it."""
    count = _counting(LIST)
    return table.filtered(lambda row: count(row) == "1")


def beside_same(left: PublishedTable, right: PublishedTable, columns: Sequence[str]) -> PublishedTable:
    """Put columns of another comparison of the same lists beside these.

    Providers without a name are matched on what is shown of them: list, value and n. Where several have the
    same, everything that follows from value and n is the same for them too.
    """
    keys = [*LIST, "value", "n"]
    right = right.with_text("twin", _counting(keys)).pick(*keys, "twin", *columns)
    return left.with_text("twin", _counting(keys)).beside(right, on=[*keys, "twin"], suffix="")


def _counting(keys: Sequence[str]) -> Callable[[Mapping[str, Any]], str]:
    """Return what numbers rows with the same keys, from 1."""
    seen: Counter[tuple] = Counter()

    def number(row: Mapping[str, Any]) -> str:
        key = tuple(str(row[name]) for name in keys)
        seen[key] += 1
        return str(seen[key])

    return number


def own_figures(page: ComparisonPage) -> PublishedTable:
    """Return the reader's own indicators of the year, complete. One row per list that it is in."""
    own = reported_values(page).where(
        unit_level="provider",
        unit_id=page.provider,
        year=page.year,
        indicator=[entry.id for entry in load().indicators],
    )
    return own.filtered(lambda row: row["status"] != "not_applicable" and row["value"] == row["value"])


def own_rows(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Keep the reader's own rows of a comparison. One row per list."""
    return table.where(provider_id=page.provider)


def text_of(page: ComparisonPage, value: Any, unit: Any) -> str:
    """Return one shown number as text, by its unit."""
    return format_value(page.numbers, value, "unit_table", str(unit).removesuffix("_per_100"))
