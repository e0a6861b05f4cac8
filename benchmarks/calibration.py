"""Do the methods of the comparisons do what they claim? Aggregate tables drawn in memory, a thousand seeds.

Run with ``python benchmarks/calibration.py``; writes the table of ``docs/calibration.md``. Exit code 1 when a
measured rate lies further from what is claimed than Monte-Carlo error allows. What a method did is kept in
``build/calibration`` until its code, its worlds or the number of seeds change.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from calibration_funnels import funnel_rates, overdispersed_rates, variance_intervals
from calibration_line import Line
from calibration_ranks import rank_set_coverage, share_rank_set_coverage
from calibration_shrinkage import shrinkage_coverage

BENCHMARKS = Path(__file__).resolve().parent
PROJECT = BENCHMARKS.parent
TABLE = PROJECT / "docs" / "calibration.md"
CACHE = PROJECT / "build" / "calibration"
FUNNEL = ("funnel", "measures", "null_model", "overdispersion", "variance_interval")
RANKS = ("empirical_bayes", "rank_sets", "ranks", "sampling_errors")
Part = Callable[[int], Iterator[Line]]
PARTS: dict[Part, tuple[str, ...]] = {
    funnel_rates: FUNNEL,
    overdispersed_rates: FUNNEL,
    variance_intervals: FUNNEL,
    rank_set_coverage: RANKS,
    share_rank_set_coverage: RANKS,
    shrinkage_coverage: ("empirical_bayes",),
}
"""What is tried, in the order of the page, and the files of ``batt/comparisons`` it rests on."""

INTRODUCTION = """# Calibration of the comparisons

What each method claims, and what it did on {seeds} simulated tables a row (`python benchmarks/calibration.py`
writes this page). The column ± is one Monte-Carlo standard error; `yes` is agreement within {width} of them.
A plain claim is exact under the world drawn; `at least` allows the other side. `about` marks the intervals of
shrunken values: they allow for the estimated mean and spread between providers by Morris's (1983) formula, an
approximation made for normal values, which falls somewhat short with 60 providers, most for counts.
The slack they are given is a decision taken after trial runs had shown how rough they are, no part of any
published claim; `within slack` says that the rate is measurably off and needs it.

| method | world | claim | measured | ± | agrees |
|---|---|---:|---:|---:|:---:|
"""


def lines_of(part: Part, seeds: int) -> list[Line]:
    """Return the lines of a part, from the cache where nothing they rest on has changed."""
    sources = [BENCHMARKS / name for name in ("aggregate_worlds.py", "calibration_line.py")]
    sources += [BENCHMARKS / f"{part.__module__}.py"]
    sources += [PROJECT / "batt" / "comparisons" / f"{name}.py" for name in PARTS[part]]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    kept = CACHE / f"{part.__name__}-{seeds}-{digest}.json"
    if not kept.exists():
        lines = [vars(line) for line in part(seeds)]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(lines), encoding="utf-8")
    return [Line(**line) for line in json.loads(kept.read_text(encoding="utf-8"))]


def main() -> int:
    """Run every part and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=1000, help="tables per world")
    parser.add_argument("--out", type=Path, default=TABLE, help="the Markdown file to write")
    parser.add_argument("--processes", type=int, default=2, help="parts run at a time")
    given = parser.parse_args()
    lines = []
    with ProcessPoolExecutor(given.processes) as pool:
        for part in pool.map(lines_of, PARTS, [given.seeds] * len(PARTS)):
            lines += part
            print(*(line.markdown() for line in part), sep="\n", flush=True)
    text = INTRODUCTION.format(seeds=given.seeds, width=Line.WIDTH)
    given.out.write_text(text + "".join(line.markdown() + "\n" for line in lines), encoding="utf-8")
    return int(not all(line.agrees for line in lines))


if __name__ == "__main__":
    sys.exit(main())
