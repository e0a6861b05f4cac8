"""Run the stage for a year: find how much of each figure that reports tell of it must be hidden."""

from collections.abc import Mapping, Sequence

import pandas as pd

from batt.atomic import atomic_file
from batt.errors import DisclosureError, Problem
from batt.indicators import Filters, load_breakdown
from batt.indicators import load as load_indicators
from batt.paths import Root
from batt.protection.protected_table import (
    ProtectedTable,
    protect_indicators,
    protected_from,
    protection_frame,
)
from batt.protection.releases import released_rows
from batt.protection.reported_rows import activity_rows, end_cause_rows
from batt.registry import Options

Only = Mapping[str, Sequence[str] | Sequence[int]]
"""Keys and the values of which rows must have one."""


def run(root: Root, year: int, options: Options | None = None) -> pd.DataFrame:
    """Protect everything that reports tell of a year, and save how.

    Parameters
    ----------
    root
        The year must have been cleaned and computed.
    options
        The readings with which it was.

    Returns
    -------
    DataFrame
        One row per unit, programme and reported figure, as from `protection_frame`; saved in
        ``data/processed/protection/<year>.parquet``.

    Raises
    ------
    DisclosureError
        If something hidden can be worked out from what was released before.
    """
    earlier = released_rows(root, year, (options or Options()).forening)
    table = protect_indicators(reported_rows(root, year), counties(root, year), earlier)
    protection = protection_frame(table)
    with atomic_file(root.protection(year)) as new:
        protection.to_parquet(new, index=False)
    return protection


def load(root: Root, year: int) -> ProtectedTable:
    """Return the rows that reports tell of one year, with their protection.

    Raises
    ------
    DisclosureError
        If the stage has not been run for the year, or its rows have changed since.
    """
    file = root.protection(year)
    if not file.exists():
        raise DisclosureError(
            Problem(
                root.relative(file),
                "is not there, so nothing is known to be safe to show",
                fix=f"Run batt run protection --year {year} first.",
            )
        )
    return protected_from(reported_rows(root, year), pd.read_parquet(file), counties(root, year))


def reported_rows(root: Root, year: int, only: Only | None = None) -> pd.DataFrame:
    """Return the year's indicator table with the activity and end causes that reports tell beside it.

    Parameters
    ----------
    only
        Keys and the values of which they must have one; all rows by default.
    """
    rows = pd.concat(
        [
            load_indicators(root, [year], filters=filters(only)),
            activity_rows(load_breakdown(root, year, "activity"), year),
            end_cause_rows(load_breakdown(root, year, "end_causes"), year),
        ],
        ignore_index=True,
    )
    kept = pd.Series(True, index=rows.index)
    for name, values in (only or {}).items():
        kept &= rows[name].isin(list(values))
    return rows[kept].reset_index(drop=True)


def filters(only: Only | None) -> Filters:
    """Return the conditions by which files are read (see `pandas.read_parquet`)."""
    return [(name, "in", list(values)) for name, values in only.items()] if only else None


def counties(root: Root, year: int) -> pd.Series:
    """Return the county of every provider of a year, by its id."""
    providers = pd.read_parquet(root.clean(year) / "providers.parquet", columns=["provider_id", "county"])
    return providers.set_index("provider_id")["county"]
