"""Every scorecard of an invented nation: each shows its own figures as they are saved, and no two are alike.

::

    python benchmarks/scorecards.py [--providers 350] [--participants 40000] [--root DIR]

Runs the main job with the scorecards alone (on an invented nation of four years, or on a root that is
computed), reads every page and holds each number in its tables against what is saved
(`batt/provenance/printed`).
Exits with 1 where one differs, a line is missing or too many, two cards are equal, or a page weighs more than
250 kB.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from batt.paths import Root
from batt.pipeline import Run, run
from batt.provenance.printed import differences, pages_of
from batt.provenance.printed.page_tables import read_tables
from batt.registry import Options
from batt.report_kinds import Request, report_kind
from batt.simulate import simulate

LANG = "nb"
MOST_BYTES = 250_000
KIND, CARD = "scorecard", "card-table"


def faults(root: Root, year: int, files: dict[str, Path]) -> list[str]:
    """Return what is wrong, one sentence each: wrong numbers, equal cards, heavy pages."""
    pages = [page for page in pages_of(root, year) if page.kind.name == KIND and page.of in files]
    wrong = [str(found) for found in differences(root, year, pages).found]
    seen = {}
    for unit, file in files.items():
        tables = read_tables(file.read_text(encoding="utf-8"))
        card = str([table.rows for table in tables if table.id == CARD])
        if file.stat().st_size > MOST_BYTES:
            wrong.append(f"{unit}: {file.stat().st_size} bytes")
        same = seen.setdefault(card, unit)
        if same != unit:
            wrong.append(f"{unit} and {same} have the same card")
    return wrong


def main() -> int:
    """Make and check every scorecard; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--providers", type=int, default=350)
    parser.add_argument("--participants", type=int, default=40_000)
    parser.add_argument("--root", type=Path, default=None)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Root(chosen.root or folder)
        if not root.raw_years():
            simulate(root.path, providers=chosen.providers, participants=chosen.participants)
        year = root.raw_years()[-1]
        asked = Request(report_kind(KIND), languages=(LANG,)).pages
        run(Run(root, year), reports=lambda job: [])
        began = time.perf_counter()
        made = run(Run(root, year), stages=(), reports=lambda job: asked(job.root, job.year, job.options))
        seconds = time.perf_counter() - began
        pages = {page.unit: page.file(root, year) for page in asked(root, year, Options())}
        wrong = faults(root, year, pages)
        sizes = sorted(page.stat().st_size for page in pages.values())
    for fault in wrong:
        print(fault)
    print(f"{len(pages)} scorecards, {len(made)} made now in {seconds:.0f} s; {sizes[0]}–{sizes[-1]} bytes")
    print(f"{len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
