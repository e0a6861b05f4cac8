"""Verbs of the auditor: from a printed number back to its rows, and which numbers to look at."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batt.cli.group import ROOT, YEAR, cli, given, opened
from batt.errors import UsageError

if TYPE_CHECKING:
    from batt.paths import Root

_PARTS = 4


@cli.command("trace")
@click.argument("number", nargs=-1, required=True, metavar="YEAR INDICATOR UNIT PROGRAMME")
@ROOT
@click.option(
    "--rows",
    "file",
    type=click.Path(path_type=Path),
    default=None,
    metavar="FILE.csv",
    help="Where the rows are written. Default: below data/processed/trace/.",
)
@click.option(
    "--role", default=None, help="Who asks, if not the secretariat: no rows, and no number hidden from it."
)
@click.option(
    "--reader", default=None, metavar="ID", help="The provider or county that asks. Default: the UNIT."
)
@click.option("--pages/--no-pages", default=True, help="Look where the number is printed.")
def trace_command(
    number: tuple[str, ...], root: Path | None, file: Path | None, role: Any, reader: str | None, pages: bool
) -> None:
    """Trace a number back to its rows: `batt trace 2015 i08 A017 APS`, or `batt trace 2015-i08-A017-APS`.

    UNIT is a provider, the two digits of a county, or NO.
    """
    from batt.provenance.tracing.trace import rows_file, trace, write_rows
    from batt.provenance.tracing.trace_text import page_lines, trace_lines

    meant = _number(number)
    if role is None and reader is not None:
        raise UsageError("--reader says who asks in a role; give --role too.")
    if role is not None and file is not None:
        raise UsageError("--rows writes rows about persons, which no role but the secretariat has.")
    place = _root(root)
    found = trace(place, meant.year, meant.indicator, meant.unit, meant.programme)
    if role is not None:
        from batt.provenance.tracing.seen_by import seen_by

        found = seen_by(place, found, role, reader)
    for line in trace_lines(found, has_rows=role is None):
        click.echo(line)
    if role is None:
        click.echo(f"Rows written to {write_rows(found, file or rows_file(place, meant))}")
        click.echo("They are about single persons: keep them as safe as the received files.")
    if pages:
        from batt.provenance.tracing.printed_on import printed_on

        places = printed_on(place, meant)
        if role is not None:
            from batt.provenance.tracing.seen_by import pages_for

            places = pages_for(places, role, reader or meant.unit)
        for line in page_lines(places):
            click.echo(line)


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
    from batt.provenance.tracing.traced_number import NumberId

    if len(words) == 1:
        return NumberId.parse(words[0])
    if len(words) == _PARTS and words[0].isdigit():
        return NumberId(int(words[0]), *words[1:])
    raise UsageError(
        f"batt trace {' '.join(words)}: expected a year, an indicator, a unit and a programme, such as"
        " 2015 i08 A017 APS."
    )
