"""The steps that an edition rests on: those of the main job, and of each page made on demand."""

import re
from collections.abc import Iterator

from batt.errors import Problem, UsageError
from batt.pipeline import Run, every_page
from batt.report_kinds import REPORT_KINDS, ReportKind, ReportPage, Request
from batt.stages import STAGES
from batt.steps import Step

_MONTH = re.compile(r"\d{4}-\d\d")


def steps_behind(job: Run) -> list[Step]:
    """Return the steps that must be up to date for an edition of the year.

    Raises
    ------
    UsageError
        If nothing has been done for the year, or a page is there of a unit that it does not have.
    """
    if not job.root.clean(job.year).is_dir():
        what, fix = "has no reports to freeze", f"Run batt run --year {job.year} first."
        raise UsageError(Problem(f"year {job.year}", what, fix=fix))
    stages = job.stage_steps(tuple(stage.name for stage in STAGES))
    pages = {page.name: page for page in (*every_page(job), *_pages_there(job))}
    return stages + job.report_steps(list(pages.values()))


def _pages_there(job: Run) -> Iterator[ReportPage]:
    """Return the pages of known kinds that lie in folders of the year."""
    for kind in REPORT_KINDS:
        for file in sorted((job.root.reports(job.year) / kind.name).glob("*.*.html")):
            of, lang = file.name.rsplit(".", 2)[:2]
            yield from asked_for(kind, of, lang).pages(job.root, job.year, job.options)


def asked_for(kind: ReportKind, of: str, lang: str) -> Request:
    for role in kind.also_for:
        if of == role:
            return Request(kind, role=role, languages=(lang,))
    if kind.by_month and _MONTH.fullmatch(of):
        return Request(kind, month=of, languages=(lang,))
    return Request(kind, unit=of, languages=(lang,))
