"""Cleaned years on disk: one Parquet file a table, the same bytes for the same rows."""

from pathlib import Path

import pandas as pd

from batt.clean.model import CleanYear
from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import load as load_registry

ACCOUNTS = ("deliveries", "files", "flags", "activity", "ledger")
"""The frames beside the tables; the ledger is written last and is the sign that the year is complete."""


def save(root: Root, clean: CleanYear) -> None:
    """Write a cleaned year in place of what its folder held.

    The folder holds nothing but ``<table>.parquet`` of each delivered table and of each account.
    """
    folder = root.clean(clean.year)
    folder.mkdir(parents=True, exist_ok=True)
    for old in sorted(folder.glob("*.parquet"), key=lambda path: path.stem != "ledger"):
        old.unlink()
    for name, frame in clean.tables.items():
        _write(frame, folder / f"{name}.parquet")
    for name in ACCOUNTS:
        _write(getattr(clean, name), folder / f"{name}.parquet")


def load(root: Root, year: int) -> CleanYear:
    """Read a cleaned year.

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
    return CleanYear(
        year=year,
        tables={
            table.name: pd.read_parquet(folder / f"{table.name}.parquet")
            for table in load_registry().tables
            if (folder / f"{table.name}.parquet").exists()
        },
        **{name: pd.read_parquet(folder / f"{name}.parquet") for name in ACCOUNTS},
    )


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write one frame. No index, one compression: the bytes follow from the rows alone."""
    frame.to_parquet(path, engine="pyarrow", index=False, compression="zstd")
