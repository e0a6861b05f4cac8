"""The thirteen indicators from clean tables: ours, and by hand in data.table, Polars and pandas.

    python benchmarks/bench_indicators.py [--quick]

The same work for all: from files to numerator, denominator and value by provider, county, country and
programme, for four years one after the other; before the clock starts, a process has done one of them. Their
figures are first held against ours, cell by cell. Ours also makes intervals, statuses and notes, and checks
every counted unit. R reads CSV files, which is what data.table reads fastest, and the others Parquet; what
reading takes of it is told apart.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pyarrow as pa
from indicators_data import clean_years
from indicators_peers import COLUMNS, PEERS
from own_process import alone
from peers import OURS, Row, alternate, by_itself, compared
from pyarrow.parquet import ParquetFile
from spent import TreeMemory

from batt.indicators import compute
from batt.indicators._duckdb import duckdb_engine
from batt.registry import load

REPEATS = 5
SIZES = (3_000, 40_000, 400_000)
IN_DUCKDB = "ours, --engine duckdb"
IN_R = "R data.table"
PLACE = ["indicator", "unit_id", "programme"]


def read(folder: Path) -> tuple[dict[str, pa.Table], pd.DataFrame]:
    """Return a year's clean tables, and who has delivered what."""
    tables = {name: ParquetFile(folder / f"{name}.parquet").read(_columns(name)) for name in COLUMNS}
    return tables, pd.read_parquet(folder / "deliveries.parquet")


def in_ours(folder: Path) -> pd.DataFrame:
    """Return a year's table by the default engine."""
    return compute(*read(folder), int(folder.name)).values


def in_our_duckdb(folder: Path) -> pd.DataFrame:
    """Return a year's table by DuckDB, with the counted units kept on the disk until they are added up."""
    with tempfile.TemporaryDirectory() as spill, duckdb_engine(Path(spill) / "units") as engine:
        tables = {name: engine.read([folder / f"{name}.parquet"]) for name in COLUMNS}
        return compute(
            tables, pd.read_parquet(folder / "deliveries.parquet"), int(folder.name), engine=engine
        ).values


WAYS: dict[str, Callable[[Path], object]] = {OURS: in_ours, IN_DUCKDB: in_our_duckdb, **PEERS}


def seconds_in_python(name: str, folders: Sequence[Path]) -> float:
    """Return the seconds of one way for all years, after a first that is not counted."""
    load()
    WAYS[name](folders[0])
    began = time.perf_counter()
    for folder in folders:
        WAYS[name](folder)
    return time.perf_counter() - began


def seconds_of_reading(folders: Sequence[Path]) -> float:
    """Return the seconds in which we read all years, after a first that is not counted."""
    read(folders[0])
    began = time.perf_counter()
    for folder in folders:
        read(folder)
    return time.perf_counter() - began


def seconds_in_r(folders: Sequence[Path], result: Path | None = None) -> tuple[float, float]:
    """Return the seconds that R tells for all years, of reading alone and of all of it.

    It has as many threads as data.table takes by itself.
    """
    script = Path(__file__).with_suffix(".R")
    years = ",".join(folder.name for folder in folders)
    command = ["Rscript", str(script), str(folders[0].parent), years, *([str(result)] if result else [])]
    # `make bench` holds ours to one thread by this, as all runs of the workbook; data.table goes by it too.
    free = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=free)
    reading, whole = done.stdout.split()[-2:]
    return float(reading), float(whole)


def has_r() -> bool:
    """Whether R is here with data.table."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(data.table)"], capture_output=True).returncode == 0


def absent() -> dict[str, str]:
    """Return the peers that are not installed, with how to install them."""
    missing = {}
    if not has_r():
        missing[IN_R] = "not here: apt-get install r-base-core r-cran-data.table"
    if find_spec("polars") is None:
        missing["Polars"] = "not here: pip install polars"
    return missing


def check_agreement(folder: Path, names: Sequence[str]) -> None:
    """Stop if a peer's figures of a year are not ours."""
    ours = in_ours(folder)
    ours = ours.loc[(ours["denominator"].fillna(0) > 0)]
    wanted = ours.assign(x=ours["numerator"] * ours["scale"], w=ours["denominator"]).set_index(PLACE)
    for name in names:
        found = _told(name, folder).set_index(PLACE)
        both = (
            wanted[["x", "w"]]
            .astype(float)
            .join(found[["x", "w"]].astype(float), how="outer", rsuffix="_peer")
        )
        apart = (
            both.isna().any(axis=1)
            | ((both["x"] - both["x_peer"]).abs() > 1e-6)
            | (both["w"] != both["w_peer"])
        )
        if apart.any():
            raise RuntimeError(
                f"{name} has other figures in {apart.sum()} of {len(both)} cells of {folder.name}"
            )


def rows_of(participants: int, missing: dict[str, str]) -> list[Row]:
    """Return the rows of one size."""
    folders = clean_years(participants)
    names = [name for name in (*WAYS, IN_R) if name not in missing]
    check_agreement(folders[-1], [name for name in names if name not in (OURS, IN_DUCKDB)])
    peaks: dict[str, float] = {}

    def timed(name: str) -> Callable[[], float]:
        def run() -> float:
            with TreeMemory() as memory:
                seconds = (
                    seconds_in_r(folders)[1] if name == IN_R else alone(seconds_in_python, name, folders)
                )
            peaks[name] = max(peaks.get(name, 0), memory.peak_mib)
            return seconds

        return run

    seconds = alternate({name: timed(name) for name in names}, REPEATS)
    size = f"{participants} participants × {len(folders)}"
    return compared("indicators", size, seconds, peaks=peaks)


def reading(participants: int, missing: dict[str, str]) -> list[Row]:
    """Return what reading alone takes of the work of one size: ours of Parquet, and data.table's of CSV."""
    folders = clean_years(participants)
    ways = {OURS: lambda: alone(seconds_of_reading, folders), IN_R: lambda: seconds_in_r(folders)[0]}
    seconds = alternate({name: run for name, run in ways.items() if name not in missing}, REPEATS)
    size = f"{participants} participants × {len(folders)}"
    return compared("of indicators, reading", size, seconds, notes={OURS: "Parquet", IN_R: "CSV"})


def growth(rows: Sequence[Row]) -> list[Row]:
    """Return how the time of each way grows where there are ten times as many rows."""
    told = []
    for name in dict.fromkeys(row.who for row in rows):
        own = [row for row in rows if row.who == name]
        for small, large in pairwise(own):
            times = large.seconds / small.seconds
            note = f"{times:.1f} times the time of {small.size}"
            told.append(Row("growth", large.size, name, large.seconds, None, None, note))
    return told


def measure(quick: bool) -> list[Row]:
    """Return the rows of every size, and how the time grows."""
    missing = absent()
    rows = [row for size in SIZES[: 1 if quick else None] for row in rows_of(size, missing)]
    told = [Row("indicators", "–", name, float("nan"), note=note) for name, note in missing.items()]
    read_alone = [row for size in SIZES[: 1 if quick else 2] for row in reading(size, missing)]
    return [*rows, *read_alone, *told, *growth(rows)]


def _columns(name: str) -> list[str]:
    """Return what our rules read of a table: what the peers read, and where each row came from."""
    more = ["year", "row_id", "association"] if name == "providers" else ["year", "row_id"]
    return list(dict.fromkeys([*COLUMNS[name], *more]))


def _told(name: str, folder: Path) -> pd.DataFrame:
    if name == IN_R:
        with tempfile.TemporaryDirectory() as place:
            seconds_in_r([folder], Path(place) / "figures.csv")
            return pd.read_csv(Path(place) / "figures.csv", dtype={"unit_id": "str"})
    found = WAYS[name](folder)
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame(found.to_dict(as_series=False))


if __name__ == "__main__":
    by_itself(measure, __doc__)
