"""The stage for registers larger than memory: the same rules and the same table from other engines."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import narwhals as nw
import pandas as pd

from batt.atomic import atomic_file, atomic_folder
from batt.errors import Problem, UsageError
from batt.indicators._compute import compute
from batt.indicators._counting import Engine
from batt.paths import Root
from batt.registry import Options, load

ENGINES = ("pandas", "duckdb", "spark")
"""What can add units up; pandas is what the main job uses."""
_DELIVERIES = "deliveries"


class FileEngine(Engine, Protocol):
    """An engine that reads clean tables from Parquet and writes counted units as Parquet."""

    def read(self, files: Sequence[Path]) -> nw.LazyFrame:
        """Read one table, without bringing a row into Python."""
        ...

    def write(self, counted: Mapping[str, nw.LazyFrame], new: Path) -> None:
        """Write counted units into an empty folder, as Parquet files and nothing beside them."""
        ...


def run_on(engine: str, root: Root, year: int, options: Options | None = None) -> pd.DataFrame:
    """Compute a year's indicators in another engine than pandas, and save them.

    The table is the same to the last digit, and goes to the same place. Counted units never come into Python:
    they become a folder of Parquet files under the name of the one file that pandas writes, and are read in
    the same way. Breakdowns are not made.

    Parameters
    ----------
    engine
        One of `ENGINES` but ``pandas``.
    root
        The family of years. ``data/processed/clean/<year>/`` has each table as ``<table>.parquet``, or as a
        folder ``<table>/`` of part files, and ``deliveries.parquet``.
    options
        The readings in force; the defaults when left out.

    Returns
    -------
    DataFrame
        The indicator table (columns as `batt.indicators.IndicatorResult.values`).

    Raises
    ------
    UsageError
        The year has not been cleaned, or the engine is not there or could not finish.
    NumbersDiffer
        A rule or the table breaks its contract.
    """
    sources = clean_sources(root, year)
    deliveries = pd.concat([pd.read_parquet(file) for file in sources.pop(_DELIVERIES)])
    place = root.counted_units(year)
    with _opened(engine, place.with_name(f".{year}.{engine}.new")) as opened:
        tables = {name: opened.read(files) for name, files in sources.items()}
        result = compute(tables, deliveries, year, options, engine=opened)
        if place.is_file():
            place.unlink()
        with atomic_folder(place) as new:
            opened.write(result.counted, new)
    with atomic_file(root.indicators(year)) as new:
        result.values.to_parquet(new, engine="pyarrow", index=False)
    return result.values


def clean_sources(root: Root, year: int) -> dict[str, list[Path]]:
    """Return the Parquet files of each clean table that is there, and those of ``deliveries``.

    Raises
    ------
    UsageError
        A table without which nothing can be counted is not there.
    """
    folder = root.clean(year)
    names = [*(table.name for table in load().tables), _DELIVERIES]
    found = {name: _parts(folder, name) for name in names}
    needed = [*(table.name for table in load().tables if table.is_required), _DELIVERIES]
    problems = [
        Problem(
            f"{root.relative(folder)}/{name}.parquet",
            "is not there",
            f"Expected the clean tables of {year}: a file each, or a folder {name}/ of part files.",
            f"Run: batt run clean --year {year}",
        )
        for name in needed
        if not found[name]
    ]
    if problems:
        raise UsageError(problems)
    return {name: files for name, files in found.items() if files}


def _parts(folder: Path, name: str) -> list[Path]:
    file = folder / f"{name}.parquet"
    return [file] if file.is_file() else sorted((folder / name).glob("*.parquet"))


def _opened(engine: str, folder: Path) -> AbstractContextManager[FileEngine]:
    """Return the engine of a name, which may put files into a folder of its own and removes it at the end."""
    # An engine is only imported when it is asked for: Spark need not be installed.
    if engine == "duckdb":
        from batt.indicators._duckdb import duckdb_engine

        return duckdb_engine(folder)
    if engine == "spark":
        from batt.indicators._spark import spark_engine

        return spark_engine()
    raise UsageError(f"Unknown engine '{engine}'. Known engines: {', '.join(ENGINES)}.")
