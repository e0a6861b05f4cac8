"""Who delivers how: national files, providers' own workbooks and folders, NAV's own folder."""

import datetime
from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.registry.model import Registry
from batt.simulate.calendar import day, iso
from batt.simulate.nation import OWNER
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

OWN_SHARE = 0.10
# Tables that no provider delivers: the secretariat's, NAV's and the statistics'.
NEVER_OWN = (
    *("targets", "provider_lineage", "nav_offices", "labour_market", "nav_invitations"),
    *("evaluation_answers", "evaluation_invited"),
)
_FROM_NAV = ("answers_nav", "nav_invitations")


@dataclass(frozen=True)
class Layout:
    """How the nation delivers.

    Attributes
    ----------
    workbooks, folders
        Providers with a workbook or a folder of their own, in the order of their ids.
    nav_counties
        Counties whose NAV survey comes from NAV itself.
    """

    workbooks: tuple[str, ...]
    folders: tuple[str, ...]
    nav_counties: tuple[str, ...]


@dataclass(frozen=True)
class Delivery:
    """One file or workbook to be written: where, whose, when received, and its tables as cells.

    ``path`` is relative to the year's folder; a workbook has several tables, a CSV file one.
    """

    path: str
    provider_id: str
    received: datetime.date
    tables: dict[str, pd.DataFrame]


def lay_out(plan: Plan, providers: pd.DataFrame) -> Layout:
    """Draw who delivers on its own: one provider in ten, every third of them a folder of CSV files."""
    rng = stream(plan.seed, "deliveries")
    n = max(3, round(OWN_SHARE * len(providers)))
    own = providers["provider_id"].to_numpy()[rng.permutation(len(providers))[:n]]
    counties = sorted(set(providers["county"]))
    return Layout(
        workbooks=tuple(sorted(own[n // 3 :])),
        folders=tuple(sorted(own[: n // 3])),
        nav_counties=tuple(counties[::2]),
    )


def deliver(
    layout: Layout,
    tables: dict[str, pd.DataFrame],
    received: pd.Series,
    registry: Registry,
    year: int,
    *,
    is_faulty: bool,
) -> list[Delivery]:
    """Distribute a year's cells over the files in which they are received.

    Where faults are wanted, the first workbook comes twice and the first folder lacks its training.
    """
    own = (*layout.workbooks, *layout.folders)
    days = {str(provider_id): int(on) for provider_id, on in received.items()}
    nav = _nav_parts(layout, tables)
    deliveries = [
        Delivery(f"nav/{_raw(registry, n)}.csv", "", _january(year, 9), {n: c}) for n, c in nav.items()
    ]
    for name, cells in tables.items():
        rest = cells.loc[~cells[OWNER].isin(own)] if name not in NEVER_OWN else cells
        rest = rest.loc[~rest.index.isin(nav[name].index)] if name in nav else rest
        deliveries.append(Delivery(f"{_raw(registry, name)}.csv", "", _january(year, 12), {name: rest}))
    for provider_id in own:
        parts = {
            name: cells.loc[(cells[OWNER] == provider_id) & ~cells.index.isin(_index(nav, name))]
            for name, cells in tables.items()
            if name not in NEVER_OWN
        }
        on = datetime.date.fromisoformat(iso(days[provider_id]))
        if provider_id in layout.folders:
            deliveries += _folder(
                provider_id, on, parts, registry, year, is_faulty and provider_id == layout.folders[0]
            )
        else:
            deliveries += _workbook(provider_id, on, parts, is_faulty and provider_id == layout.workbooks[0])
    return deliveries


def _workbook(
    provider_id: str, on: datetime.date, parts: dict[str, pd.DataFrame], is_repeated: bool
) -> list[Delivery]:
    """Deliver a workbook; a repeated one lacked a tenth of its courses and came again, complete but late."""
    if not is_repeated:
        return [Delivery(f"{provider_id}.xlsx", provider_id, on, parts)]
    first = {**parts, "spells": parts["spells"].iloc[: int(0.9 * len(parts["spells"]))]}
    later = max(on, datetime.date(on.year, 1, 15)) + datetime.timedelta(days=4)
    return [
        Delivery(f"{provider_id}.xlsx", provider_id, on, first),
        Delivery(f"{provider_id}_2.xlsx", provider_id, later, parts),
    ]


def _folder(
    provider_id: str,
    on: datetime.date,
    parts: dict[str, pd.DataFrame],
    registry: Registry,
    year: int,
    is_faulty: bool,
) -> list[Delivery]:
    """Deliver one file a table; a faulty sender leaves training out and adds a column of its own."""
    if is_faulty:
        parts = {name: cells for name, cells in parts.items() if name != "training"}
        parts["spells"] = parts["spells"].assign(merknad=None)
    return [
        Delivery(f"{provider_id}/{_raw(registry, name)}_{year}.csv", provider_id, on, {name: cells})
        for name, cells in parts.items()
    ]


def _nav_parts(layout: Layout, tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the rows of the NAV survey that NAV delivers itself: those of some counties' providers."""
    providers = tables["providers"]
    from_nav = providers.loc[providers["county"].isin(layout.nav_counties), "provider_id"]
    return {name: tables[name].loc[tables[name][OWNER].isin(from_nav)] for name in _FROM_NAV}


def _index(nav: dict[str, pd.DataFrame], name: str) -> pd.Index:
    return nav[name].index if name in nav else pd.Index(np.array([], dtype=np.int64))


def _raw(registry: Registry, name: str) -> str:
    return registry.table(name).raw_name


def _january(year: int, day_of_month: int) -> datetime.date:
    return datetime.date.fromisoformat(iso(day(year + 1, 1, day_of_month)))
