"""The stages in order, with what each reads and writes. The first file to read.

::

    clean ─► indicators ─► comparisons ─► relationships ─► protection ─► disclosure ─► reports

A stage is one notebook under ``notebooks/`` over one folder of ``batt/``; papermill runs it. A step is a
stage for one year. It is done again only when something that it depends on has changed (``steps.py``), and as
soon as what it reads is there (``batch.py``): what stands further right need not wait for what stands left.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from batt.paths import Root
from batt.report_kinds import ReportKind


@dataclass(frozen=True)
class Stage:
    """One room of the house: ``batt/<name>/``, its notebook and its folder under ``data/processed/``."""

    name: str
    notebook: str
    reads: Callable[[Root, int], list[Path]]
    writes: Callable[[Root, int], list[Path]]
    pools_years: bool = False


def _received(root: Root, year: int) -> list[Path]:
    return [root.raw(year), root.manifest, root.corrections]


def _clean_years(root: Root, year: int) -> list[Path]:
    return [root.clean(y) for y in root.raw_years() if y <= year]


def _computed(root: Root, year: int) -> list[Path]:
    return [root.indicators(year), root.counted_units(year), root.processed("breakdowns") / str(year)]


def _computed_years(root: Root, year: int) -> list[Path]:
    return [path for y in root.raw_years() if y <= year for path in _computed(root, y)]


STAGES = (
    Stage("clean", "01_clean.ipynb", reads=_received, writes=lambda root, year: [root.clean(year)]),
    Stage(
        "indicators",
        "02_indicators.ipynb",
        # Earlier years too: people are followed up after courses that ended then.
        reads=_clean_years,
        writes=_computed,
    ),
    Stage(
        "comparisons",
        "03_comparisons.ipynb",
        reads=lambda root, year: [*_clean_years(root, year), *_computed_years(root, year)],
        writes=lambda root, year: [root.comparisons(year)],
        pools_years=True,
    ),
    Stage(
        "relationships",
        "04_relationships.ipynb",
        reads=lambda root, year: [
            *_clean_years(root, year),
            *_computed_years(root, year),
            root.comparisons(year),
            root.own_questions,
        ],
        writes=lambda root, year: [root.relationships(year)],
        pools_years=True,
    ),
    Stage(
        "protection",
        "05_protection.ipynb",
        reads=lambda root, year: [root.clean(year), *_computed(root, year), root.released],
        writes=lambda root, year: [root.protection(year)],
    ),
    Stage(
        "disclosure",
        "06_disclosure.ipynb",
        reads=lambda root, year: [
            *_clean_years(root, year),
            *_computed_years(root, year),
            *(root.protection(y) for y in root.raw_years() if y <= year),
        ],
        writes=lambda root, year: [root.disclosure(year)],
        pools_years=True,
    ),
)


def stages_of(kind: ReportKind) -> list[Stage]:
    """Return the stages that a kind of report rests on, in order."""
    return [stage for stage in STAGES if stage.name not in kind.without]
