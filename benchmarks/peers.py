"""What benchmarks against peers share: a row of their table, runs that alternate, and the table itself.

A benchmark is a module ``bench_<topic>.py`` with a function ``measure(quick) -> list[Row]``; ``bench.py``
calls all of them. Each runs by itself as well: ``python benchmarks/bench_<topic>.py [--quick]``.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn

OURS = "ours"

HEAD = (
    "| work | size | who | seconds | theirs / ours | peak, MiB | note |\n|---|---|---|---:|---:|---:|---|\n"
)


@dataclass(frozen=True)
class Row:
    """One piece of work done by one of those compared.

    Attributes
    ----------
    work, size
        What was done, and on how much.
    who
        ``ours``, or the peer's name.
    seconds
        Median of at least three runs that alternated with those of the others.
    peak_mib
        Greatest memory that a process of its own had, MiB; nothing where it was not measured.
    ratio
        The peer's seconds over ours, so that below 1 we lose; 1 for ours, nothing where there is no ours.
    note
        What a reader must know to read the numbers rightly.
    """

    work: str
    size: str
    who: str
    seconds: float
    peak_mib: float | None = None
    ratio: float | None = None
    note: str = ""

    def markdown(self) -> str:
        """Return the row as a line of the table."""
        ratio = "" if self.ratio is None else significant(self.ratio)
        peak = "" if self.peak_mib is None else f"{self.peak_mib:.0f}"
        cells = (self.work, self.size, self.who, significant(self.seconds), ratio, peak, self.note)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def alternate(candidates: Mapping[str, Callable[[], float]], repeats: int) -> dict[str, list[float]]:
    """Run each candidate in turn, ``repeats`` times over, and return the seconds that each tells.

    What slows the machine for a while then slows all of them.
    """
    told: dict[str, list[float]] = {name: [] for name in candidates}
    for _ in range(repeats):
        for name, run in candidates.items():
            told[name].append(run())
    return told


def compared(
    work: str,
    size: str,
    seconds: Mapping[str, list[float]],
    *,
    peaks: Mapping[str, float] | None = None,
    notes: Mapping[str, str] | None = None,
) -> list[Row]:
    """Return one row per candidate: medians, and the ratio to the one named ``ours``."""
    medians = {name: statistics.median(runs) for name, runs in seconds.items()}
    ours = medians.get(OURS)
    return [
        Row(
            work,
            size,
            name,
            median,
            (peaks or {}).get(name),
            median / ours if ours else None,
            (notes or {}).get(name, ""),
        )
        for name, median in medians.items()
    ]


def table(rows: Iterable[Row]) -> str:
    """Return rows as a Markdown table."""
    return HEAD + "".join(f"{row.markdown()}\n" for row in rows)


def significant(number: float) -> str:
    """Return a number with three significant digits, and no exponent."""
    if number >= 100:
        return f"{number:.0f}"
    return f"{number:.2f}" if number >= 1 else f"{number:.3g}"


def by_itself(measure: Callable[[bool], list[Row]], about: str | None) -> NoReturn:
    """Run one benchmark as a program: ``--quick`` takes the small sizes only."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="the small sizes only")
    print(table(measure(parser.parse_args().quick)), end="")
    sys.exit(0)
