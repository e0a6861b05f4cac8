"""The saved tables that sections draw from, as they lie under ``data/processed``."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

import pandas as pd

from batt.disclosure import PublishedTable, load_protected, publish_for
from batt.errors import UsageError
from batt.indicators import load, load_breakdown, members
from batt.paths import Root
from batt.registry import Options
from batt.registry import load as load_registry
from batt.reports.change import with_judgement
from batt.reports.page import Page

COUNTRY = "NO"
NUMBERS = ("value", "ci_low", "ci_high", "n")
KEYS = ["indicator", "programme"]
# A page asks for the same table many times, and it does not change while the page is made.
_SEEN: WeakKeyDictionary[Page, PublishedTable] = WeakKeyDictionary()
_OWN: WeakKeyDictionary[Page, PublishedTable] = WeakKeyDictionary()


def computed_years(page: Page) -> list[int]:
    """Return the years up to the page's whose indicators have been computed, oldest first."""
    return page.root.computed_years(page.year)


def reported_values(page: Page) -> PublishedTable:
    """Return all reported figures as the page's reader may see them, every computed year.

    One row per year, unit, programme and figure: the indicators, ``activity.…`` and ``end_cause.…``.
    """
    if page not in _SEEN:
        _SEEN[page] = publish_for(load_protected(page.root, page.year), page.role, page.unit)
    return _SEEN[page]


def own_and_country(page: Page) -> PublishedTable:
    """Return the reported figures of the country and, on the page of a provider, its own: all years.

    One row per year, unit, programme and figure. A page of one among hundreds reads no others for them.
    """
    if page not in _OWN:
        units = [COUNTRY, *([page.provider] if page.provider else [])]
        _OWN[page] = (
            reported_values(page).where(unit_id=units)
            if page in _SEEN
            else publish_for(load_protected(page.root, page.year, {"unit_id": units}), page.role, page.unit)
        )
    return _OWN[page]


def reported_of(page: Page, indicators: Sequence[str]) -> PublishedTable:
    """Return the reported figures of some indicators in the page's year, of every unit."""
    return publish_for(
        load_protected(page.root, page.year, {"indicator": indicators, "year": [page.year]}),
        page.role,
        page.unit,
    )


def country_values(page: Page) -> PublishedTable:
    """Return the indicators of the country, every computed year. One row per year, programme, indicator."""
    indicators = [entry.id for entry in load_registry().indicators]
    return own_and_country(page).where(unit_id=COUNTRY, indicator=indicators)


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
    return load_breakdown(page.root, page.year if year is None else year, name)


def own_breakdown(page: Page, name: str) -> pd.DataFrame:
    """Return the rows of a saved breakdown by provider that are about the page's; as `breakdown`."""
    return load_breakdown(page.root, page.year, name, filters=[("provider_id", "==", page.provider or "")])


def account(page: Page, name: str) -> pd.DataFrame:
    """Return one of the accounts of cleaning: ``deliveries``, ``files``, ``flags`` or ``ledger``."""
    return pd.read_parquet(page.root.clean(page.year) / f"{name}.parquet")


def delivered(page: Page, name: str) -> pd.DataFrame:
    """Return a clean table of the year; no rows, and no columns, if it was not delivered."""
    file = page.root.clean(page.year) / f"{name}.parquet"
    return pd.read_parquet(file) if file.exists() else pd.DataFrame()


def own_account(page: Page, name: str) -> pd.DataFrame:
    """Return the rows of a clean table that are about the page's provider; none if it was not delivered."""
    file = page.root.clean(page.year) / f"{name}.parquet"
    if not file.exists():
        return pd.DataFrame()
    return pd.read_parquet(file, filters=[("provider_id", "==", page.provider or "")])


def first_unit(root: Root, year: int, column: str, forening: str = "all") -> str:
    """Return the first provider or county of a year, by ``provider_id`` or ``county``.

    Raises
    ------
    UsageError
        If the year has no provider.
    """
    units = known_units(root, year, column, forening)
    if not units:
        raise UsageError(f"There is no provider in {year}, so there is nobody to report of.")
    return units[0]


def known_units(root: Root, year: int, column: str, forening: str = "all") -> list[str]:
    """Return the providers or counties of a year, by ``provider_id`` or ``county``, in order."""
    providers = pd.read_parquet(root.clean(year) / "providers.parquet")
    return sorted(members(providers, Options(forening=forening))[column].dropna().unique())


def providers_in(page: Page) -> set[str]:
    """Return the providers that are in: all, or those of the association in force."""
    values = load(page.root, [page.year], columns=["unit_id"], filters=[("unit_level", "==", "provider")])
    return set(values["unit_id"].unique())
