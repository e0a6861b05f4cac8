"""Cleaned years on disk: one Parquet file a table, the same bytes for the same rows."""

from collections.abc import Iterable

import pandas as pd

from batt.atomic import atomic_folder
from batt.clean.model import CleanYear
from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import load as load_registry

ACCOUNTS = ("deliveries", "files", "flags", "activity", "ledger")
"""The frames beside the tables."""


def save(root: Root, clean: CleanYear) -> None:
    """Write a cleaned year in place of what its folder held.

    The folder holds nothing but ``<table>.parquet`` of each delivered table and of each account.
    """
    accounts = {name: getattr(clean, name) for name in ACCOUNTS}
    with atomic_folder(root.clean(clean.year)) as new:
        for name, frame in (*clean.tables.items(), *accounts.items()):
            # No index, one compression: the bytes follow from the rows alone.
            frame.to_parquet(new / f"{name}.parquet", engine="pyarrow", index=False, compression="zstd")


def load(root: Root, year: int) -> CleanYear:
    """Read a cleaned year.

    Raises
    ------
    UsageError
        The year has not been cleaned.
    """
    return CleanYear(
        year=year,
        tables=load_tables(root, year, [table.name for table in load_registry().tables]),
        **{name: pd.read_parquet(root.clean(year) / f"{name}.parquet") for name in ACCOUNTS},
    )


def load_tables(root: Root, year: int, names: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Read some tables or accounts of a cleaned year by name; those not delivered are left out.

    Raises
    ------
    UsageError
        The year has not been cleaned.
    """
    folder = root.clean(year)
    if not (folder / "ledger.parquet").exists():
        raise UsageError(
            Problem(
                root.relative(folder),
                "the year has not been cleaned",
                "Expected ledger.parquet and a file for each table.",
                f"Run: batt run clean --year {year}",
            )
        )
    files = {name: folder / f"{name}.parquet" for name in names}
    return {name: pd.read_parquet(file) for name, file in files.items() if file.exists()}
