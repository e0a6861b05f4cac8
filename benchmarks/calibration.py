"""Do the methods of the comparisons do what they claim? Aggregate tables drawn in memory, a thousand seeds.

Run with ``python benchmarks/calibration.py``; writes ``docs/calibration.md``. Exit code 1 when a
measured rate lies further from what is claimed than Monte-Carlo error allows. What a method did is kept in
``build/calibration`` until its code, its worlds or the number of seeds change.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from calibration_funnels import funnel_rates, overdispersed_rates, variance_intervals
from calibration_line import Line
from calibration_ranks import rank_set_coverage, share_rank_set_coverage
from calibration_shrinkage import shrinkage_coverage

BENCHMARKS = Path(__file__).resolve().parent
PROJECT = BENCHMARKS.parent
PAGE = PROJECT / "docs" / "calibration.md"
CACHE = PROJECT / "build" / "calibration"
Part = Callable[[int], Iterator[Line]]


@dataclass(frozen=True)
class Room:
    """A folder of methods: what is tried there, in the order of the page, and the files it rests on."""

    title: str
    folder: str
    words: str
    parts: dict[Part, tuple[str, ...]]


FUNNEL = ("funnel", "measures", "null_model", "overdispersion", "variance_interval")
RANKS = ("empirical_bayes", "rank_sets", "ranks", "sampling_errors")
SHRINKAGE_WORDS = """`about` marks the intervals of shrunken values: they allow for the estimated mean and
spread between providers by Morris's (1983) formula, an approximation made for normal values, which falls
somewhat short
with 60 providers, most for counts. The slack they are given is a decision taken after trial runs had
shown how rough they are, no part of any published claim; `within slack` says that the rate is measurably
off and needs it."""

ROOMS = (
    Room(
        "Comparisons of providers",
        "comparisons",
        SHRINKAGE_WORDS,
        {
            funnel_rates: FUNNEL,
            overdispersed_rates: FUNNEL,
            variance_intervals: FUNNEL,
            rank_set_coverage: RANKS,
            share_rank_set_coverage: RANKS,
            shrinkage_coverage: ("empirical_bayes",),
        },
    ),
)

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


def lines_of(room: Room, part: Part, seeds: int) -> list[Line]:
    """Return the lines of a part, from the cache where nothing they rest on has changed."""
    sources = [BENCHMARKS / "calibration_line.py", *sorted(BENCHMARKS.glob("*worlds*.py"))]
    sources += [BENCHMARKS / f"{part.__module__}.py"]
    sources += [PROJECT / "batt" / room.folder / f"{name}.py" for name in room.parts[part]]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = CACHE / f"{part.__name__}-{seeds}-{digest}.json"
    if not kept.exists():
        lines = [vars(line) for line in part(seeds)]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(lines), encoding="utf-8")
    return [Line(**line) for line in json.loads(kept.read_text(encoding="utf-8"))]


def main() -> int:
    """Run every part and write the page."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=1000, help="data sets per world")
    parser.add_argument("--out", type=Path, default=PAGE, help="the Markdown file to write")
    parser.add_argument("--processes", type=int, default=2, help="parts run at a time")
    given = parser.parse_args()
    page, is_right = INTRODUCTION.format(seeds=given.seeds, width=Line.WIDTH), True
    with ProcessPoolExecutor(given.processes) as pool:
        started = {
            (room.folder, part): pool.submit(lines_of, room, part, given.seeds)
            for room in ROOMS
            for part in room.parts
        }
        for room in ROOMS:
            lines = []
            for part in room.parts:
                found = started[room.folder, part].result()
                print(*(line.markdown() for line in found), sep="\n", flush=True)
                lines += found
            page += f"\n## {room.title}\n\n{room.words}\n{HEAD}"
            page += "".join(line.markdown() + "\n" for line in lines)
            is_right = is_right and all(line.agrees for line in lines)
    given.out.write_text(page, encoding="utf-8")
    return int(not is_right)


if __name__ == "__main__":
    sys.exit(main())
