"""Verbs that make reports: the main job, one kind of report, a study."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batt.cli.group import LANGUAGES, OPTION, ROOT, SKIP, STRICT, YEAR, cli, opened
from batt.errors import UsageError

if TYPE_CHECKING:
    from batt.batch import Progress
    from batt.pipeline import Pages, Run

MOST_NAMED = 4
"""How many pages of a report are named when it is made."""


@cli.command("run")
@click.argument("stage", required=False)
@ROOT
@YEAR
@OPTION
@STRICT
@SKIP
def run_command(
    stage: str | None,
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    strict: bool,
    skip_broken: bool,
) -> None:
    """Run the main job: every stage and report, or up to one STAGE (clean, indicators, comparisons, …)."""
    from batt import pipeline

    names = tuple(entry.name for entry in pipeline.STAGES)
    if stage is not None and stage not in names:
        raise UsageError(f"Unknown stage '{stage}'. Known stages: {', '.join(names)}.")
    job = _job(root, year, assignments, strict, skip_broken)
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
) -> None:
    """Make one KIND of report, with the stages that it needs."""
    from batt.report_kinds import ReportPage, Request, report_kind

    asked = Request(report_kind(kind), role, unit, month, _listed(languages))
    made: list[ReportPage] = []

    def wanted(job: "Run") -> list[ReportPage]:
        made.extend(asked.pages(job.root, job.year, job.options))
        return made

    job = _job(root, year, assignments, False, skip_broken)
    _run(job, None, wanted)
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


def shown_progress() -> "Progress":
    """Return what tells how far a run has come: a line of a terminal, or a sentence a step."""
    from batt.progress_line import ProgressLine

    return ProgressLine(sys.stderr) if sys.stderr.isatty() else lambda news: click.echo(str(news), err=True)
