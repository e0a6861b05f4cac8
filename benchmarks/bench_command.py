"""How soon the command answers: its help, beside Python's own start.

    python benchmarks/bench_command.py [--quick] [--root DIR]

With ``--root`` also a run of that root for which nothing has changed: it is run once, and then over and over.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from peers import OURS, Row, alternate, compared, table

REPEATS = 7
UNCHANGED = "Nothing has changed since the last run."
COMMAND = (sys.executable, "-m", "batt")


def seconds_of(*command: str, says: str = "") -> float:
    """Run a command and return how long it took; it must succeed, and say what it is to say."""
    began = time.perf_counter()
    ended = subprocess.run(command, check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if says not in ended.stdout:
        sys.exit(f"{' '.join(command)} was to say: {says}")
    return seconds


def help_rows() -> list[Row]:
    """Return what ``batt --help`` takes, as it is installed."""
    installed = str(Path(sys.executable).with_name("batt"))
    runs: dict[str, Callable[[], float]] = {
        OURS: lambda: seconds_of(installed, "--help", says="Usage"),
        "python -c pass": lambda: seconds_of(sys.executable, "-c", "pass"),
        "jupyter --help": lambda: seconds_of(str(Path(sys.executable).with_name("jupyter")), "--help"),
        "papermill --help": lambda: seconds_of(
            str(Path(sys.executable).with_name("papermill")), "--help", says="Usage"
        ),
    }
    return compared("--help", "–", alternate(runs, REPEATS))


def unchanged_rows(root: Path) -> list[Row]:
    """Return what a run takes that finds nothing to do; the root is run first, outside the clock."""
    arguments: Sequence[str] = (*COMMAND, "run", "--root", str(root))
    subprocess.run(arguments, check=True, capture_output=True)
    runs = {OURS: lambda: seconds_of(*arguments, says=UNCHANGED)}
    return compared("a run without changes", "the root given", alternate(runs, REPEATS))


def measure(quick: bool) -> list[Row]:
    """Return the help's rows; there is but one size."""
    return help_rows()


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="as without; there is one size")
    parser.add_argument("--root", type=Path, help="a root of one's own; it is run")
    chosen = parser.parse_args()
    rows = measure(chosen.quick) + (unchanged_rows(chosen.root) if chosen.root else [])
    print(table(rows), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
