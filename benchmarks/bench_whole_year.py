"""A whole year: from nothing, again with nothing to do, and again after one provider's file has changed.

    python benchmarks/bench_whole_year.py [--quick]

Everything that `batt run` makes of an invented nation of four years, 350 providers and 40 000 participants a
year: all stages, all pages in Norwegian and English, a scorecard and a NAV sheet for each provider. With
``--quick`` the nation that `make report` makes. Each is done once, but for the run with nothing to do.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from invented import DEMO, NATION, invented
from peers import OURS, Row, by_itself
from spent import TreeMemory

from batt.paths import Root

UNCHANGED = "Nothing has changed since the last run."
REPEATS = 3


def batt(*arguments: str, says: str = "") -> tuple[float, float]:
    """Run a command of the workbook; return its seconds and the memory of all its processes, MiB."""
    with TreeMemory() as memory:
        began = time.perf_counter()
        ended = subprocess.run(
            (sys.executable, "-m", "batt", *arguments), check=True, capture_output=True, text=True
        )
        seconds = time.perf_counter() - began
    if says not in ended.stdout:
        sys.exit(f"batt {' '.join(arguments)} was to say: {says}")
    return seconds, memory.peak_mib


def change_one_file(root: Root) -> str:
    """Have somebody leave for another reason, in a file of one provider's own; return the provider's id."""
    for file in sorted(root.raw(root.raw_years()[-1]).glob("*/deltakerlop*.csv")):
        received = file.read_bytes()
        changed = re.sub(rb"([;,\t])X[1-4](?=[;,\t])", rb"\1X5", received, count=1)
        if changed != received:
            file.write_bytes(changed)
            return file.parent.name
    sys.exit("No provider delivers a file of its own in which somebody leaves for another reason than X5.")


def whole_year(providers: int, participants: int) -> list[Row]:
    """Return what a year takes: one row per run."""
    size = f"{providers} providers, {participants} participants, 4 years"
    received = invented(providers, participants, is_computed=False)
    with tempfile.TemporaryDirectory() as folder:
        root = Root(Path(folder) / "root")
        shutil.copytree(received.path / "data" / "raw", root.raw_folder)
        place = ("--root", str(root.path))
        rows = [_row("everything, from nothing", size, batt("run", *place))]
        idle = sorted(batt("run", *place, says=UNCHANGED) for _ in range(REPEATS))
        rows.append(_row("everything, with nothing to do", size, idle[REPEATS // 2]))
        provider = change_one_file(root)
        own = batt("run", "--unit", provider, *place)
        rows.append(_row("one provider's file changed: its tables, its pages and the index", size, own))
    return rows


def _row(work: str, size: str, taken: tuple[float, float]) -> Row:
    return Row(work, size, OURS, taken[0], taken[1])


def measure(quick: bool) -> list[Row]:
    """Return the rows of the invented nation that `make report` makes, or of a whole one."""
    return whole_year(*(DEMO if quick else NATION))


if __name__ == "__main__":
    by_itself(measure, __doc__)
