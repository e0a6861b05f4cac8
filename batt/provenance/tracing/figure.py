"""From a figure or table of a report back to its data, its code, its inputs and its pages."""

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from batt.errors import Problem, UsageError
from batt.paths import Root, project_folder
from batt.provenance.record.run_record import RECORD, RunRecord, StepDone, read_record
from batt.provenance.tracing.page_figure import (
    CARD,
    GLANCE,
    PageFigure,
    executed_notebook,
    pages_run,
    read_figures,
    step_name,
)
from batt.provenance.tracing.printed_on import numbers_on
from batt.provenance.tracing.traced_number import NumberId
from batt.registry import LANGUAGES
from batt.report_kinds import ReportKind, report_kind
from batt.reports.figure_ids import FigureId

_CALL = re.compile(r"\b(\w+)\.(\w+)\(")
_MOST_NEAR = 5


@dataclass(frozen=True)
class PrintedFigure:
    """A figure on one page: the page's language and file, its address below the root, and what it shows.

    ``card`` is the card of the same page, if that is a scorecard.
    """

    lang: str
    file: Path
    address: str
    figure: PageFigure
    card: PageFigure | None


@dataclass(frozen=True)
class FigureTrace:
    """A figure or table with everything that it rests on.

    Attributes
    ----------
    pages
        Norwegian first; of each language in which the page was made.
    functions
        The functions of ``batt/reports/`` that its cell calls: file and name.
    record, step
        The record of the run and, in it, the step that made the first page; None where there is none.
    saved
        The saved tables that its data come from, by their paths below the root; empty where not known.
    numbers
        The numbers of the indicator table that it shows, each of which can be traced on.
    """

    id: FigureId
    kind: ReportKind
    pages: tuple[PrintedFigure, ...]
    functions: tuple[str, ...]
    record: RunRecord | None
    step: StepDone | None
    saved: tuple[str, ...]
    numbers: tuple[NumberId, ...]


def trace_figure(root: Root, id: FigureId) -> FigureTrace:
    """Trace a figure or table of a report.

    Raises
    ------
    UsageError
        If no page of the year has it; the nearest names are told.
    """
    pages = []
    for lang in LANGUAGES:
        executed, page = executed_notebook(root.executed(id.year), id, lang), _page(root, id, lang)
        figures = {figure.id: figure for figure in read_figures(executed)} if executed.exists() else {}
        if id.figure in figures:
            figure, card = figures[id.figure], figures.get(CARD)
            pages.append(PrintedFigure(lang, page, f"{root.relative(page)}#{id.figure}", figure, card))
    if not pages:
        raise _unknown(root, id)
    first = pages[0]
    record = _record(root, id.year)
    steps = {step.name: step for step in record.steps} if record else {}
    numbers, saved = _numbers(root, id, first)
    return FigureTrace(
        id=id,
        kind=report_kind(id.kind),
        pages=tuple(pages),
        functions=_functions(id.kind, first.figure.source),
        record=record,
        step=steps.get(step_name(id, first.lang)),
        saved=saved,
        numbers=numbers,
    )


def _numbers(root: Root, id: FigureId, first: PrintedFigure) -> tuple[tuple[NumberId, ...], tuple[str, ...]]:
    """Return the numbers that a figure shows, and the saved tables that it is made from."""
    if first.figure.table is not None:
        return numbers_on(root, id, first.lang, first.figure.table)
    if id.figure == GLANCE and first.card is not None and first.card.table is not None:
        return numbers_on(root, id, first.lang, first.card.table, first.file)
    return (), ()


def _page(root: Root, id: FigureId, lang: str) -> Path:
    folder = root.reports(id.year)
    return folder / id.kind / f"{id.of}.{lang}.html" if id.of else folder / f"{id.kind}.{lang}.html"


def _record(root: Root, year: int) -> RunRecord | None:
    file = root.reports(year) / RECORD
    return read_record(file) if file.exists() else None


def _functions(kind: str, source: str) -> tuple[str, ...]:
    """Return the functions of the reports that a cell calls, as far as its words tell them."""
    reports = project_folder() / "batt" / "reports"
    found = []
    for module, name in _CALL.findall(source):
        folder = reports / (kind if module == "report" else module)
        for file in sorted(folder.glob("*.py")):
            if re.search(rf"^def {name}\(", file.read_text(encoding="utf-8"), re.MULTILINE):
                found.append(f"{file.relative_to(project_folder()).as_posix()}, {name}()")
    return tuple(dict.fromkeys(found))


def _unknown(root: Root, id: FigureId) -> UsageError:
    """Say that there is no such figure, and which names are nearest."""
    there = pages_run(root.executed(id.year), id.year)
    if not there:
        return UsageError(
            Problem(
                str(id),
                f"no page of {id.year} was made here",
                "Expected the executed notebooks of the year's pages in "
                f"{root.relative(root.executed(id.year))}.",
                f"Make the pages: batt run --year {id.year}.",
            )
        )
    pages = [id.page] if id.page in there else difflib.get_close_matches(id.page, there, _MOST_NEAR, cutoff=0)
    names = [
        str(FigureId(page, figure.id, id.year)) for page in pages for figure in read_figures(there[page][0])
    ]
    near = difflib.get_close_matches(str(id), names, _MOST_NEAR, cutoff=0)
    what = "no such figure or table" if id.page in there else f"there is no page {id.page}"
    return UsageError(
        Problem(
            str(id),
            f"{what} in {id.year}",
            f"The nearest names: {', '.join(near) or 'none'}.",
            "Copy the name from below the figure.",
        )
    )
