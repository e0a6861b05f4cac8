"""The saved tables that sections draw from, as they lie under ``data/processed``."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_indicators
from batt.indicators import load, load_breakdowns
from batt.reports.change import with_judgement
from batt.reports.page import Page

COUNTRY = "NO"
NUMBERS = ("value", "ci_low", "ci_high", "n")
KEYS = ["indicator", "programme"]


def computed_years(page: Page) -> list[int]:
    """Return the years up to the page's whose indicators have been computed, oldest first."""
    return [
        year for year in page.root.raw_years() if year <= page.year and page.root.indicators(year).exists()
    ]


def country_values(page: Page, unit_id: str = COUNTRY) -> PublishedTable:
    """Return the indicators of the country, every computed year. One row per year, programme, indicator."""
    values = load(page.root, computed_years(page))
    return publish_indicators(values[values["unit_id"] == unit_id])


def against_last_year(page: Page) -> PublishedTable:
    """Return this year's indicators with last year's beside them.

    Returns
    -------
    PublishedTable
        One row per indicator and programme: ``value, ci_low, ci_high, n``, the same of last year with
        ``_last``, ``change`` and ``judgement`` (see `batt.reports.change`).
    """
    values = country_values(page)
    this = values.where(year=page.year).pick(*KEYS, "unit", *NUMBERS)
    last = values.where(year=page.year - 1).pick(*KEYS, *NUMBERS)
    both = this.beside(last, on=KEYS, suffix="_last")
    return with_judgement(both.with_difference("change", "value", "value_last"), on=KEYS)


def has_last_year(page: Page) -> bool:
    """Tell whether there is a year before the page's to compare with."""
    return page.year - 1 in computed_years(page)


def breakdown(page: Page, name: str, year: int | None = None) -> pd.DataFrame:
    """Return a saved breakdown; no rows where its table was not delivered."""
    tables = load_breakdowns(page.root, page.year if year is None else year)
    return tables.get(name, pd.DataFrame())


def account(page: Page, name: str) -> pd.DataFrame:
    """Return one of the accounts of cleaning: ``deliveries``, ``files``, ``flags`` or ``ledger``."""
    return pd.read_parquet(page.root.clean(page.year) / f"{name}.parquet")


def providers_in(page: Page) -> set[str]:
    """Return the providers that are in: all, or those of the association in force."""
    values = load(page.root, [page.year])
    return set(values.loc[values["unit_level"] == "provider", "unit_id"])
