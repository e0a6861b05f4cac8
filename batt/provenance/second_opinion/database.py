"""A database in memory: a year's clean tables, the registry's facts and the saved indicator table."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from batt.errors import Problem, UnreadableFile, UsageError
from batt.paths import Root
from batt.registry import load

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # The database sees what it is handed and nothing else: no file, no network, no extension.
    "enable_external_access": False,
    "threads": 1,
}
NOT_CLEAN = ("codes", "applies", "needs", "saved", "saved_rows")
"""Tables of ``tables.sql`` that are no clean table."""


class OpinionDatabase:
    """Runs the project's own ``.sql`` files; everything from a received file goes in as data.

    Parameters
    ----------
    readings
        Values for the parameters of the files (``$year``, ``$weeks`` …); a file takes those that it names.
    """

    def __init__(self, readings: dict[str, str | int]):
        # Here alone: every kernel imports the modules of the package, and no notebook needs a database.
        import duckdb

        self._connection = duckdb.connect(":memory:", config=SETTINGS)
        self._readings = readings
        self._connection.execute(source("tables"))

    def close(self) -> None:
        self._connection.close()

    def rows(self, name: str, before: str = "", **readings: str) -> list[tuple]:
        """Run ``<name>.sql`` and return its rows. ``before`` is put in front of the statement."""
        statement = self._connection.extract_statements(before + source(name))[0]
        known = {**self._readings, **readings}
        chosen = {key: value for key, value in known.items() if key in statement.named_parameters}
        return self._connection.execute(statement, chosen).fetchall()

    def fill(self, root: Root, year: int) -> None:
        """Read a year and the registry into the empty tables.

        Raises
        ------
        UsageError
            The year has not been cleaned, or its indicators have not been computed.
        UnreadableFile
            A saved table cannot be read, or lacks a column.
        """
        folder = root.clean(year)
        needed = {"saved": root.indicators(year), "saved_rows": root.counted_units(year)}
        _require(root, year, [folder / "ledger.parquet", *needed.values()])
        names = [
            name for (name,) in self._connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        ]
        clean = {name: folder / f"{name}.parquet" for name in names if name not in NOT_CLEAN}
        for name, file in {**clean, **needed}.items():
            if file.exists():
                self._insert(name, self._read(root, name, file))
        for name, table in _registry_tables().items():
            self._insert(name, table)

    def _read(self, root: Root, name: str, file: Path) -> pa.Table:
        columns = [row[0] for row in self._connection.table(name).description]
        try:
            return pq.read_table(file, columns=columns).select(columns)
        except (pa.ArrowException, KeyError, OSError) as error:
            raise UnreadableFile(
                Problem(
                    root.relative(file),
                    "cannot be read as the table that this version writes",
                    f"Expected a Parquet file with the columns {', '.join(columns)}.",
                    "Compute the year again: `batt run indicators`.",
                )
            ) from error

    def _insert(self, name: str, rows: pa.Table) -> None:
        """Append rows, by column name, to a table of ``tables.sql``."""
        self._connection.register("received", rows)
        # The name is one of our own tables, as the database lists them: no text of a file.
        self._connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM received")
        self._connection.unregister("received")


def source(name: str) -> str:
    """Return the text of one of the ``.sql`` files beside this module."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")


def _registry_tables() -> dict[str, pa.Table]:
    registry = load()
    codes = [
        {"list": name, "code": code.code, "group": code.group}
        for name, entries in registry.codes.items()
        for code in entries
    ]
    applies = [
        {"indicator": indicator, "programme": programme}
        for (indicator, programme), applies in registry.applies.items()
        if applies
    ]
    needs = [
        {"indicator": entry.id, "table": table} for entry in registry.indicators for table in entry.tables
    ]
    return {
        name: pa.Table.from_pylist(rows)
        for name, rows in (("codes", codes), ("applies", applies), ("needs", needs))
    }


def _require(root: Root, year: int, files: list[Path]) -> None:
    problems = [
        Problem(
            root.relative(file),
            "is not there",
            f"Expected the indicators of {year} to have been computed.",
            f"Run `batt run indicators --year {year}`.",
        )
        for file in files
        if not file.exists()
    ]
    if problems:
        raise UsageError(problems)
