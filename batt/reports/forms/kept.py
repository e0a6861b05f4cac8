"""What the other forms of a report are made from: its executed notebook, never its printed text."""

import json
from dataclasses import dataclass
from pathlib import Path

from batt.errors import DisclosureError, Problem
from batt.reports.kept_table import PERCENTAGES, TABLES_TYPE, KeptCell, KeptColumn, KeptTable, from_text
from batt.reports.page_head import HEAD_TYPE, PageHead
from batt.reports.words import Words


@dataclass(frozen=True)
class KeptReport:
    """A report as far as it can be put into other forms: what stands around it, and its tables in order."""

    head: PageHead
    tables: tuple[KeptTable, ...]

    @property
    def words(self) -> Words:
        return Words(self.head.lang, "forms")


def read_kept(executed: Path) -> KeptReport:
    """Return what an executed report notebook has kept.

    Raises
    ------
    DisclosureError
        If it is no notebook of a page: not exactly one of its cells shows a head.
    """
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    shown = [
        output["data"] for cell in notebook["cells"] for output in cell.get("outputs", []) if "data" in output
    ]
    heads = [PageHead.from_json(json.dumps(data[HEAD_TYPE])) for data in shown if HEAD_TYPE in data]
    if len(heads) != 1:
        raise DisclosureError(
            Problem(executed.name, f"{len(heads)} cells show a page head", "Expected exactly one.")
        )
    texts = ["".join(data[TABLES_TYPE]) for data in shown if TABLES_TYPE in data]
    return KeptReport(heads[0], tuple(table for text in texts for table in from_text(text)))


def headings(table: KeptTable, words: Words) -> list[str]:
    """Return what stands above each column, with the ends of intervals told apart, and no two alike."""
    told: list[str] = []
    for column in table.columns:
        heading = words(f"forms_{column.end}", heading=column.heading) if column.end else column.heading
        told.append(heading if heading not in told else f"{heading} ({told.count(heading) + 1})")
    return told


def measure(cell: KeptCell, column: KeptColumn, unit: str, words: Words) -> str:
    """Return what a number is measured in; empty for text."""
    if cell.format == "text":
        return ""
    if cell.format in PERCENTAGES:
        return words(
            "forms_measure_points" if cell.format == "percentage_points" else "forms_measure_percent"
        )
    if column.format.startswith("unit") and f"forms_measure_{unit}" in words:
        return words(f"forms_measure_{unit}")
    return words("forms_measure_number") if cell.format == "integer" else ""


def mark(state: str, words: Words) -> str:
    """Return the sign that stands where there is no number."""
    return words(f"{_LOOKS.get(state, 'absent')}_mark")


def reason(state: str, words: Words) -> str:
    """Return in words why there is no number, or that there is one."""
    return words("forms_state_shown") if state == "shown" else words(f"{state}_spoken")


_LOOKS = {"hidden": "hidden", "not_applicable": "not_applicable"}


def about(report: KeptReport) -> list[tuple[str, str]]:
    """Return what a reader must know of the report, name and value: banner and notices first."""
    words, head = report.words, report.head
    warnings = [(words("simulated_label"), words("simulated_banner"))] if head.is_simulated else []
    notices = [(words("simulated_label"), notice) for notice in head.notices]
    return [*warnings, *notices, (words("year"), str(head.year)), *head.facts]
