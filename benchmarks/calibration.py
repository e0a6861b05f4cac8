"""Do the methods of the comparisons do what they claim? Aggregate tables drawn in memory, a thousand seeds.

Run with ``python benchmarks/calibration.py``; writes the table of ``docs/calibration.md``. Exit code 1 when a
measured rate lies further from what is claimed than Monte-Carlo error allows.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from calibration_funnels import funnel_rates, overdispersed_rates, variance_intervals
from calibration_line import Line
from calibration_ranks import rank_set_coverage, share_rank_set_coverage
from calibration_shrinkage import shrinkage_coverage

TABLE = Path(__file__).resolve().parent.parent / "docs" / "calibration.md"
PARTS: tuple[Callable[[int], Iterator[Line]], ...] = (
    funnel_rates,
    overdispersed_rates,
    variance_intervals,
    rank_set_coverage,
    share_rank_set_coverage,
    shrinkage_coverage,
)
INTRODUCTION = """# Calibration of the comparisons

What each method claims, and what it did on {seeds} simulated tables a row (`python benchmarks/calibration.py`
writes this page). The column ± is one Monte-Carlo standard error; `yes` is agreement within {width} of them.
A plain claim is exact under the world drawn; `at least` allows the other side. `about` marks a method that is
approximate, with the slack it is given: a decision taken after trial runs had shown how rough each is, no
part of any published claim. `within slack` says that the rate is measurably off and needs its slack.

| method | world | claim | measured | ± | agrees |
|---|---|---:|---:|---:|:---:|
"""


def main() -> int:
    """Run every part and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=1000, help="tables per world")
    parser.add_argument("--out", type=Path, default=TABLE, help="the Markdown file to write")
    given = parser.parse_args()
    lines = []
    for part in PARTS:
        for line in part(given.seeds):
            lines.append(line)
            print(line.markdown())
    text = INTRODUCTION.format(seeds=given.seeds, width=Line.WIDTH)
    given.out.write_text(text + "".join(line.markdown() + "\n" for line in lines), encoding="utf-8")
    return int(not all(line.agrees for line in lines))


if __name__ == "__main__":
    sys.exit(main())
