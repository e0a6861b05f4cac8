"""How a county stands against the country: apart where its own interval leaves the country's figure out."""

import math
from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import LIST
from batt.reports.page import Page
from batt.reports.sections.saved import country_values, reported_values

VALUES = ["value", "ci_low", "ci_high", "n"]


def county_values(page: Page, county: str, year: int, *, with_hatched: bool = False) -> PublishedTable:
    """Return a county's indicators of a year. One row per list that its providers run.

    ``with_hatched`` keeps the lists that the indicator does not cover, which have no number.
    """
    indicators = [entry.id for entry in load().indicators]
    rows = reported_values(page).where(unit_level="county", unit_id=county, year=year, indicator=indicators)
    return rows if with_hatched else rows.filtered(lambda row: row["status"] != "not_applicable")


def with_country(page: Page, rows: PublishedTable) -> PublishedTable:
    """Add the country's figure of the page's year, ``value_country``, and ``standing``. One row per list."""
    country = country_values(page).where(year=page.year).pick(*LIST, "value")
    return rows.beside(country, on=LIST, suffix="_country").with_text("standing", standing)


def with_counties(page: Page, indicator: str, programme: str) -> PublishedTable:
    """Return one figure of every county, with its ``standing``. One row per county: ``county``."""
    keys = {"indicator": indicator, "programme": programme}
    rows = reported_values(page).where(unit_level="county", year=page.year, **keys)
    country = country_values(page).where(year=page.year, **keys)
    whole = math.nan
    if len(country) == 1:
        whole = next(float(cell.value) if cell.is_shown else math.nan for cell in country.cells("value"))
    named = rows.pick("unit_id", "unit", *VALUES).renamed(unit_id="county")
    return named.with_text("standing", lambda row: standing({**row, "value_country": whole}))


def standing(row: Mapping[str, Any]) -> str:
    """Return ``above``, ``below`` or ``none``; ``unknown`` where a number or the interval is not shown."""
    limits = [row[name] for name in ("value", "ci_low", "ci_high", "value_country")]
    if any(number is None or number != number for number in limits):
        return "unknown"
    _, low, high, country = limits
    return "above" if low > country else "below" if high < country else "none"
