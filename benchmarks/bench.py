"""Run every benchmark against its peers and write ``benchmarks/results.md``: ``make bench``.

    python benchmarks/bench.py [--quick] [--only TOPIC]

A benchmark is a module ``bench_<topic>.py`` beside this one, with a function ``measure(quick)``. One that
fails is told of on the page and by the exit code, and the others go on. ``--only`` renews one of them on the
page; the others stay as they were last measured, which is kept under ``build/benchmarks/results/``.
"""

import argparse
import datetime
import importlib
import json
import platform
import re
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path

import psutil
from bench_notebooks import cores
from peers import OURS, Row, significant, table

HERE = Path(__file__).parent
PAGE = HERE / "results.md"
KEPT = HERE.parent / "build" / "benchmarks" / "results"
PACKAGES = ("pandas", "numpy", "pyarrow", "narwhals", "duckdb", "papermill", "nbconvert", "python-calamine")
OPTIONAL = ("polars", "openpyxl", "pyspark")
"""Peers that need not be installed; their benchmarks say so."""

HEAD = """# Benchmarks against peers

Made by `make bench`; renew it rather than edit it. Each line is the median of runs that alternated with those
of the others in its group. *theirs / ours* is the peer's time over ours: above 1 we are faster, below 1 we
lose. Memory is that of all processes of the work together where it was measured. What a way needs that is not
installed is told in the note.
"""


@dataclass
class Topic:
    """One benchmark, what came of it, and where and when."""

    name: str
    is_quick: bool
    title: str = ""
    rows: list[Row] = field(default_factory=list)
    failure: str = ""
    minutes: float = 0.0
    date: str = ""
    machine: str = ""
    versions: str = ""

    def markdown(self) -> str:
        """Return the topic's part of the page."""
        told = table(self.rows) if self.rows else f"Not measured: {self.failure}.\n"
        sizes = "small sizes only" if self.is_quick else "all sizes"
        about = f"{self.date}, {sizes}, {self.minutes:.0f} minutes. {self.machine}. {self.versions}."
        return f"\n## {self.title}\n\n{told}\n{about}\n"

    def keep(self) -> None:
        """Keep what was measured, for pages on which other topics are renewed."""
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{self.name}.json").write_text(json.dumps(asdict(self), indent=1), encoding="utf-8")


def topics() -> list[str]:
    """Return the names of all benchmarks here, in the alphabet's order."""
    return sorted(file.stem.removeprefix("bench_") for file in HERE.glob("bench_*.py"))


def measured(name: str, is_quick: bool) -> Topic:
    """Run one benchmark; what goes wrong is kept as a sentence."""
    topic, began = Topic(name, is_quick, title=name), time.perf_counter()
    try:
        module = importlib.import_module(f"bench_{name}")
        topic.title = (module.__doc__ or name).strip().splitlines()[0].rstrip(".")
        topic.rows = module.measure(is_quick)
    except (Exception, SystemExit) as error:
        topic.failure = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
    topic.minutes = (time.perf_counter() - began) / 60
    topic.date = datetime.datetime.now(datetime.UTC).date().isoformat()
    topic.machine, topic.versions = machine(), versions()
    topic.keep()
    print(f"{name}: {topic.failure or f'{len(topic.rows)} rows'}, {topic.minutes:.1f} min", flush=True)
    return topic


def kept() -> list[Topic]:
    """Return what was last measured of each topic that still is one."""
    found = []
    for name in topics():
        file = KEPT / f"{name}.json"
        if file.exists():
            told = json.loads(file.read_text(encoding="utf-8"))
            found.append(Topic(**told | {"rows": [Row(**row) for row in told["rows"]]}))
    return found


def where_we_lose(found: list[Topic]) -> str:
    """Return the section that names every peer who was faster."""
    lost = [
        f"- {row.work}, {row.size}: {row.who} takes {significant(row.seconds)} s,"
        f" {significant(row.ratio)} of our time{f' ({row.note})' if row.note else ''}.\n"
        for topic in found
        for row in topic.rows
        if row.ratio is not None and row.ratio < 1 and row.who != OURS
    ]
    return "\n## Where we lose\n\n" + ("".join(lost) or "Nowhere in these tables.\n")


def page(found: list[Topic]) -> str:
    """Return the whole page."""
    return HEAD + "".join(topic.markdown() for topic in found) + where_we_lose(found)


def machine() -> str:
    """Return cores, memory and processor; no name by which the machine could be found."""
    cpu = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*:\s*(.+)", cpu.read_text(encoding="utf-8")) if cpu.exists() else None
    memory = psutil.virtual_memory().total / 1024**3
    busy = psutil.getloadavg()[0]
    return (
        f"{cores()} cores, {memory:.0f} GiB, {named.group(1) if named else platform.machine()},"
        f" {platform.system()}; load {busy:.1f} at the end"
    )


def versions() -> str:
    """Return the versions of Python, of the packages that are compared, and of R if it is there."""
    found = [f"Python {platform.python_version()}"]
    for name in (*PACKAGES, *OPTIONAL):
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            continue
    if program := shutil.which("Rscript"):
        ask = (
            "cat(paste('R', getRversion())); if (requireNamespace('data.table', quietly=TRUE)) "
            "cat(', data.table', format(packageVersion('data.table')))"
        )
        told = subprocess.run([program, "-e", ask], capture_output=True, text=True, check=False)
        found.append(told.stdout.strip() or "R")
    return ", ".join(found)


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the small sizes only")
    parser.add_argument("--only", choices=topics(), help="renew one benchmark")
    chosen = parser.parse_args()
    done = [measured(name, chosen.quick) for name in ([chosen.only] if chosen.only else topics())]
    PAGE.write_text(page(kept()), encoding="utf-8")
    print(f"Open {PAGE}")
    return int(any(topic.failure for topic in done))


if __name__ == "__main__":
    sys.exit(main())
