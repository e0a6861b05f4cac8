"""One run of the workbook: the steps of its stages, the pages, and what lies beside them."""

import datetime
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path

from batt.batch import Outcome, Progress, run_steps
from batt.errors import BattError
from batt.lock import locked
from batt.paths import Root, project_folder
from batt.registry import Options
from batt.report_kinds import REPORT_KINDS, ReportKind, ReportPage, Request
from batt.stages import STAGES, Stage, stages_of
from batt.steps import Step

Pages = Callable[["Run"], list[ReportPage]]
"""What pages a run is to make; asked when its stages are done, since providers are known only then."""


@dataclass(frozen=True)
class Run:
    """What one call of the main job is to do.

    Attributes
    ----------
    root, year
        The family of years and the year that is reported on; earlier years are cleaned and computed too,
        since reports compare with them.
    options
        The readings of the open rules.
    strict, skip_broken
        Row faults are errors; broken deliveries count as not received.
    """

    root: Root
    year: int
    options: Options = field(default_factory=Options)
    strict: bool = False
    skip_broken: bool = False

    def stage_steps(self, stages: tuple[str, ...]) -> list[Step]:
        """Return the steps of the given stages in the order in which they are run."""
        return [
            self._stage_step(stage, year)
            for stage in STAGES
            if stage.name in stages
            for year in self.root.raw_years()
            if year <= self.year and (year == self.year or not stage.pools_years)
        ]

    def every_step(self, pages: list[ReportPage]) -> list[Step]:
        """Return the steps of all stages and of the given pages."""
        return [*self.stage_steps(tuple(stage.name for stage in STAGES)), *self.report_steps(pages)]

    def report_steps(self, wanted: list[ReportPage]) -> list[Step]:
        """Return the steps that make pages; each needs the stages of its kind, and no other page."""
        reads = {kind: self._read_by(kind) for kind in {page.kind for page in wanted}}
        return [self._report_step(page, reads[page.kind]) for page in wanted]

    def _read_by(self, kind: ReportKind) -> list[Path]:
        """Return what every page of a kind reads."""
        past = [year for year in self.root.raw_years() if year <= self.year]
        made = [path for stage in stages_of(kind) for year in past for path in stage.writes(self.root, year)]
        return [*made, self.root.simulated_marker]

    def _report_step(self, page: ReportPage, reads: list[Path]) -> Step:
        name = f"{page.name}-{self.year}"
        return Step(
            name=name,
            notebook=project_folder() / "notebooks" / "reports" / f"{page.kind.name}.ipynb",
            parameters={
                "root": str(self.root.path),
                "year": self.year,
                "options": self._readings(),
                **page.parameters(),
            },
            reads=(*reads, self.root.editorial(self.year, page.lang)),
            writes=(page.file(self.root, self.year),),
            sources=("raw", *(stage.name for stage in STAGES), "reports"),
            executed=self.executed(page),
            record=self.root.steps / f"{name}.json",
            root=self.root,
        )

    def executed(self, page: ReportPage) -> Path:
        """Return where a page's notebook is kept as it was run."""
        return self.root.executed(self.year) / f"{page.name}-{self.year}.ipynb"

    def _readings(self) -> list[str]:
        return [f"{key}={value}" for key, value in self.options.changed().items()]

    def _stage_step(self, stage: Stage, year: int) -> Step:
        names = [entry.name for entry in STAGES]
        parameters: dict[str, object] = {"root": str(self.root.path), "year": year}
        if stage.name == "clean":
            parameters |= {"strict": self.strict, "skip_broken": self.skip_broken}
            sources = ["raw", "clean"]
        else:
            parameters |= {"options": self._readings()}
            sources = ["raw", *names[: names.index(stage.name) + 1]]
        return Step(
            name=f"{stage.name}-{year}",
            notebook=project_folder() / "notebooks" / stage.notebook,
            parameters=parameters,
            reads=tuple(stage.reads(self.root, year)),
            writes=tuple(stage.writes(self.root, year)),
            sources=tuple(sources),
            executed=self.root.executed(year) / f"{stage.name}.ipynb",
            record=self.root.steps / f"{stage.name}-{year}.json",
            root=self.root,
        )


def run(
    job: Run,
    stages: tuple[str, ...] | None = None,
    reports: Pages | None = None,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> list[str]:
    """Do every step of ``job`` whose inputs have changed.

    Parameters
    ----------
    stages
        Names of stages; all by default.
    reports
        The pages to make, asked for once the stages are done; by default every page of every kind.
    progress
        Called with a sentence before a step that others wait for, and with a `Tick` after each.
    executor
        Runs the steps in place of threads of this process (`batt.batch.run_steps`).

    Returns
    -------
    list of str
        The names of the steps that were done; empty when nothing had changed.

    Raises
    ------
    BattError
        A step failed. When it was a page, all others have been made first.
    """
    from batt.provenance.record.closing import Closing

    started = datetime.datetime.now(datetime.UTC)
    names = tuple(stage.name for stage in STAGES) if stages is None else stages
    with locked(job.root):
        staged = run_steps(job.stage_steps(names), executor=executor, progress=progress)
        _check_stages(staged)
        wanted = (every_page if reports is None else reports)(job)
        if not wanted:
            return list(staged.done)
        # Of a run of some pages too, the record tells of all that lie in the folder.
        known = list({page.name: page for page in (*every_page(job), *wanted)}.values())
        closing = Closing(job, job.every_step(known), is_whole=reports is None)
        was_closed = closing.is_done()
        if not was_closed:
            _check_texts(job)
        made = run_steps(job.report_steps(wanted), executor=executor, progress=progress)
        if made.done or made.failed or not was_closed:
            _close(job, known, started)
            made.check()
            if reports is None:
                _check_texts_placed(job, wanted)
            closing.note()
    return [*staged.done, *made.done]


def _check_stages(staged: Outcome) -> None:
    """Raise what stopped stages: received files that are not as agreed, of all years in one list."""
    errors = list(dict.fromkeys(str(failure.error) for failure in staged.failed))
    kinds = {type(failure.error) for failure in staged.failed}
    if len(kinds) == 1 and issubclass(kind := kinds.pop(), BattError):
        raise kind("\n".join(errors))
    staged.check()


def _check_texts(job: Run) -> None:
    """Refuse editorial texts that no page could show."""
    from batt.reports.editorial import check

    check(job.root, job.year)


def _check_texts_placed(job: Run, pages: list[ReportPage]) -> None:
    """Refuse editorial texts that have not got onto a page."""
    from batt.reports.editorial import check_placed

    files = [page.file(job.root, job.year) for page in pages]
    check_placed(job.root, job.year, files, [kind.name for kind in REPORT_KINDS])


def _close(job: Run, pages: list[ReportPage], started: datetime.datetime) -> None:
    """Write what lies beside the pages: the record of the run, the front page, manifest and sums."""
    from batt.provenance.record.report_folder import record_run, seal
    from batt.reports.index import write_index

    record_run(job, pages, started)
    write_index(job.root, job.year, job.options.forening)
    seal(job.root.reports(job.year))


def every_page(job: Run) -> list[ReportPage]:
    """Return every page that the main job makes of a year whose stages are done."""
    return [page for kind in REPORT_KINDS for page in Request(kind).pages(job.root, job.year, job.options)]


def no_page(job: Run) -> list[ReportPage]:
    """Return nothing, for a run of stages alone."""
    return []
