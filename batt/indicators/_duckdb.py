"""DuckDB as the engine: registers larger than the memory of one machine."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pyarrow as pa

from batt.errors import Problem, UsageError

MEMORY = "2GiB"
"""What DuckDB may hold at once. The process needs more than that; together it stays under 4 GiB."""


class DuckDB:
    """Reads and writes Parquet, and puts on the disk what does not fit into `MEMORY`.

    Parameters
    ----------
    connection
        An open connection.
    folder
        A folder of its own, for counted units until all is added up.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, folder: Path):
        self._connection = connection
        self._folder = folder

    def read(self, files: Sequence[Path]) -> nw.LazyFrame:
        """Read one table, without bringing a row into Python."""
        return nw.from_native(self._connection.read_parquet([str(file) for file in files])).lazy()

    def take(self, tables: Mapping[str, Any]) -> dict[str, nw.LazyFrame]:
        """Take clean tables that the engine has read."""
        return {name: nw.from_native(table).lazy() for name, table in tables.items()}

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        file = self._folder / f"{indicator}.parquet"
        units.to_native().write_parquet(str(file), compression="zstd")
        return self.read([file])

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        table = pa.Table.from_pandas(small, preserve_index=False)
        return nw.from_native(self._connection.from_arrow(table)).lazy()

    def write(self, counted: Mapping[str, nw.LazyFrame], new: Path) -> None:
        """Write counted units into an empty folder, one Parquet file an indicator."""
        for indicator, rows in counted.items():
            rows.to_native().write_parquet(str(new / f"{indicator}.parquet"), compression="zstd")


@contextmanager
def duckdb_engine(folder: Path, memory: str = MEMORY) -> Iterator[DuckDB]:
    """Open the engine; what it put on the disk is removed at the end.

    Parameters
    ----------
    folder
        A folder that may be used and removed.
    memory
        What DuckDB may hold at once, such as ``2GiB``.

    Raises
    ------
    UsageError
        DuckDB could not finish, such as for want of disk.
    """
    rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = {
        "memory_limit": memory,
        "temp_directory": str(folder / "spilled"),
        "threads": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        # Rows are added up and joined, never taken in order; keeping it would need memory.
        "preserve_insertion_order": False,
    }
    try:
        with duckdb.connect(":memory:", config=settings) as connection:
            connection.execute("set enable_progress_bar = false")
            yield DuckDB(connection, folder)
    except duckdb.Error as error:
        raise UsageError(
            Problem(
                "DuckDB", f"could not finish: {str(error).splitlines()[0]}",
                f"It may hold {memory} in memory, and puts the rest under {folder}.",
                "Make room on that disk, or report this if there was enough.",
            )
        ) from error  # fmt: skip
    finally:
        rmtree(folder, ignore_errors=True)
