"""Scorecards of a nation, made in several ways: from the loop of two commands down to drawing alone.

    python benchmarks/bench_notebooks.py [--quick] [--root DIR] [--leaks]

Each way makes pages of the same root in a process of its own, one way after the other, three times over. We
make all of them; the others make some, and what all would take is projected (the note says from how many).
The workbook uses every core that it may; the others one at a time, as when somebody runs them. Nothing is
written to the root. Ends with 1 if pages differ that must be the same.

``--leaks`` runs a small notebook 350 times in one process instead (`leaks.py`), and ends with 1 if that
process or its server grows by more than 16 MiB, or if anything is left behind.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from invented import DEMO, NATION, invented
from leaks import leaks
from notebook_ways import APIS, COMMANDS, FLOOR, OURS, REUSED, WAYS, Made
from peers import Row, alternate, compared, table
from spent import alone_with_peak

from batt.paths import Root
from batt.pipeline import Run
from batt.registry import Options
from batt.report_kinds import Request, report_kind
from batt.steps import Step

REPEATS = 3
SAME_BYTES = (OURS, REUSED, FLOOR)
"""The ways that use the workbook's own export."""
FEW = {COMMANDS: 1, APIS: 1, REUSED: 5, FLOOR: 5}
MANY = {COMMANDS: 7, APIS: 7, REUSED: 20, FLOOR: 20}
"""How many pages each of the others makes in a run: with ``--quick`` and without."""


class Scorecards:
    """All scorecards of a root's newest year, to be made in several ways."""

    def __init__(self, root: Root, folder: Path):
        year = root.raw_years()[-1]
        pages = Request(report_kind("scorecard")).pages(root, year, Options())
        self.steps = Run(root, year).report_steps(pages)
        self.folder = folder
        self.made: dict[str, list[Made]] = {name: [] for name in WAYS}
        self.peaks: dict[str, float] = {name: 0.0 for name in WAYS}

    def make(self, way: str, pages: int) -> float:
        """Make the next so many pages one way; return what all would take, in seconds."""
        number = len(self.made[way])
        chosen = [self.steps[(number * pages + step) % len(self.steps)] for step in range(pages)]
        place = self.folder / f"{list(WAYS).index(way)}-{number}"
        made, peak = alone_with_peak(WAYS[way], [_elsewhere(step, place) for step in chosen])
        self.made[way].append(made)
        self.peaks[way] = max(peak, self.peaks[way])
        return made.projected(len(self.steps)).seconds

    def cpu(self, way: str) -> list[float]:
        """Return what all pages would take of the processors, in seconds, by each run."""
        return [made.projected(len(self.steps)).cpu for made in self.made[way]]

    def differing(self) -> list[str]:
        """Return the names of pages that are not the same whichever way they were made."""
        first: dict[str, bytes] = {}
        names = [f"{list(WAYS).index(way)}-*/*.html" for way in SAME_BYTES]
        made = [file for name in names for file in sorted(self.folder.glob(name))]
        return sorted(
            {
                file.name
                for file in made
                if file.read_bytes() != first.setdefault(file.name, file.read_bytes())
            }
        )


def _elsewhere(step: Step, folder: Path) -> Step:
    """Return a step with everything that it writes in another folder."""
    return replace(
        step,
        writes=(folder / f"{step.name}.html",),
        executed=folder / "executed" / f"{step.name}.ipynb",
        record=folder / "steps" / f"{step.name}.json",
    )


def scorecards(root: Root, is_quick: bool) -> list[Row]:
    """Return what all scorecards of a root take each way: by the clock, and of the processors."""
    with tempfile.TemporaryDirectory() as folder:
        cards = Scorecards(root, Path(folder))
        count, tried = len(cards.steps), FEW if is_quick else MANY
        ways = {OURS: count} | {name: min(count, pages) for name, pages in tried.items()}
        runs = {name: lambda name=name: cards.make(name, ways[name]) for name in ways}
        seconds = alternate(runs, REPEATS)
        if wrong := cards.differing():
            sys.exit(f"THESE PAGES DIFFER: {', '.join(wrong)}")
        notes = {name: f"projected from {ways[name] * REPEATS} pages" for name in tried}
        notes[OURS] = f"{cores()} cores, with its start"
        size = f"{count} scorecards"
        cpu = {name: cards.cpu(name) for name in ways}
        return [
            *compared("scorecards, by the clock", size, seconds, peaks=cards.peaks, notes=notes),
            *compared("scorecards, of the processors", size, cpu, notes=notes),
        ]


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def measure(quick: bool) -> list[Row]:
    """Make the scorecards of the invented nation that `make report` makes, and of a whole one."""
    rows = scorecards(invented(*DEMO), is_quick=True)
    if not quick:
        rows += scorecards(invented(*NATION), is_quick=False)
    return [*rows, leaks(100 if quick else 350).row()]


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the small sizes only")
    parser.add_argument("--root", type=Path, help="a root whose stages are done, in place of invented ones")
    parser.add_argument("--leaks", action="store_true", help="350 runs in one process, and nothing else")
    chosen = parser.parse_args()
    if chosen.leaks:
        found = leaks(100 if chosen.quick else 350)
        print(found)
        return int(not found.is_harmless)
    rows = scorecards(Root(chosen.root), chosen.quick) if chosen.root else measure(chosen.quick)
    print(table(rows), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
