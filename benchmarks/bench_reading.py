"""Reading a year's workbooks and CSV files beside other readers, and cleaning a national year.

Peers get what they need to know (where the files are, delimiter, encoding); ours finds it out, and hashes
and checks every file. Every run is a process of its own; its seconds are told without imports, its memory
with them and with the processes it starts.
"""

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from own_process import alone
from peers import OURS, Row, alternate, by_itself, compared
from spent import alone_with_peak

YEAR = 2015
REPEATS = 3
SPELLS_AND_SURVEYS = ("deltakerlop", "svar_nav", "svar_bruker", "svar_ansatt")
OPENPYXL = "openpyxl, read-only"


def measure(quick: bool) -> list[Row]:
    """Compare readers on 24 or 350 providers with 3 000 or 40 000 participants a year."""
    providers, participants = (24, 3_000) if quick else (350, 40_000)
    with tempfile.TemporaryDirectory() as folder:
        files, books, plain = (Path(folder) / name for name in ("files", "workbooks", "plain"))
        alone(write_national, files, providers, participants)
        alone(write_workbooks, books, providers, participants)
        alone(write_plain, files, plain)
        size = f"{providers} providers, {participants} participants"
        readers = {OURS: read_ours, "pandas.read_excel, calamine": read_pandas_excel}
        missing = {OURS: "openpyxl is not installed here"}
        if find_spec("openpyxl"):
            readers, missing = {**readers, OPENPYXL: read_openpyxl}, {}
        return [
            *_against(
                f"read a year of {providers} XLSX workbooks",
                size,
                books,
                readers,
                missing,
            ),
            *_against(
                "read spells and surveys as CSV",
                size,
                plain,
                {OURS: read_csv_ours, "pandas.read_csv": read_csv_pandas, "pyarrow.csv": read_csv_pyarrow},
                {OURS: "finds encoding and delimiter, numbers the rows, checks every row's cells"},
            ),
            *_against("read and clean a year, national CSV files", size, files, {OURS: clean_ours}),
            *_against("read and clean a year, a workbook each", size, books, {OURS: clean_ours}),
        ]


def _against(
    work: str,
    size: str,
    folder: Path,
    candidates: dict[str, Callable[[Path], float]],
    notes: dict[str, str] | None = None,
) -> list[Row]:
    """Let the candidates do the work in turn, each in a process of its own."""
    peaks: dict[str, list[float]] = {name: [] for name in candidates}

    def seconds(name: str) -> float:
        told, peak = alone_with_peak(candidates[name], folder)
        peaks[name].append(peak)
        return told

    times = alternate({name: lambda name=name: seconds(name) for name in candidates}, REPEATS)
    # A run that is over before anybody looks at its memory tells none.
    medians = {name: statistics.median(values) for name, values in peaks.items() if min(values)}
    return compared(work, size, times, peaks=medians, notes=notes)


def write_national(folder: Path, providers: int, participants: int) -> None:
    """Invent a year as it is usually received: national files, and some providers' own."""
    from batt.simulate import simulate

    simulate(folder, providers=providers, participants=participants, years=(YEAR,), seed=1)


def write_workbooks(folder: Path, providers: int, participants: int) -> None:
    """Invent the same year with a workbook from every provider, and nothing received twice."""
    from batt.paths import Root
    from batt.registry import load
    from batt.simulate.deliveries import Layout, deliver
    from batt.simulate.dialects import national_dialect
    from batt.simulate.forms import receive
    from batt.simulate.nation import invent
    from batt.simulate.plan import Plan
    from batt.simulate.run import received_cells
    from batt.simulate.write import write_csv, write_workbook

    registry, target = load(), Root(folder).raw(YEAR)
    nation = invent(Plan(providers=providers, participants=participants, years=(YEAR,), seed=1))
    cells, _ = received_cells(nation, registry, YEAR, is_faulty=True)
    received = receive(nation.plan, nation.providers, YEAR, is_late_allowed=True)
    layout = Layout(tuple(sorted(nation.providers["provider_id"])), (), ())
    for delivery in deliver(layout, cells, received, registry, YEAR, is_faulty=False):
        tables = [(registry.table(name), rows) for name, rows in delivery.tables.items()]
        if delivery.path.endswith(".xlsx"):
            write_workbook(target / delivery.path, tables, YEAR, is_indented=False)
        elif delivery.path.startswith("nav/"):
            continue
        else:
            for table, rows in tables:
                dialect = national_dialect(table.raw_name, YEAR)
                write_csv(target / delivery.path, rows, table, YEAR, dialect)


def write_plain(files: Path, plain: Path) -> None:
    """Write the largest national tables once more, all in UTF-8 with semicolons."""
    from batt.paths import Root
    from batt.raw.read_csv import read_csv

    plain.mkdir()
    for name in SPELLS_AND_SURVEYS:
        data = (Root(files).raw(YEAR) / f"{name}.csv").read_bytes()
        read_csv(data, name).data.to_csv(plain / f"{name}.csv", sep=";", index=False)


def read_ours(folder: Path) -> float:
    """Find, hash, read and check all files of the year."""
    from batt.paths import Root
    from batt.raw import read_year
    from batt.registry import load

    names = [table.raw_name for table in load().tables]
    return _seconds(lambda: read_year(Root(folder), YEAR, names))


def read_pandas_excel(folder: Path) -> float:
    """Read every sheet of every workbook as text."""
    import pandas as pd
    import python_calamine  # noqa: F401

    return _seconds(
        lambda: [
            pd.read_excel(file, sheet_name=None, engine="calamine", dtype="str") for file in _books(folder)
        ]
    )


def read_openpyxl(folder: Path) -> float:
    """Read every cell of every workbook."""
    from openpyxl import load_workbook

    def read() -> list[list[list[tuple]]]:
        return [
            [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(file, read_only=True)]
            for file in _books(folder)
        ]

    return _seconds(read)


def read_csv_ours(folder: Path) -> float:
    """Read the files as they are."""
    from batt.raw.read_csv import read_csv

    return _seconds(lambda: [read_csv(file.read_bytes(), file.name) for file in sorted(folder.iterdir())])


def read_csv_pandas(folder: Path) -> float:
    """Read the files as text with the C reader."""
    import pandas as pd

    return _seconds(
        lambda: [pd.read_csv(file, sep=";", dtype="str", engine="c") for file in sorted(folder.iterdir())]
    )


def read_csv_pyarrow(folder: Path) -> float:
    """Read the files as text in one thread."""
    import pyarrow as pa
    from pyarrow import csv

    def read(file: Path) -> pa.Table:
        header = file.read_text(encoding="utf-8").partition("\n")[0].split(";")
        return csv.read_csv(
            file,
            read_options=csv.ReadOptions(use_threads=False),
            parse_options=csv.ParseOptions(delimiter=";"),
            convert_options=csv.ConvertOptions(column_types=dict.fromkeys(header, pa.large_string())),
        )

    return _seconds(lambda: [read(file) for file in sorted(folder.iterdir())])


def clean_ours(folder: Path) -> float:
    """Read and clean the year and write its tables and ledger."""
    from batt.clean import run
    from batt.paths import Root
    from batt.registry import load

    load()
    shutil.rmtree(Root(folder).clean(YEAR), ignore_errors=True)
    return _seconds(lambda: run(Root(folder), YEAR))


def _books(folder: Path) -> list[Path]:
    return sorted((folder / "data" / "raw" / str(YEAR)).glob("*.xlsx"))


def _seconds(work: Callable[[], object]) -> float:
    """Do the work and return how long it took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    by_itself(measure, __doc__)
