"""The data of a traced figure as a file."""

import csv
from pathlib import Path
from typing import Any

from batt.atomic import atomic_file
from batt.disclosure import SHOWN
from batt.paths import Root
from batt.provenance.tracing.figure import FigureTrace
from batt.provenance.tracing.printed_card import glance_table
from batt.reports.figure_ids import FigureId
from batt.reports.forms.kept import headings, mark
from batt.reports.formula_text import as_text
from batt.reports.kept_table import KeptTable
from batt.reports.words import Words


def write_data(found: FigureTrace, file: Path) -> Path | None:
    """Write the data of a figure as CSV, rounded as printed and with what is hidden hidden.

    One line per row of the table on the first page, or of the table behind the figure there; of a table at a
    glance as the page says it. None where there are no data.
    """
    first = found.pages[0]
    table = first.figure.table
    lines = _as_said(first.file, found.id) if table is None else _as_kept(table, first.lang)
    if not lines:
        return None
    with atomic_file(file) as new, new.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([_text(cell) for cell in line] for line in lines)
    return file


def data_file(root: Root, id: FigureId) -> Path:
    """Return where the data of a figure are written."""
    return root.processed("trace") / f"{id}.csv"


def _as_kept(table: KeptTable, lang: str) -> list[list[Any]]:
    words = Words(lang, "forms")
    rows = [
        [cell.value if cell.state == SHOWN else mark(cell.state, words) for cell in table.cells(row)]
        for row in range(len(table.rows))
    ]
    return [headings(table, words), *rows]


def _as_said(page: Path, id: FigureId) -> list[list[Any]]:
    """Return the headings and rows of a table at a glance as its page says them; none of another figure."""
    glance = glance_table(page.read_text(encoding="utf-8")) if page.exists() else None
    if glance is None or glance.id != id.figure:
        return []
    return [glance.headings, *([cell.strip() for cell in row.cells] for row in glance.rows)]


def _text(value: Any) -> Any:
    return as_text(value) if isinstance(value, str) else value
