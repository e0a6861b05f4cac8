"""What the comparisons of a year draw on, read once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

import batt.clean
from batt.comparisons.cells import comparison_cells
from batt.indicators import load, load_units
from batt.paths import Root


@dataclass(frozen=True)
class YearData:
    """The clean tables, indicators and cells of one year.

    Attributes
    ----------
    tables, deliveries, activity
        As the clean stage left them.
    values, units
        The indicator table and the counted units behind it.
    cells
        One row per provider × indicator × programme (`batt.comparisons.cells.comparison_cells`).
    exposure
        One row per provider: ``year, provider_id, participants_n``.
    """

    year: int
    tables: Mapping[str, pd.DataFrame]
    deliveries: pd.DataFrame
    activity: pd.DataFrame
    values: pd.DataFrame
    units: pd.DataFrame
    cells: pd.DataFrame
    exposure: pd.DataFrame


def read_year_data(root: Root, year: int) -> YearData:
    """Read a year that has been cleaned and computed."""
    clean = batt.clean.load(root, year)
    values, units = load(root, [year]), load_units(root, year)
    exposure = clean.activity.groupby("provider_id", as_index=False)["participants_n"].sum()
    return YearData(
        year=year,
        tables=clean.tables,
        deliveries=clean.deliveries,
        activity=clean.activity,
        values=values,
        units=units,
        cells=comparison_cells(values, units, clean.tables["providers"]),
        exposure=exposure.assign(year=year),
    )
