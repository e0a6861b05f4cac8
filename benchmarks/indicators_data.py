"""Clean tables for bench_indicators.py: four years of an invented nation, as Parquet and, for R, as CSV."""

import shutil
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from indicators_peers import COLUMNS
from invented import NATION, invented
from own_process import alone

import batt.clean
from batt.paths import Root, project_folder

TABLES = (*COLUMNS, "deliveries")
IDS = ("provider_id", "participant_id", "spell_id", "row_id", "staff_id", "partner_id", "firm_id")
"""What tells one copy of a nation from another."""


def clean_years(participants: int) -> list[Path]:
    """Return a folder a year with the tables that the indicators read; made once.

    Every provider is said to have delivered everything, since the peers know of no other case. A size above
    that of the nation is so many copies of it, with names of their own for providers, people and rows.
    """
    base = Root(project_folder() / "build" / "benchmarks" / "indicators" / f"{participants}")
    if not (base.path / "made").exists():
        alone(_make, base.path, participants)
        (base.path / "made").touch()
    return sorted(path for path in base.path.iterdir() if path.is_dir())


def _make(folder: Path, participants: int) -> None:
    copies = max(1, participants // NATION[1])
    size = NATION if copies > 1 or participants == NATION[1] else (24, participants)
    root = invented(*size, is_computed=False)
    for year in root.raw_years():
        if not (root.clean(year) / "ledger.parquet").exists():
            batt.clean.run(root, year)
        place = folder / str(year)
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for name in TABLES:
            rows = pd.read_parquet(root.clean(year) / f"{name}.parquet")
            if name == "deliveries":
                rows = rows.assign(delivered=True)
            whole = pa.Table.from_pandas(_copied(rows, copies), preserve_index=False)
            pa.parquet.write_table(whole, place / f"{name}.parquet", compression="zstd")
            pa.csv.write_csv(whole, place / f"{name}.csv")


def _copied(rows: pd.DataFrame, copies: int) -> pd.DataFrame:
    if copies == 1:
        return rows
    ids = [name for name in IDS if name in rows]
    parts = [rows.assign(**{name: rows[name] + f"_{copy}" for name in ids}) for copy in range(copies)]
    return pd.concat(parts, ignore_index=True)
