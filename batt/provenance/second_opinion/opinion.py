"""What the second opinion says of an indicator, and how a disagreement is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from batt.errors import NumbersDiffer, Problem

TOLD_ROWS, TOLD_CELLS = 10, 20
"""So many rows of a cell, and cells of an indicator, are told in full; the others are counted."""


@dataclass(frozen=True)
class RowDifference:
    """A row that only one side counts, or that the two count differently.

    Attributes
    ----------
    row_id
        ``file#sheet#row`` of the received file.
    saved, recomputed
        What it adds to numerator and denominator; None where it is not counted.
    """

    row_id: str
    saved: tuple[int, int] | None
    recomputed: tuple[int, int] | None

    def __str__(self) -> str:
        return f"{self.row_id}: saved {_pair(self.saved)}, recomputed {_pair(self.recomputed)}"


@dataclass(frozen=True)
class Disagreement:
    """A cell of the indicator table that does not come out again from the clean rows.

    Attributes
    ----------
    saved, recomputed
        Numerator and denominator; None where a side has no number (not delivered, or no such cell).
    rows
        The rows that differ. Empty where the saved rows agree and the cell is not their sum; the numbers of
        the cell can be equal where differing rows cancel out, or were changed after they were added up.
    """

    year: int
    indicator: str
    unit_level: str
    unit_id: str
    programme: str
    saved: tuple[int, int] | None
    recomputed: tuple[int, int] | None
    rows: tuple[RowDifference, ...]

    def problem(self) -> Problem:
        """Tell it as where, what, and the rows."""
        told = "; ".join(str(row) for row in self.rows[:TOLD_ROWS])
        more = f"; and {len(self.rows) - TOLD_ROWS} more" if len(self.rows) > TOLD_ROWS else ""
        return Problem(
            f"{self.year} {self.indicator}, {self.unit_level} {self.unit_id}, {self.programme}",
            f"numerator and denominator: saved {_pair(self.saved)}, recomputed {_pair(self.recomputed)}",
            f"Rows behind it: {told}{more}."
            if self.rows
            else "The saved counted rows agree; their sum does not.",
        )


@dataclass(frozen=True)
class Opinion:
    """What comes of recomputing one indicator.

    Attributes
    ----------
    cells_n
        Cells compared: of providers, counties and the country, without those not applicable.
    disagreements
        Cells that differ, providers first.
    not_asked
        Readings in force that the SQL does not know (``key=choice``). Then nothing was compared.
    """

    indicator: str
    cells_n: int
    disagreements: tuple[Disagreement, ...] = ()
    not_asked: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.not_asked:
            unknown = ", ".join(self.not_asked)
            return f"{self.indicator}: not recomputed; the second opinion does not know {unknown}"
        return f"{self.indicator}: {self.cells_n} cells compared, {len(self.disagreements)} differ"


def require_agreement(opinions: Iterable[Opinion]) -> None:
    """Refuse what does not come out again.

    Raises
    ------
    NumbersDiffer
        An indicator differs; each with its cells and their rows.
    """
    problems = [problem for opinion in opinions for problem in _problems(opinion)]
    if problems:
        raise NumbersDiffer(problems)


def _problems(opinion: Opinion) -> list[Problem]:
    told = [disagreement.problem() for disagreement in opinion.disagreements[:TOLD_CELLS]]
    more = len(opinion.disagreements) - TOLD_CELLS
    return [*told, Problem(opinion.indicator, f"{more} more cells differ")] if more > 0 else told


def _pair(counted: tuple[int, int] | None) -> str:
    return "nothing" if counted is None else f"{counted[0]}/{counted[1]}"
