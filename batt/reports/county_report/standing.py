"""How a county stands against the country, as the comparisons have found and the reader may see."""

from collections.abc import Callable, Mapping
from typing import Any

from batt.disclosure import Comparisons, PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import LIST
from batt.reports.page import Page
from batt.reports.sections.saved import country_values, reported_values

VALUES = ["value", "ci_low", "ci_high", "n"]
STANDINGS = "county_standings"
UNKNOWN = "unknown"


def county_values(page: Page, county: str, year: int, *, with_hatched: bool = False) -> PublishedTable:
    """Return a county's indicators of a year. One row per list that its providers run.

    ``with_hatched`` keeps the lists that the indicator does not cover, which have no number.
    """
    indicators = [entry.id for entry in load().indicators]
    rows = reported_values(page).where(unit_level="county", unit_id=county, year=year, indicator=indicators)
    return rows if with_hatched else rows.filtered(lambda row: row["status"] != "not_applicable")


def with_country(page: Page, rows: PublishedTable, county: str) -> PublishedTable:
    """Add the country's figure of the page's year, ``value_country``, and ``standing``. One row per list."""
    country = country_values(page).where(year=page.year).pick(*LIST, "value")
    standing = _standing_of(page)
    return rows.beside(country, on=LIST, suffix="_country").with_text(
        "standing", lambda row: standing({**row, "county": county})
    )


def with_counties(page: Page, indicator: str, programme: str) -> PublishedTable:
    """Return one figure of every county, with its ``standing``. One row per county: ``county``."""
    keys = {"indicator": indicator, "programme": programme}
    rows = reported_values(page).where(unit_level="county", year=page.year, **keys)
    standing = _standing_of(page)
    named = rows.pick("unit_id", "unit", *VALUES).renamed(unit_id="county")
    return named.with_text("standing", lambda row: standing({**row, **keys}))


def _standing_of(page: Page) -> Callable[[Mapping[str, Any]], str]:
    """Return what tells ``above``, ``below`` or ``none`` of a row, ``unknown`` where that cannot be said.

    A row has ``county``, ``indicator``, ``programme`` and a ``value``, which is missing where it is hidden.
    """
    comparisons = Comparisons(page.root, page.year, page.role, page.unit)
    found = comparisons.table(STANDINGS).data if comparisons.has(STANDINGS) else None
    told: dict[tuple[str, ...], str] = {}
    if found is not None:
        keys = found[["county", *LIST]].itertuples(index=False, name=None)
        told = dict(zip(keys, found["standing"], strict=True))

    def standing(row: Mapping[str, Any]) -> str:
        is_shown = row["value"] is not None and row["value"] == row["value"]
        return told.get((row["county"], *(row[key] for key in LIST)), UNKNOWN) if is_shown else UNKNOWN

    return standing
