"""A figure or table as an executed report notebook shows it: its words, its cell and its data."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from batt.registry import LANGUAGES
from batt.report_kinds import REPORT_KINDS
from batt.reports.figure_ids import FigureId, numbered_figures
from batt.reports.kept_table import TABLES_TYPE, KeptTable, from_text

_FINDING = re.compile(r'<span class="finding">(.*?)</span>', re.DOTALL)
_CAPTION = re.compile(r'<span class="caption">(.*?)</span></?(?:span|figcaption)', re.DOTALL)
_FIGCAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)
CARD, GLANCE = "card-table", "glance-table"
"""Two tables of a scorecard with the same numbers; the notebook keeps those of the card alone."""
_INJECTED = "injected-parameters"


@dataclass(frozen=True)
class PageFigure:
    """A figure or table of one page in one language.

    Attributes
    ----------
    number
        Among the page's figures, or its tables, as printed below it.
    title, caption
        The finding, and what is shown; a table has no finding, and what it shows is its title.
    cell, cell_id, source
        The notebook's code cell that shows it, counted as the notebook's file counts its cells.
    table
        Its data as printed; None where the notebook has kept none.
    """

    id: str
    is_table: bool
    number: int
    title: str
    caption: str
    cell: int
    cell_id: str
    source: str
    table: KeptTable | None


def read_figures(executed: Path) -> list[PageFigure]:
    """Return the figures and tables of an executed report notebook, in the order of its page."""
    notebook = json.loads(executed.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if _INJECTED not in cell["metadata"].get("tags", [])]
    before: Counter[bool] = Counter()
    found = []
    for place, cell in enumerate(cells, 1):
        shown = [output["data"] for output in cell.get("outputs", []) if "data" in output]
        html = "\n".join("".join(data.get("text/html", "")) for data in shown)
        kept = [from_text("".join(data[TABLES_TYPE])) for data in shown if TABLES_TYPE in data]
        tables = {table.id: table for of_output in kept for table in of_output}
        figures = list(numbered_figures(html))
        for figure in figures:
            data = tables.get(figure.id if figure.is_table else f"{figure.id}-data")
            title, caption = _words(html, figure.id)
            number = before[figure.is_table] + figure.number
            source = "".join(cell["source"])
            found.append(
                PageFigure(
                    figure.id,
                    figure.is_table,
                    number,
                    title,
                    caption,
                    place,
                    cell.get("id", ""),
                    source,
                    data,
                )
            )
        before.update(figure.is_table for figure in figures)
    return found


def executed_notebook(folder: Path, id: FigureId, lang: str) -> Path:
    """Return where the notebook of a figure's page is kept as it was run, below ``Root.executed``."""
    return folder / f"{step_name(id, lang)}.ipynb"


def step_name(id: FigureId, lang: str) -> str:
    """Return the name of the step that makes a figure's page."""
    return "-".join(part for part in (id.kind, id.of, lang, str(id.year)) if part)


def pages_run(folder: Path, year: int) -> dict[str, list[Path]]:
    """Return the executed notebooks of a year's pages by the page's name, such as ``scorecard.A017``."""
    pages: dict[str, list[Path]] = {}
    for file in sorted(folder.glob(f"*-{year}.ipynb")):
        rest, _, lang = file.stem.removesuffix(f"-{year}").rpartition("-")
        kinds = [kind.name for kind in REPORT_KINDS if f"{rest}-".startswith(f"{kind.name}-")]
        if lang in LANGUAGES and kinds:
            of = rest.removeprefix(kinds[0]).removeprefix("-")
            pages.setdefault(".".join(filter(None, (kinds[0], of))), []).append(file)
    return pages


def _words(html: str, id: str) -> tuple[str, str]:
    """Return the title and the caption of a figure, as text."""
    start = html.index(f' id="{id}">')
    above = _FIGCAPTION.search(html, start)
    words: Any = above[1] if above else ""
    finding, caption = _FINDING.search(words), _CAPTION.search(f"{words}</figcaption")
    if finding is None:
        return Markup(words).striptags(), ""
    return Markup(finding[1]).striptags(), Markup(caption[1]).striptags() if caption else ""
