"""Each statistical method of the relationships stage against its counterpart in R, on the same invented data.

    python benchmarks/relationships.py [--providers 350] [--participants 40000] [--seed 1] [--runs 3]

The data are handed to R as CSV files before any clock starts; each side is timed inside its own process, one
after the other, so that the start of R and Python counts for nothing. Printed are the median seconds of both,
the ratio R / ours, and by how much the numbers that both return differ at most (relative to the largest).
What takes R more than a minute is run once.
Without R, or without one of its packages, it says so and times ours alone. It ends with 1 where the numbers
differ by more than 1 in 1 000.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from relationships_data import frames
from relationships_ours import ALONE, METHODS, Frames, Method

from batt.simulate.plan import Plan

MOST_DIFFERENCE = 1e-3
COUNTERPARTS = Path(__file__).with_name("relationships.R")


def in_r(tables: Frames, runs: int) -> dict[str, Any]:
    """Let R time its side; return name → ``seconds`` and ``value``, or the package that is ``missing``."""
    program = shutil.which("Rscript")
    if program is None:
        print(
            "R IS NOT HERE: only our own side is timed. On Debian: apt install r-base-core.", file=sys.stderr
        )
        return {}
    with tempfile.TemporaryDirectory() as folder:
        for name, table in tables.items():
            table.to_csv(Path(folder) / f"{name}.csv", index=False)
        result = Path(folder) / "result.json"
        subprocess.run([program, str(COUNTERPARTS), folder, str(runs), str(result)], check=True)
        return json.loads(result.read_text(encoding="utf-8"))


def ours(method: Method, tables: Frames, runs: int) -> tuple[float, Any]:
    """Return the median seconds of a method of ours, and what it computed."""
    seconds, value = [], None
    for _ in range(runs):
        began = time.perf_counter()
        value = method(tables)
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds), value


def difference(value: Any, other: Any) -> float:
    """Return the largest distance between two lists of numbers, relative to the largest number."""
    a, b = np.asarray(value, dtype=float), np.asarray(other, dtype=float)
    return float(np.abs(a - b).max() / np.abs(b).max()) if a.shape == b.shape else float("nan")


def line(
    name: str, rows: int, seconds: float, value: Any, counterpart: dict[str, Any] | None
) -> tuple[str, bool]:
    """Return a method's line of the table, and whether its numbers agree with R's."""
    start = f"{name:28}{rows:>8}{seconds:>10.3f}"
    if counterpart is None:
        return f"{start}  no counterpart", True
    if "missing" in counterpart:
        return f"{start}  R'S PACKAGE {counterpart['missing']} IS NOT HERE", True
    theirs, apart = counterpart["seconds"], difference(value, counterpart["value"])
    return f"{start}{theirs:>10.3f}{theirs / seconds:>9.1f}{apart:>12.1e}", apart <= MOST_DIFFERENCE


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    for name, default in (("providers", 350), ("participants", 40_000), ("seed", 1), ("runs", 3)):
        parser.add_argument(f"--{name}", type=int, default=default)
    chosen = parser.parse_args()
    tables = frames(Plan(providers=chosen.providers, participants=chosen.participants, seed=chosen.seed))
    found = in_r(tables, chosen.runs)
    print(f"{'method':28}{'rows':>8}{'ours, s':>10}{'R, s':>10}{'R/ours':>9}{'difference':>12}")
    agree = True
    for name, (frame, method) in {**METHODS, **ALONE}.items():
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            seconds, value = ours(method, tables, chosen.runs)
        text, agrees = line(name, len(tables[frame]), seconds, value, found.get(name))
        print(text, flush=True)
        agree &= agrees
    return int(not agree)


if __name__ == "__main__":
    sys.exit(main())
