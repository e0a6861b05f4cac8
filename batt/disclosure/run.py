"""Run the stage: find what may be shown of all years, and compare providers anew among that."""

from collections.abc import Mapping, Sequence

import pandas as pd

from batt.atomic import atomic_folder
from batt.comparisons import compare, monthly_tables, read_basis
from batt.comparisons import load as load_comparisons
from batt.disclosure.releases import released_rows
from batt.disclosure.reported_rows import activity_rows, end_cause_rows
from batt.disclosure.roles import ProtectedTable, protect_indicators, protected_from, protection_frame
from batt.disclosure.rounding import month_by_month
from batt.disclosure.shown import hold_back, shown_cells, shown_country
from batt.indicators import Filters, load, load_breakdown
from batt.paths import Root
from batt.registry import Options

PROTECTION = "protection"
Only = Mapping[str, Sequence[str] | Sequence[int]]
"""Keys and the values of which rows must have one."""


def run(root: Root, year: int, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Protect every computed year up to `year`, and save what pages may be drawn from.

    Parameters
    ----------
    root
        The years must have been cleaned and computed, and `year` compared.
    options
        The readings with which they were.

    Returns
    -------
    dict of DataFrame
        ``protection``: one row per year, unit, programme and reported figure, with how much of it is hidden;
        beside it the comparisons made among shown cells, and those of single months made of rounded counts.
        Saved in
        ``data/processed/disclosure/<year>/<name>.parquet``.

    Raises
    ------
    DisclosureError
        If something hidden can be worked out from what was released before.
    """
    options = options or Options()
    protected = [protect_year(root, one, options.forening) for one in root.computed_years(year)]
    protection = pd.concat([protection_frame(table) for table in protected], ignore_index=True)
    readings = load_comparisons(root, year).get("reading_runs")
    basis = read_basis(root, year, options, readings)
    chosen = shown_cells(protection)
    told = compare(basis, chosen, shown_country(protected))
    tables = {PROTECTION: protection, **hold_back(told, basis, chosen, protection)}
    tables |= monthly_tables(basis, month_by_month())
    with atomic_folder(root.disclosure(year)) as new:
        for name, table in tables.items():
            table.to_parquet(new / f"{name}.parquet", index=False)
    return tables


def protect_year(root: Root, year: int, forening: str = "all") -> ProtectedTable:
    """Find what to hide of everything that reports tell of a year."""
    earlier = released_rows(root, year, forening)
    return protect_indicators(reported_rows(root, year), _counties(root, year), earlier)


def reported_rows(root: Root, year: int, only: Only | None = None) -> pd.DataFrame:
    """Return the year's indicator table with the activity and end causes that reports tell beside it.

    Parameters
    ----------
    only
        Keys and the values of which they must have one; all rows by default.
    """
    rows = pd.concat(
        [
            load(root, [year], filters=_filters(only)),
            activity_rows(load_breakdown(root, year, "activity"), year),
            end_cause_rows(load_breakdown(root, year, "end_causes"), year),
        ],
        ignore_index=True,
    )
    kept = pd.Series(True, index=rows.index)
    for name, values in (only or {}).items():
        kept &= rows[name].isin(list(values))
    return rows[kept].reset_index(drop=True)


def load_protected(root: Root, year: int, only: Only | None = None) -> ProtectedTable:
    """Return the rows that reports of `year` are drawn from, with their protection; still internal.

    Parameters
    ----------
    only
        Keys and the values of which they must have one: a page of one unit needs few of many rows.

    Raises
    ------
    DisclosureError
        If the stage has not been run, or a row is without protection.
    """
    file = root.disclosure(year) / f"{PROTECTION}.parquet"
    years = [one for one in root.computed_years(year) if not only or one in only.get("year", (one,))]
    values = pd.concat([reported_rows(root, one, only) for one in years], ignore_index=True)
    protection = pd.read_parquet(file, filters=_filters(only)) if file.exists() else pd.DataFrame()
    return protected_from(values, protection, _counties(root, year))


def _filters(only: Only | None) -> Filters:
    return [(name, "in", list(values)) for name, values in only.items()] if only else None


def _counties(root: Root, year: int) -> pd.Series:
    """Return the county of every provider of a year, by its id."""
    providers = pd.read_parquet(root.clean(year) / "providers.parquet", columns=["provider_id", "county"])
    return providers.set_index("provider_id")["county"]
