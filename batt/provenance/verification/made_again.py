"""Make again the pages of a report that its record tells of, with its own parameters and readings."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from batt import pipeline
from batt.batch import Progress
from batt.editions.steps import asked_for
from batt.errors import BattError, Problem, UsageError
from batt.paths import Root
from batt.pipeline import Run
from batt.provenance.record.run_record import RECORD, RunRecord, StepDone, read_record
from batt.registry import Options
from batt.report_kinds import ReportPage, report_kind
from batt.reports.forms import write_forms

PAGE = ".html"
_FORMS = {".tables": "csv", ".xlsx": "xlsx"}
"""Forms that need no browser, and so come out the same everywhere, by the ends of their names."""


@dataclass(frozen=True)
class MadeAgain:
    """What came of it.

    Attributes
    ----------
    record
        Of the second run.
    failed
        What went wrong with single pages, if anything did.
    """

    root: Root
    record: RunRecord
    failed: str = ""


def make_again(record: RunRecord, folder: Path, root: Root, progress: Progress | None = None) -> MadeAgain:
    """Run the stages and the pages of a report under a new root.

    Parameters
    ----------
    record
        Of the report: its readings and parameters are used.
    folder
        The report. Pages that are not in it are not made.
    root
        Where what it was made from has been laid out.

    Raises
    ------
    UsageError
        If the record knows of no page that is in the folder.
    BattError
        If a stage fails.
    """
    job = Run(root, record.year, options_of(record), **record.parameters)
    steps = page_steps(record, folder)
    if not steps:
        raise UsageError(Problem(folder.name, "holds no page that its record tells of"))

    wanted: list[ReportPage] = []

    def pages(job: Run) -> list[ReportPage]:
        wanted.extend(page for name, step in steps.items() for page in _pages_of(name, step, job))
        return wanted

    failed = ""
    try:
        pipeline.run(job, reports=pages, progress=progress)
    except BattError as error:
        # The record is written once the stages are done and every page has been tried.
        if not (root.reports(record.year) / RECORD).exists():
            raise
        failed = str(error)
    _write_forms(wanted, folder, job)
    return MadeAgain(root, read_record(root.reports(record.year) / RECORD), failed)


def options_of(record: RunRecord) -> Options:
    """Return the readings with which a report was made."""
    return Options.parse(f"{one.key}={one.choice}" for one in record.options)


def page_steps(record: RunRecord, folder: Path) -> dict[str, StepDone]:
    """Return the steps that made the pages in a folder, by the page's path below it."""
    place = f"reports/{record.year}/"
    found = {
        name.removeprefix(place): step
        for step in record.steps
        for name in step.outputs
        if name.startswith(place) and name.endswith(PAGE)
    }
    # What a record says was handed in with the report, and leads nowhere else.
    return {
        name: step
        for name, step in found.items()
        if ".." not in PurePosixPath(name).parts and (folder / name).is_file()
    }


def _write_forms(pages: Iterable[ReportPage], folder: Path, job: Run) -> None:
    """Make tables and workbooks again that lie beside pages of the report."""
    for page in pages:
        file = page.file(job.root, job.year)
        beside = folder / file.relative_to(job.root.reports(job.year)).with_suffix("")
        there = [form for end, form in _FORMS.items() if beside.with_name(beside.name + end).exists()]
        if there and file.exists():
            write_forms(file, job.executed(page), there)


def _pages_of(name: str, step: StepDone, job: Run) -> list[ReportPage]:
    """Return the page that a step made; none where there is no such unit any more."""
    if step.notebook:
        given: dict[str, Any] = {key: step.parameters.get(key) or "" for key in ("unit", "month")}
        given |= {"lang": step.parameters.get("lang"), "role": step.parameters.get("role")}
        page = ReportPage(report_kind(Path(step.notebook).stem), **given)
        return [page] if page.file(job.root, job.year) == job.root.reports(job.year) / name else []
    # Of a page made by itself the record has no more than its place.
    place, _, last = name.rpartition("/")
    of, lang = last.removesuffix(PAGE).rsplit(".", 1)
    try:
        if not place:
            kind = report_kind(of)
            return [ReportPage(kind, lang, kind.role)]
        return asked_for(report_kind(place), of, lang).pages(job.root, job.year, job.options)
    except UsageError:
        return []
