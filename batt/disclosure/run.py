"""Run the stage: put together what may be shown of all years, and compare providers anew among that."""

import pandas as pd

from batt import protection
from batt.atomic import atomic_folder
from batt.comparisons import compare, monthly_tables, read_basis
from batt.disclosure.rounding import month_by_month
from batt.disclosure.shown import hold_back, shown_cells, shown_country
from batt.paths import Root
from batt.protection import Only, ProtectedTable, protected_from, protection_frame, reported_rows
from batt.protection.run import counties, filters
from batt.registry import Options

PROTECTION = "protection"


def run(root: Root, year: int, options: Options | None = None) -> dict[str, pd.DataFrame]:
    """Save what pages may be drawn from.

    Parameters
    ----------
    root
        The years up to `year` must have been cleaned, computed and protected.
    options
        The readings with which they were.

    Returns
    -------
    dict of DataFrame
        ``protection``: one row per year, unit, programme and reported figure, with how much of it is hidden;
        beside it the comparisons made among shown cells, and those of single months made of rounded counts.
        Saved in ``data/processed/disclosure/<year>/<name>.parquet``.

    Raises
    ------
    DisclosureError
        If a year has not been protected, or has changed since.
    """
    protected = [protection.load(root, one) for one in root.computed_years(year)]
    levels = pd.concat([protection_frame(table) for table in protected], ignore_index=True)
    basis = read_basis(root, year, options or Options())
    chosen = shown_cells(levels)
    told = compare(basis, chosen, shown_country(protected))
    tables = {PROTECTION: levels, **hold_back(told, basis, chosen, levels)}
    tables |= monthly_tables(basis, month_by_month())
    with atomic_folder(root.disclosure(year)) as new:
        for name, table in tables.items():
            table.to_parquet(new / f"{name}.parquet", index=False)
    return tables


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
    levels = pd.read_parquet(file, filters=filters(only)) if file.exists() else pd.DataFrame()
    return protected_from(values, levels, counties(root, year))
