"""Recompute the thirteen indicators in SQL and compare, on damaged copies of invented data or on a root.

    python benchmarks/second_opinion.py [--copies 50] [--cells 1500] [--providers 12] [--participants 1200]
                                        [--seed 1] [--root DIR]

Each copy has other damaged cells. Copy after copy is computed with the default readings and with one reading
changed, each reading in its turn. With ``--root`` the computed years of a root are compared as they are, and
nothing is made or written. Ends with 1 if SQL and Python disagree on any numerator or denominator.
"""

import argparse
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from damage import damage

import batt.clean
import batt.indicators
from batt.errors import BattError
from batt.paths import Root
from batt.provenance.second_opinion import Opinion, second_opinion
from batt.registry import Options, load
from batt.simulate import simulate


def damaged_copies(
    original: Root, scratch: Path, copies: int, cells: int, seed: int
) -> Iterator[tuple[int, Root]]:
    """Return copies of a root, each with other cells damaged; a copy lives until the next is asked for."""
    for number in range(seed, seed + copies):
        copy = Root(scratch / f"copy_{number}")
        shutil.copytree(original.path, copy.path)
        damage(copy.path, cells, number)
        yield number, copy
        shutil.rmtree(copy.path)


def recompute(root: Root, year: int, options: Options) -> list[Opinion]:
    """Compute the year's indicators under a reading, and ask for the second opinion."""
    batt.indicators.run(root, year, options)
    return second_opinion(root, year, options)


def readings() -> Iterator[Options]:
    """Return, over and over, the options with one of them changed."""
    changes = [f"{spec.key}={choice}" for spec in load().options for choice in list(spec.choices)[1:]]
    return cycle([Options.parse([change]) for change in changes])


def tell(label: str, opinions: list[Opinion]) -> int:
    """Print how it went, and each disagreement. Return how many cells differ."""
    differing = [one for opinion in opinions for one in opinion.disagreements]
    not_asked = [str(opinion) for opinion in opinions if opinion.not_asked]
    print(
        f"{label}: {sum(opinion.cells_n for opinion in opinions)} cells, {len(differing)} differ",
        *not_asked,
        sep="; ",
    )
    for one in differing:
        print(f"  {one.problem()}")
    return len(differing)


def compare_root(root: Root) -> int:
    """Compare every computed year of a root as it is."""
    differ = 0
    for year in root.computed_years(9999):
        start = time.perf_counter()
        opinions = second_opinion(root, year)
        differ += tell(f"{year}, {time.perf_counter() - start:.1f} s", opinions)
    return differ


def compare_damaged(arguments: argparse.Namespace) -> int:
    """Compare damaged copies of an invented root."""
    differ = 0
    changed = readings()
    with tempfile.TemporaryDirectory() as scratch:
        original = Root(Path(scratch) / "original")
        years = (2014, 2015)
        simulate(original, providers=arguments.providers, participants=arguments.participants, years=years)
        # A correction of a row that has been damaged stops the run, and nothing would be computed.
        original.corrections.unlink(missing_ok=True)
        for number, copy in damaged_copies(
            original, Path(scratch), arguments.copies, arguments.cells, arguments.seed
        ):
            for year in years:
                try:
                    batt.clean.run(copy, year, skip_broken=True)
                except BattError as error:
                    print(f"copy {number}, {year}: cannot be cleaned, so nothing is computed: {error}")
                    continue
                for options in (Options(), next(changed)):
                    reading = ", ".join(f"{key}={choice}" for key, choice in options.changed().items())
                    opinions = recompute(copy, year, options)
                    differ += tell(f"copy {number}, {year}, {reading or 'default readings'}", opinions)
    return differ


def main() -> int:
    """Compare what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--copies", type=int, default=50)
    parser.add_argument("--cells", type=int, default=1500)
    parser.add_argument("--providers", type=int, default=12)
    parser.add_argument("--participants", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--root", type=Path)
    arguments = parser.parse_args()
    differ = compare_root(Root(arguments.root)) if arguments.root else compare_damaged(arguments)
    print("SQL and Python agree." if not differ else f"{differ} cells differ.")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
