"""Every number in every table of every page of a root, held against what is saved.

::

    python benchmarks/printed_numbers.py --root DIR [--year 2015] [--kind scorecard …] [--most 20]

Reads all pages that were made of a year; nothing is computed or made. Says, by kind of page, how many numeric
cells were held against a saved row, and lists what differs. Exits with 1 where anything does.
"""

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from batt.paths import Root
from batt.provenance.printed import differences, pages_of
from batt.report_kinds import REPORT_KINDS


def main() -> int:
    """Hold all pages against what is saved; say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--year", type=int, default=None)
    parser.add_argument("--kind", nargs="*", default=[], choices=[kind.name for kind in REPORT_KINDS])
    parser.add_argument("--most", type=int, default=20, help="how many differences to list")
    chosen = parser.parse_args()
    root = Root(chosen.root)
    year = chosen.year or root.raw_years()[-1]
    pages = [page for page in pages_of(root, year) if not chosen.kind or page.kind.name in chosen.kind]
    began = time.perf_counter()
    outcome = differences(root, year, pages)
    seconds = time.perf_counter() - began
    of_kind = Counter(page.kind.name for page in pages)
    for kind, n in of_kind.items():
        print(f"{kind}: {n} pages, {outcome.cells[kind]} numbers, {outcome.share(kind):.1%} bound")
    for found in outcome.found[: chosen.most]:
        print(found)
    print(
        f"{outcome.pages} pages, {outcome.tables} tables, {outcome.cells.total()} numbers, "
        f"{outcome.bound.total()} held against a saved row, {len(outcome.found)} differ; {seconds:.0f} s"
    )
    return 1 if outcome.found or outcome.unaccounted or not outcome.pages else 0


if __name__ == "__main__":
    sys.exit(main())
