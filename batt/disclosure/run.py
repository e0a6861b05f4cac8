"""Run the stage: find what may be shown of all years, and compare providers anew among that."""

from collections.abc import Mapping

import pandas as pd

from batt.comparisons import compare, monthly_tables, read_basis
from batt.comparisons import load as load_comparisons
from batt.disclosure.releases import released_rows
from batt.disclosure.reported_rows import activity_rows, end_cause_rows
from batt.disclosure.roles import ProtectedTable, protect_indicators, protected_from, protection_frame
from batt.disclosure.rounding import month_by_month
from batt.disclosure.shown import hold_back, shown_cells, shown_country
from batt.indicators import load, load_breakdowns
from batt.paths import Root
from batt.registry import Options

PROTECTION = "protection"


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
    folder = root.disclosure(year)
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    return tables


def protect_year(root: Root, year: int, forening: str = "all") -> ProtectedTable:
    """Find what to hide of everything that reports tell of a year."""
    earlier = released_rows(root, year, forening)
    return protect_indicators(reported_rows(root, year), _counties(root, year), earlier)


def reported_rows(root: Root, year: int) -> pd.DataFrame:
    """Return the year's indicator table with the activity and end causes that reports tell beside it."""
    parts: Mapping[str, pd.DataFrame] = load_breakdowns(root, year)
    rows = [
        load(root, [year]),
        activity_rows(parts["activity"], year),
        end_cause_rows(parts["end_causes"], year),
    ]
    return pd.concat(rows, ignore_index=True)


def load_protected(root: Root, year: int) -> ProtectedTable:
    """Return the rows that reports of `year` are drawn from, with their protection; still internal.

    Raises
    ------
    DisclosureError
        If the stage has not been run, or a row is without protection.
    """
    file = root.disclosure(year) / f"{PROTECTION}.parquet"
    values = pd.concat([reported_rows(root, one) for one in root.computed_years(year)], ignore_index=True)
    protection = pd.read_parquet(file) if file.exists() else pd.DataFrame()
    return protected_from(values, protection, _counties(root, year))


def _counties(root: Root, year: int) -> pd.Series:
    """Return the county of every provider of a year, by its id."""
    providers = pd.read_parquet(root.clean(year) / "providers.parquet", columns=["provider_id", "county"])
    return providers.set_index("provider_id")["county"]
