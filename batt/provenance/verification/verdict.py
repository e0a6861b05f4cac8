"""What a verification has found."""

from dataclasses import dataclass, field

from batt.errors import Problem
from batt.provenance.differences.causes import Cause
from batt.provenance.differences.changed_numbers import ChangedCell
from batt.provenance.record.run_record import RunRecord
from batt.provenance.verification.changed_rows import ChangedRow
from batt.provenance.verification.compared import Compared


@dataclass(frozen=True)
class Verdict:
    """A report, the same report made again, and what sets them apart.

    Attributes
    ----------
    record
        Of the report.
    of_folder
        What is not as the report's own sums say: files changed, gone or added since.
    notes
        What else there is to know, and is no fault.
    compared
        Numbers, words and bytes.
    causes
        What the records of both runs say differently.
    failed
        What went wrong with single pages when they were made again.
    rows
        Received rows that are not as they were; None where the tables of that run are gone, so that it
        cannot be told.
    indicators
        Those of which rows count otherwise.
    opinion, disagreements
        How much was recomputed in SQL, and where that came out otherwise.
    """

    record: RunRecord
    of_folder: list[Problem]
    notes: list[Problem]
    compared: Compared
    causes: list[Cause]
    failed: str = ""
    rows: list[ChangedRow] | None = None
    indicators: list[str] = field(default_factory=list)
    opinion: str = ""
    disagreements: list[Problem] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether the report is confirmed.

        Every number and word must come out again, from a folder as it was made. Bytes may differ where the
        environment does: another build of the drawing library draws the same figures otherwise.
        """
        compared = self.compared
        wrong = (self.of_folder, self.failed, self.disagreements, compared.not_made, self.unexpected_bytes)
        return not any(wrong) and not (compared.cells or compared.texts)

    @property
    def unexpected_bytes(self) -> list[str]:
        """Files whose bytes alone differ, in the environment of the report."""
        other_machine = any(cause.kind == "environment" for cause in self.causes)
        return [] if other_machine else self.compared.bytes_alone

    @property
    def first_figure(self) -> ChangedCell | None:
        """The first changed number; of an indicator whose rows count otherwise, if there is one."""
        cells = self.compared.cells
        return next((cell for cell in cells if cell.indicator in self.indicators), next(iter(cells), None))
