"""Two runs of the same year, or two editions, or one of each: what each prints, and why it can differ."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Literal

from batt.editions.edition import ABOUT
from batt.errors import Problem, UsageError
from batt.provenance.differences.causes import Cause, CauseKind, causes, possible_causes
from batt.provenance.differences.changed_numbers import NOT_THERE, ChangedCell, changed_cells
from batt.provenance.differences.changed_texts import ChangedText, changed_texts
from batt.provenance.differences.printed_folder import PrintedFolder, read_folder
from batt.provenance.record.check import check_folder
from batt.provenance.record.run_record import RECORD, RunRecord, read_record
from batt.registry import LANGUAGES

Became = Literal["other", "hidden", "shown", "new", "gone"]
KINDS: tuple[CauseKind, ...] = ("data", "registry", "options", "code", "environment")
HIDDEN_MARK = ":"


@dataclass(frozen=True)
class Side:
    """One of the two.

    Attributes
    ----------
    edition
        Its number; 0 for a run that is no edition.
    altered
        Files that are not as they were when it was made.
    """

    record: RunRecord
    edition: int
    altered: list[str]


@dataclass(frozen=True)
class TwoRuns:
    """What two runs print differently.

    Attributes
    ----------
    cells, texts
        Entries of tables, and paragraphs outside them.
    pages
        The pages of both, by their paths below the folder.
    causes
        What their records say differently.
    """

    before: Side
    after: Side
    cells: list[ChangedCell]
    texts: list[ChangedText]
    pages: frozenset[str]
    causes: list[Cause]

    @property
    def year(self) -> int:
        """The year that both are about."""
        return self.after.record.year

    def why(self, cell: ChangedCell) -> list[CauseKind]:
        """Return what can have changed a cell; empty where the records cannot tell.

        They cannot of a page that lay there from an earlier run, or that was changed by hand.
        """
        if cell.page in self._untold:
            return []
        reached = {cause.kind for cause in possible_causes(self.causes, cell.indicator)}
        return [kind for kind in KINDS if kind in reached]

    def in_language(self, lang: str) -> "TwoRuns":
        """Return the same without pages in another language that are there in this one too."""

        def is_kept(page: str) -> bool:
            stem, _, own = page.removesuffix(".html").rpartition(".")
            return own not in LANGUAGES or own == lang or f"{stem}.{lang}.html" not in self.pages

        return replace(
            self,
            cells=[cell for cell in self.cells if is_kept(cell.page)],
            texts=[text for text in self.texts if is_kept(text.page)],
        )

    @cached_property
    def _untold(self) -> set[str]:
        sides = (self.before, self.after)
        return {page for side in sides for page in (*side.altered, *_of_earlier_runs(side.record))}


def compare_runs(before: Path, after: Path) -> TwoRuns:
    """Compare two folders of reports, each of a run or an edition.

    Raises
    ------
    UsageError
        If a folder has no record, or they are of different years, or have no page in common.
    UnreadableFile, ContentError
        If a record is broken, or of a later version of the workbook.
    """
    sides = [_side(folder) for folder in (before, after)]
    printed = [read_folder(folder) for folder in (before, after)]
    _check_comparable(sides, printed)
    return TwoRuns(
        *sides,
        cells=changed_cells(*printed),
        texts=changed_texts(*printed),
        pages=frozenset(page for folder in printed for page in folder.pages),
        causes=causes(sides[0].record, sides[1].record),
    )


def became(cell: ChangedCell) -> Became:
    """Return what has become of a cell: hidden where it was shown, shown where it was hidden, and so on."""
    if NOT_THERE in (cell.before, cell.after):
        return "new" if cell.before == NOT_THERE else "gone"
    then, now = (HIDDEN_MARK in text.split() for text in (cell.before, cell.after))
    return "other" if then == now else "hidden" if now else "shown"


def _side(folder: Path) -> Side:
    if not (folder / RECORD).is_file():
        what, rule = f"has no {RECORD}", "Without the record of a run nobody can say what a change is due to."
        raise UsageError(Problem(str(folder), what, rule, "Name a folder of reports that a run has made."))
    altered = [problem.where for problem in check_folder(folder)]
    return Side(read_record(folder / RECORD), _edition(folder), altered)


def _edition(folder: Path) -> int:
    try:
        return int(json.loads((folder / ABOUT).read_text(encoding="utf-8"))["number"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _check_comparable(sides: list[Side], printed: list[PrintedFolder]) -> None:
    years = [side.record.year for side in sides]
    if years[0] != years[1]:
        what = f"are of {years[0]} and {years[1]}"
        fix = "Reports show change over years themselves; compare two runs or editions of the same year."
        raise UsageError(Problem("the two folders", what, "Expected the same year.", fix))
    if sides[0].record.is_simulated != sides[1].record.is_simulated:
        what = "are one of invented and one of received data"
        raise UsageError(Problem("the two folders", what, "Nothing in them can be compared."))
    own = [{page for page in folder.pages if not page.startswith("index.")} for folder in printed]
    if not own[0] & own[1]:
        what = "have no page in common"
        told = "They hold other kinds of report, or pages for other readers."
        raise UsageError(Problem("the two folders", what, told, "Compare folders of the same reports."))


def _of_earlier_runs(record: RunRecord) -> Iterator[str]:
    """Return the pages that lay in a folder when its run began, made from other files or readings."""
    below = f"reports/{record.year}/"
    for step in record.steps:
        if not step.is_current:
            yield from (name.removeprefix(below) for name in step.outputs if name.startswith(below))
