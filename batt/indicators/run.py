"""Run the stage for a year, and read back what it has written."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import rmtree
from typing import Any

import pandas as pd

import batt.clean
from batt.atomic import atomic_file, atomic_folder
from batt.errors import Problem, UsageError
from batt.indicators._compute import IndicatorResult, compute
from batt.indicators._set_aside_bounds import set_aside_bounds
from batt.indicators.breakdowns import breakdowns
from batt.indicators.open_readings import open_readings
from batt.paths import Root
from batt.registry import Options

Filters = Sequence[tuple[str, str, Any]] | None
"""Conditions on columns that rows are read by, such as ``("unit_id", "==", "NO")``; all must hold."""


def run(root: Root, year: int, options: Options | None = None) -> IndicatorResult:
    """Compute a year's indicators, breakdowns and open readings from its clean tables, and save them.

    Parameters
    ----------
    root
        The family of years; ``year`` must have been cleaned.
    options
        The readings in force; the defaults when left out.

    Raises
    ------
    NumbersDiffer
        A rule or a table breaks its contract.
    """
    options = options or Options()
    clean = batt.clean.load(root, year)
    result = compute(clean.tables, clean.deliveries, year, options)
    if root.counted_units(year).is_dir():
        # Another engine left them, as a folder of part files.
        rmtree(root.counted_units(year))
    for table, place in ((result.values, root.indicators(year)), (result.units, root.counted_units(year))):
        with atomic_file(place) as new:
            table.to_parquet(new, engine="pyarrow", index=False)
    tables = {**clean.tables, "activity": clean.activity}
    health = result.units.loc[result.units["indicator"] == "i07"]
    parts = breakdowns(tables, options, _earlier_spells(root, year), health)
    parts["set_aside_bounds"] = set_aside_bounds(clean.ledger, result.values)
    parts["open_readings"] = open_readings(clean.tables, clean.deliveries, year, options, result)
    with atomic_folder(_breakdown_folder(root, year)) as new:
        for name, table in parts.items():
            table.to_parquet(new / f"{name}.parquet", engine="pyarrow", index=False)
    return result


def load(
    root: Root, years: Iterable[int], *, columns: Sequence[str] | None = None, filters: Filters = None
) -> pd.DataFrame:
    """Return the indicator tables of several years, one below the other.

    Parameters
    ----------
    columns, filters
        Which columns and rows are read (see `pandas.read_parquet`); all by default.

    Returns
    -------
    DataFrame
        One row per year, unit, programme and indicator (columns as `IndicatorResult.values`).

    Raises
    ------
    UsageError
        Years whose indicators have not been computed; all are listed.
    """
    files = {year: root.indicators(year) for year in years}
    return pd.concat(_read(root, files, columns, filters), ignore_index=True)


def load_units(root: Root, year: int) -> pd.DataFrame:
    """Return the counted units behind a year's indicator table. One row per counted unit.

    Raises
    ------
    UsageError
        The year's indicators have not been computed.
    """
    return _read(root, {year: root.counted_units(year)})[0]


def load_breakdowns(root: Root, year: int) -> dict[str, pd.DataFrame]:
    """Return a year's breakdowns by name (see `batt.indicators.breakdowns`).

    Raises
    ------
    UsageError
        The year's indicators have not been computed.
    """
    _require(root, {year: root.indicators(year)})
    return {
        file.stem: pd.read_parquet(file) for file in sorted(_breakdown_folder(root, year).glob("*.parquet"))
    }


def load_breakdown(root: Root, year: int, name: str, *, filters: Filters = None) -> pd.DataFrame:
    """Return one of a year's breakdowns; an empty frame where there is none of that name.

    Parameters
    ----------
    filters
        Which rows are read (see `pandas.read_parquet`); all by default.

    Raises
    ------
    UsageError
        The year's indicators have not been computed.
    """
    _require(root, {year: root.indicators(year)})
    file = _breakdown_folder(root, year) / f"{name}.parquet"
    return pd.read_parquet(file, filters=filters) if file.exists() else pd.DataFrame()


def _earlier_spells(root: Root, year: int) -> pd.DataFrame:
    """Return where earlier years' spells were, oldest year first: follow-up is about people who left then."""
    columns = ["spell_id", "provider_id", "programme"]
    files = [root.clean(earlier) / "spells.parquet" for earlier in root.raw_years() if earlier < year]
    frames = [pd.read_parquet(file, columns=columns) for file in files if file.exists()]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns, dtype="str")


def _breakdown_folder(root: Root, year: int) -> Path:
    return root.processed("breakdowns") / str(year)


def _read(
    root: Root, files: dict[int, Path], columns: Sequence[str] | None = None, filters: Filters = None
) -> list[pd.DataFrame]:
    _require(root, files)
    chosen = None if columns is None else list(columns)
    return [pd.read_parquet(file, columns=chosen, filters=filters) for file in files.values()]


def _require(root: Root, files: dict[int, Path]) -> None:
    """Refuse years whose indicators have not been computed."""
    problems = [
        Problem(
            root.relative(file),
            "is not there",
            f"Expected the indicators of {year} to have been computed.",
            f"Run `batt run indicators --year {year}`.",
        )
        for year, file in files.items()
        if not file.exists()
    ]
    if problems:
        raise UsageError(problems)
