"""Verbs of the auditor: from a printed number or figure back to its rows, and which to look at."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batt.cli.group import ROOT, YEAR, cli, given, opened
from batt.errors import UsageError

if TYPE_CHECKING:
    from batt.paths import Root

_PARTS = 4
_EVERY = 100


@cli.command("trace")
@click.argument("name", nargs=-1, required=True, metavar="YEAR INDICATOR UNIT PROGRAMME | FIGURE")
@ROOT
@click.option(
    "--rows",
    "file",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE.csv",
    help="Where the rows, or a figure's data, are written. Default: below data/processed/trace/.",
)
@click.option(
    "--role", default=None, help="Who asks, if not the secretariat: no rows, and nothing hidden from it."
)
@click.option(
    "--reader", default=None, metavar="ID", help="The provider or county that asks. Default: the UNIT."
)
@click.option("--pages/--no-pages", default=True, help="Look where the number is printed.")
def trace_command(
    name: tuple[str, ...], root: Path | None, file: Path | None, role: Any, reader: str | None, pages: bool
) -> None:
    """Trace a number back to its rows, or a figure or table to its data, code and inputs.

    \b
    A number:  batt trace 2015 i08 A017 APS, or batt trace 2015-i08-A017-APS
    A figure:  batt trace annual_report.dots-i02.2015, as it says below the figure

    UNIT is a provider, the two digits of a county, or NO.
    """
    meant = _number(name)
    if role is None and reader is not None:
        raise UsageError("--reader says who asks in a role; give --role too.")
    if meant is None:
        _trace_figure(_root(root), name[0], file, role, reader)
    else:
        _trace_number(_root(root), meant, file, role, reader, has_pages=pages)


def _trace_number(
    root: "Root", meant: Any, file: Path | None, role: Any, reader: str | None, *, has_pages: bool
) -> None:
    from batt.provenance.tracing.trace import rows_file, trace, write_rows
    from batt.provenance.tracing.trace_text import page_lines, trace_lines

    if role is not None and file is not None:
        raise UsageError("--rows writes rows about persons, which no role but the secretariat has.")
    found = trace(root, meant.year, meant.indicator, meant.unit, meant.programme)
    if role is not None:
        from batt.provenance.tracing.seen_by import seen_by

        found = seen_by(root, found, role, reader)
    for line in trace_lines(found, has_rows=role is None):
        click.echo(line)
    if role is None:
        click.echo(f"Rows written to {write_rows(found, file or rows_file(root, meant))}")
        click.echo("They are about single persons: keep them as safe as the received files.")
    if has_pages:
        # The answer stands before pages are looked through, which takes longer where they are new.
        from batt.provenance.tracing.printed_on import printed_on

        places = printed_on(root, meant, progress=_told_pages)
        if role is not None:
            from batt.provenance.tracing.seen_by import pages_for

            places = pages_for(places, role, reader or meant.unit)
        for line in page_lines(places):
            click.echo(line)


def _trace_figure(root: "Root", name: str, file: Path | None, role: Any, reader: str | None) -> None:
    from batt.provenance.tracing.figure import trace_figure
    from batt.provenance.tracing.figure_data import data_file, write_data
    from batt.provenance.tracing.figure_text import figure_lines
    from batt.reports.figure_ids import FigureId

    found = trace_figure(root, FigureId.parse(name))
    if role is not None:
        from batt.provenance.tracing.seen_by import check_page

        check_page(found.kind, found.id.of, role, reader)
    for line in figure_lines(found):
        click.echo(line)
    written = write_data(found, file or data_file(root, found.id))
    click.echo(f"Data written to {written}" if written else "It has no data of its own.")


def _told_pages(done: int, pages: int) -> None:
    """Say once how many pages are read, and then how far that has come."""
    if done == 0:
        click.echo(f"Reading {pages} pages for where it is printed; next time that is known …", err=True)
    elif done % _EVERY == 0 and done < pages:
        click.echo(f"[{done}/{pages}]", err=True)


@cli.command("sample")
@ROOT
@YEAR
@click.option("--n", type=int, default=20, show_default=True, help="How many numbers.")
@click.option("--seed", type=int, required=True, help="The same seed picks the same numbers.")
@click.option(
    "--working-paper", "papers", is_flag=True, help="Write a workbook with rows and formulas for each."
)
def sample_command(root: Path | None, year: int, n: int, seed: int, papers: bool) -> None:
    """Pick random published numbers for an auditor, by the names under which they can be traced."""
    from batt.provenance.papers.sample import sample, written
    from batt.provenance.papers.working_paper import paper_file, write_papers

    place, chosen = opened(root, year)
    numbers = sample(place, chosen, n, seed)
    if len(numbers) < n:
        click.echo(f"Only {len(numbers)} numbers of {chosen} are published.", err=True)
    for one in numbers:
        click.echo(f"{one.number!s:<24} {written(one)}")
    if papers:
        for done, _ in enumerate(write_papers(place, [one.number for one in numbers]), 1):
            click.echo(f"Working paper {done} of {len(numbers)}", err=True)
        click.echo(f"Working papers are in {paper_file(place, numbers[0].number).parent}")
        click.echo("They hold rows about single persons: keep them as safe as the received files.")


def _root(root: Path | None) -> "Root":
    """Return the root that is looked into; unlike `opened`, without loading what makes pages."""
    from batt.paths import Root, project_folder

    if folder := given(root):
        return Root(Path(folder))
    project = Root(project_folder())
    return project if project.raw_years() else Root(project.path / "demo")


def _number(words: tuple[str, ...]) -> Any:
    """Return the number that is meant; None for a single word that is the name of a figure."""
    from batt.provenance.tracing.traced_number import NumberId

    if len(words) == 1:
        return None if "." in words[0] and not words[0][0].isdigit() else NumberId.parse(words[0])
    if len(words) == _PARTS and words[0].isdigit():
        return NumberId(int(words[0]), *words[1:])
    raise UsageError(
        f"batt trace {' '.join(words)}: expected a year, an indicator, a unit and a programme, such as"
        " 2015 i08 A017 APS, or the name of a figure, such as annual_report.dots-i02.2015."
    )
