"""A register larger than memory: the indicators of 100 million spells in DuckDB, under 4 GiB.

    python benchmarks/bench_register.py [--quick]

In a process of its own, whose memory is told, with the counted units written. The register is invented once
and kept under ``build/benchmarks``: 12 GB of disk. With ``--quick`` a hundredth of it.
"""

import time

from large_register import YEAR, make
from own_process import alone, peak_mebibytes
from peers import Row, by_itself

from batt.indicators import run_on
from batt.paths import Root, project_folder

SPELLS = 100_000_000
MOST_MEBIBYTES = 4096


def measure(quick: bool) -> list[Row]:
    """Return what so many spells take."""
    spells = SPELLS // 100 if quick else SPELLS
    root = Root(project_folder() / "build" / "benchmarks" / f"spells-{spells}")
    if not root.clean(YEAR).exists():
        alone(make, root, spells)
    seconds, peak = alone(_run, root)
    note = f"with counted units written; {'under' if peak < MOST_MEBIBYTES else 'NOT under'} 4 GiB"
    return [
        Row("indicators of one year", f"{spells} spells", "ours, --engine duckdb", seconds, peak, None, note)
    ]


def _run(root: Root) -> tuple[float, float]:
    began = time.perf_counter()
    run_on("duckdb", root, YEAR)
    return time.perf_counter() - began, peak_mebibytes()


if __name__ == "__main__":
    by_itself(measure, __doc__)
