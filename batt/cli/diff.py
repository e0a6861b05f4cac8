"""The verb that tells two runs or editions of a year apart."""

import re
import tempfile
from pathlib import Path

import click

from batt.cli.group import ROOT, cli, given
from batt.errors import Problem, UsageError

_EDITION = re.compile(r"(\d{4})(?:/(\d+))?")


@cli.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@ROOT
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Write a page in each language: FILE with .nb and .en before .html.",
)
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    metavar="FILE",
    help="Write every difference of every page as a table.",
)
def diff_command(before: str, after: str, root: Path | None, html: Path | None, table: Path | None) -> None:
    """List which published numbers changed from A to B, and what can be why: data, registry, options or code.

    A and B are folders of reports of the same year, zip files of such, or a year and an edition: 2015/1, or
    2015 for the newest run. Ends with 0 whether or not numbers differ.
    """
    from batt.provenance.differences.listing import lines, write_csv
    from batt.provenance.differences.two_runs import compare_runs
    from batt.provenance.verification.opened import opened_report

    for file in filter(None, (html, table)):
        _check_beside(file)
    with tempfile.TemporaryDirectory(prefix="batt-diff-") as scratch:
        places = [(_place(before, root), Path(scratch) / "a"), (_place(after, root), Path(scratch) / "b")]
        found = compare_runs(*(opened_report(place, unpacked) for place, unpacked in places))
    for line in lines(found):
        click.echo(line)
    if table is not None:
        write_csv(found, table)
        click.echo(f"All {len(found.cells)} differences in tables are in {table}")
    if html is not None:
        from batt.provenance.differences.page import write_page

        for file in write_page(found, html):
            click.echo(f"Open {file}")


def _check_beside(file: Path) -> None:
    """Refuse a place in a folder of reports, which may go out and would no longer be as it was made."""
    from batt.provenance.record.run_record import RECORD

    if any((parent / RECORD).is_file() for parent in file.resolve().parents):
        what = "lies in a folder of reports, which is not written to once it is made"
        raise UsageError(Problem(str(file), what, fix="Name a place elsewhere."))


def _place(name: str, root: Path | None) -> Path:
    """Return the folder of a run or an edition; a path as it is."""
    from batt.paths import Root, project_folder

    known = _EDITION.fullmatch(name)
    if known is None or Path(name).exists():
        return Path(name)
    place = Root(Path(given(root) or project_folder()))
    year, edition = int(known[1]), known[2]
    folder = place.editions(year) / edition if edition else place.reports(year)
    if not folder.is_dir():
        told = f"Expected reports in {place.relative(folder)}."
        raise UsageError(Problem(name, "is not there", told, "Name the root with --root, or give a folder."))
    return folder
