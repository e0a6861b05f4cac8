"""Run the stage: every comparison of a year, saved as one table each."""

import pandas as pd

from batt.atomic import atomic_folder
from batt.comparisons.basis import read_basis
from batt.comparisons.compare import Tables, compare
from batt.comparisons.monthly import monthly_tables
from batt.paths import Root
from batt.registry import Options


def run(root: Root, year: int, options: Options | None = None) -> Tables:
    """Compare the providers of a year, and save each table under its name.

    Parameters
    ----------
    root
        ``year`` must have been cleaned and computed; earlier years are used as far as they have been.
    options
        The readings with which the indicators were computed; the defaults when left out.

    Returns
    -------
    dict
        Name → table, as saved in ``data/processed/comparisons/<year>/<name>.parquet``. ``problems`` lists
        what in the received lineage and targets could not be used; the rest goes on without it.
    """
    basis = read_basis(root, year, options or Options())
    tables = {**compare(basis), **monthly_tables(basis)}
    with atomic_folder(root.comparisons(year)) as new:
        for name, table in tables.items():
            table.to_parquet(new / f"{name}.parquet", index=False)
    return tables


def load(root: Root, year: int) -> Tables:
    """Read the saved tables of a year by name."""
    return {file.stem: pd.read_parquet(file) for file in sorted(root.comparisons(year).glob("*.parquet"))}
