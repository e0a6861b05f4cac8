"""Verbs that make reports: the main job, one kind of report, a study."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batt.cli.group import LANGUAGES, OPTION, ROOT, SKIP, STRICT, YEAR, cli, given, opened
from batt.errors import Problem, UsageError

if TYPE_CHECKING:
    from batt.batch import Progress
    from batt.pipeline import Pages, Run

SHARD = click.option(
    "--shard",
    default="",
    metavar="I/N",
    help="Make the I-th of N parts of the pages, for job arrays: the stages come first, a plain run last.",
)

MOST_NAMED = 4
"""How many pages of a report are named when it is made."""


@cli.command("run")
@click.argument("stage", required=False)
@ROOT
@YEAR
@OPTION
@STRICT
@SKIP
@SHARD
@click.option(
    "--engine",
    default="pandas",
    metavar="duckdb|spark",
    help="For registers larger than memory: STAGE indicators alone, from the clean Parquet that is there.",
)
@click.option(
    "--unit", default="", metavar="ID", help="The pages of one provider or county alone, and what they need."
)
def run_command(
    stage: str | None,
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    strict: bool,
    skip_broken: bool,
    shard: str,
    engine: str,
    unit: str,
) -> None:
    """Run the main job: every stage and report, or up to one STAGE (clean, indicators, comparisons, …)."""
    from batt import pipeline
    from batt.stages import STAGES

    names = tuple(entry.name for entry in STAGES)
    if stage is not None and stage not in names:
        raise UsageError(f"Unknown stage '{stage}'. Known stages: {', '.join(names)}.")
    if engine != "pandas":
        return _run_on(engine, stage, root, year, assignments)
    job = _job(root, year, assignments, strict, skip_broken)
    if unit:
        if stage is not None or shard:
            raise UsageError("--unit makes the pages of one provider or county; leave STAGE and --shard out.")
        return _run_unit(job, unit)
    if shard:
        if stage is not None:
            raise UsageError(f"--shard makes pages, and {stage} is a stage; leave one of them out.")
        return _run_shard(job, shard, pipeline.every_page)
    wanted = names if stage is None else names[: names.index(stage) + 1]
    _run(job, wanted, pipeline.every_page if stage is None else pipeline.no_page)
    if stage is None:
        click.echo(f"Open {job.root.reports(job.year) / 'index.html'}")


@cli.command("report")
@click.argument("kind")
@ROOT
@YEAR
@OPTION
@SKIP
@click.option("--role", default=None, help="Who reads, where a kind is made for several.")
@click.option("--unit", default="", metavar="ID", help="One provider, county or hypothesis. Default: all.")
@click.option("--month", default="", metavar="YYYY-MM", help="The newsletter of one month.")
@LANGUAGES
@click.option(
    "--to", "forms", default="", metavar="pdf,xlsx,csv,pictures", help="Other forms beside the page."
)
@SHARD
def report_command(
    kind: str,
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    skip_broken: bool,
    role: Any,
    unit: str,
    month: str,
    languages: str,
    forms: str,
    shard: str,
) -> None:
    """Make one KIND of report, with the stages that it needs."""
    from batt.report_kinds import ReportPage, Request, report_kind
    from batt.stages import stages_of

    asked = Request(report_kind(kind), role, unit, month, _listed(languages))
    made: list[ReportPage] = []

    def wanted(job: "Run") -> list[ReportPage]:
        made.extend(asked.pages(job.root, job.year, job.options))
        return made

    job = _job(root, year, assignments, False, skip_broken)
    if shard:
        if forms:
            raise UsageError("--shard makes pages alone; ask for --to in the plain run that comes last.")
        return _run_shard(job, shard, wanted)
    _run(job, tuple(stage.name for stage in stages_of(asked.kind)), wanted)
    files = [page.file(job.root, job.year) for page in made]
    if forms:
        from batt.provenance.record.report_folder import seal
        from batt.reports.forms import write_forms

        for page, file in zip(made, list(files), strict=True):
            files += write_forms(file, job.executed(page), _listed(forms))
        seal(job.root.reports(job.year))
    for file in files[:MOST_NAMED]:
        click.echo(f"Open {file}")
    if len(files) > MOST_NAMED:
        click.echo(f"… and {len(files) - MOST_NAMED} more beside it.")


@cli.command("study")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path), default=None, help="Folder that holds the study's files."
)
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="Where reports/studies/ is written."
)
def study_command(path: Path, data: Path | None, root: Path) -> None:
    """Run the study at PATH (a folder with study.yaml) on its own data."""
    from batt.study import run_study

    result = run_study(path, data, root, progress=lambda text: click.echo(text, err=True))
    click.echo(result.summary)
    for page in result.pages:
        click.echo(f"Open {page}")


def _run_on(
    engine: str, stage: str | None, root: Path | None, year: int, assignments: tuple[str, ...]
) -> None:
    """Compute the indicators of one year in another engine, from clean tables that are there."""
    from batt.indicators import run_on
    from batt.lock import locked
    from batt.paths import Root
    from batt.registry import Options

    place = Root(Path(given(root)))
    chosen = year or max(place.raw_years(), default=0)
    if stage != "indicators" or not chosen:
        raise UsageError(
            Problem(
                f"--engine {engine}",
                "is for the indicators of one year",
                "Every other stage runs on pandas.",
                f"Run: batt run indicators --engine {engine} --year YEAR",
            )
        )
    options = Options.parse(assignments)
    with locked(place):
        values = run_on(engine, place, chosen, options)
    click.echo(f"{len(values)} rows in {place.relative(place.indicators(chosen))}.")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, text.split(",")))


def _job(
    root: Path | None, year: int, assignments: tuple[str, ...], strict: bool, skip_broken: bool
) -> "Run":
    from batt import pipeline
    from batt.registry import Options

    options = Options.parse(assignments)
    place, chosen = opened(root, year)
    return pipeline.Run(place, chosen, options, strict, skip_broken)


def _run(job: "Run", stages: tuple[str, ...] | None, pages: "Pages") -> None:
    from batt import pipeline

    done = pipeline.run(job, stages, pages, progress=shown_progress())
    click.echo(f"{len(done)} steps done." if done else "Nothing has changed since the last run.")


def _run_unit(job: "Run", unit: str) -> None:
    """Make every page of one provider or county, and of the stages those that its pages rest on."""
    from batt import pipeline, warm_kernels
    from batt.report_kinds import REPORT_KINDS, ReportPage
    from batt.stages import stages_of

    if not warm_kernels.why_cold():
        # Who asks for one provider's pages has a new file of it: the server imports while files are hashed.
        warm_kernels.server()

    kinds = [kind for kind in REPORT_KINDS if kind.one_per in ("provider", "county")]
    stages = {stage.name: stage for kind in kinds for stage in stages_of(kind)}
    made: list[ReportPage] = []

    def pages(job: "Run") -> list[ReportPage]:
        made.extend(page for page in pipeline.every_page(job) if page.kind in kinds and page.unit == unit)
        if not made:
            raise UsageError(f"There is no provider or county {unit} in {job.year}.")
        return made

    _run(job, tuple(stages), pages)
    for page in made:
        click.echo(f"Open {page.file(job.root, job.year)}")


def _run_shard(job: "Run", shard: str, pages: "Pages") -> None:
    from batt.shard import Shard, run_shard

    done = run_shard(job, Shard.parse(shard), pages, progress=shown_progress())
    told = f"pages made: {len(done)}." if done else "nothing has changed since it was made."
    click.echo(f"Shard {shard}: {told}")


def shown_progress() -> "Progress":
    """Return what tells how far a run has come: a line of a terminal, or a sentence a step."""
    from batt.progress_line import ProgressLine

    return ProgressLine(sys.stderr) if sys.stderr.isatty() else lambda news: click.echo(str(news), err=True)
