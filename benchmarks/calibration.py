"""Do the methods do what they claim? Data drawn in memory whose truth is known, a thousand sets a row.

Run with ``python benchmarks/calibration.py``; writes ``docs/calibration.md``. Exit code 1 when a
measured rate lies further from what is claimed than Monte-Carlo error allows. What a method did is kept in
``build/calibration`` until its code, its worlds or the number of seeds change.
"""

import argparse
import json
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from calibration_line import Line
from calibration_rooms import ROOMS, Part
from calibration_sources import PROJECT, digest

PAGE = PROJECT / "docs" / "calibration.md"
CACHE = PROJECT / "build" / "calibration"

INTRODUCTION = """# Calibration

What each method claims, and what it did on simulated data whose truth is known (`python
benchmarks/calibration.py` writes this page; {seeds} data sets a row, fewer where the method itself draws).
The column ± is one Monte-Carlo standard error; `yes` is agreement within {width} of them. A plain claim is
exact under the world drawn; `at least` and `at most` allow the other side, for methods that are conservative
by construction.
"""
HEAD = """
| method | world | claim | measured | ± | agrees |
|---|---|---:|---:|---:|:---:|
"""


@dataclass(frozen=True)
class Tried:
    """The lines of a part, and how long it took to get them (0 when they were kept from before)."""

    lines: list[Line]
    seconds: float


def try_part(part: Part, seeds: int, code: str) -> Tried:
    """Return the lines of a part, kept from before where no code that they rest on has changed.

    ``code`` is the digest of that code as it was when this program began.
    """
    kept = CACHE / f"{part.__name__}-{seeds}-{code}.json"
    start = time.monotonic()
    seconds = 0.0
    if not kept.exists():
        lines = [vars(line) for line in part(seeds)]
        seconds = time.monotonic() - start
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(lines), encoding="utf-8")
    return Tried([Line(**line) for line in json.loads(kept.read_text(encoding="utf-8"))], seconds)


def started(pool: ProcessPoolExecutor, seeds: int) -> dict[Part, Future[Tried]]:
    """Start every part, those that take longest first, so that no process is left alone with one at last."""
    seconds = {part: expected for room in ROOMS for part, expected in room.parts.items()}
    by_length = sorted(seconds, key=lambda part: seconds[part], reverse=True)
    return {part: pool.submit(try_part, part, seeds, digest(part.__module__)) for part in by_length}


def main() -> int:
    """Run every part and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=1000, help="data sets per world")
    parser.add_argument("--out", type=Path, default=PAGE, help="the Markdown file to write")
    parser.add_argument("--processes", type=int, default=2, help="parts run at a time")
    given = parser.parse_args()
    page, is_right = INTRODUCTION.format(seeds=given.seeds, width=Line.WIDTH), True
    with ProcessPoolExecutor(given.processes) as pool:
        running = started(pool, given.seeds)
        for room in ROOMS:
            page += f"\n## {room.title}\n\n{room.words}\n{HEAD}"
            for part in room.parts:
                tried = running[part].result()
                print(f"{part.__name__}: {tried.seconds:.0f} s", flush=True)
                print(*(line.markdown() for line in tried.lines), sep="\n", flush=True)
                page += "".join(line.markdown() + "\n" for line in tried.lines)
                is_right = is_right and all(line.agrees for line in tried.lines)
    given.out.write_text(page, encoding="utf-8")
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main())
