"""Apache Spark as the engine: registers that several machines share."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd

from batt.errors import Problem, UsageError

MASTER = "SPARK_MASTER"
"""The environment variable that says where Spark runs, unless a session or ``spark-submit`` says so."""


class Spark:
    """Reads and writes Parquet on a disk that all workers see; only sums come back, through Arrow.

    Parameters
    ----------
    session
        A running session.
    """

    def __init__(self, session: Any):
        self._session = session
        self._held: list[Any] = []

    def read(self, files: Sequence[Path]) -> nw.LazyFrame:
        """Read one table, without bringing a row into Python."""
        return nw.from_native(self._session.read.parquet(*(file.absolute().as_uri() for file in files)))

    def take(self, tables: Mapping[str, Any]) -> dict[str, nw.LazyFrame]:
        """Take clean tables that the engine has read."""
        return {name: nw.from_native(table).lazy() for name, table in tables.items()}

    def hold(self, indicator: str, units: nw.LazyFrame) -> nw.LazyFrame:
        """Apply a rule, once and for all, and return what it has counted."""
        self._held.append(units.to_native().persist())
        return nw.from_native(self._held[-1])

    def bring(self, small: pd.DataFrame) -> nw.LazyFrame:
        """Make a small table of texts one of the engine's own."""
        rows = list(small.itertuples(index=False, name=None))
        types = ", ".join(f"`{column}` string" for column in small.columns)
        return nw.from_native(self._session.createDataFrame(rows, types))

    def write(self, counted: Mapping[str, nw.LazyFrame], new: Path) -> None:
        """Write counted units into an empty folder, as part files."""
        if counted:
            rows = nw.concat(counted.values()).to_native()
            rows.write.mode("overwrite").parquet(new.absolute().as_uri())
        for file in new.iterdir():
            # Spark's own marks and checksums; nothing but Parquet belongs there.
            if file.suffix != ".parquet":
                file.unlink()

    def release(self) -> None:
        """Let Spark forget what it held."""
        for rows in self._held:
            rows.unpersist()


@contextmanager
def spark_engine() -> Iterator[Spark]:
    """Take the session that is there, or start one where the environment says, and stop it if it was started.

    Raises
    ------
    UsageError
        PySpark or Java is not installed, or Spark could not finish.
    """
    try:
        from pyspark.errors import PySparkException  # pyright: ignore[reportMissingImports]
        from pyspark.sql import SparkSession  # pyright: ignore[reportMissingImports]
    except ImportError:
        raise _unusable("PySpark is not installed", "Run: pip install 'pyspark>=4'") from None
    before = SparkSession.getActiveSession()
    try:
        session = before or _builder(SparkSession).getOrCreate()
    except (PySparkException, OSError) as error:
        raise _unusable(
            f"no session could be started ({_first_line(error)})", "Look at java -version."
        ) from error
    engine = Spark(session)
    try:
        yield engine
        engine.release()
    except PySparkException as error:
        raise _unusable(f"could not finish: {_first_line(error)}", "Look at the log of Spark.") from error
    finally:
        if before is None:
            session.stop()


def _builder(sessions: Any) -> Any:
    """Return what starts a session: as ``spark-submit`` or ``SPARK_REMOTE`` say, else where `MASTER` says."""
    builder = sessions.builder.appName("batt indicators")
    if (
        "SPARK_REMOTE" in os.environ
        or "PYSPARK_SUBMIT_ARGS" in os.environ
        or "SPARK_ENV_LOADED" in os.environ
    ):
        return builder
    return builder.master(os.environ.get(MASTER, "local[*]")).config("spark.ui.enabled", False)


def _unusable(what: str, fix: str) -> UsageError:
    expected = "Expected PySpark 4 or later, Java 17 or later, and a disk that all workers see."
    return UsageError(Problem("--engine spark", what, expected, fix))


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
