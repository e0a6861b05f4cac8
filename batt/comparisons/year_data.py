"""What the comparisons of a year draw on, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from batt.clean import load_tables
from batt.comparisons.cells import comparison_cells
from batt.indicators import load, load_units
from batt.paths import Root

TABLES = (
    "providers",
    "provider_lineage",
    "spells",
    "labour_market",
    "answers_nav",
    "targets",
    "indikator_no",
    "monthly_exits",
    "monthly_stock",
)
"""The clean tables that comparisons are made of."""


@dataclass(frozen=True)
class YearData:
    """The clean tables, indicators and cells of one year.

    Attributes
    ----------
    tables, activity
        As the clean stage left them; of the tables those in `TABLES` that were delivered.
    values, units
        The indicator table and the counted units behind it.
    cells
        One row per provider × indicator × programme (`batt.comparisons.cells.comparison_cells`).
    exposure
        One row per provider: ``year, provider_id, participants_n``.
    """

    year: int
    tables: Mapping[str, pd.DataFrame]
    activity: pd.DataFrame
    values: pd.DataFrame
    units: pd.DataFrame
    cells: pd.DataFrame
    exposure: pd.DataFrame


def read_year_data(root: Root, year: int) -> YearData:
    """Read a year that has been cleaned and computed."""
    tables = load_tables(root, year, [*TABLES, "activity"])
    activity = tables.pop("activity")
    values, units = load(root, [year]), load_units(root, year)
    exposure = activity.groupby("provider_id", as_index=False)["participants_n"].sum()
    return YearData(
        year=year,
        tables=tables,
        activity=activity,
        values=values,
        units=units,
        cells=comparison_cells(values, units, tables["providers"]),
        exposure=exposure.assign(year=year),
    )
