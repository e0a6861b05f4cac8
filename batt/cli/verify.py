"""The verb that checks a report: by hash, or by making it again."""

import tempfile
from pathlib import Path

import click

from batt.cli.group import cli, given
from batt.cli.make import shown_progress
from batt.errors import NumbersDiffer, Problem, UsageError


@cli.command("verify")
@click.argument("report", metavar="REPORT_DIR", type=click.Path(path_type=Path, exists=True))
@click.option("--quick", is_flag=True, help="Compare files by hash; nothing is computed again.")
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder with data/raw/. Default: the one that the report lies under, or the current folder.",
)
@click.option(
    "--second-opinion", is_flag=True, help="Have the indicators of the second run recomputed in SQL too."
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    metavar="DIR",
    help="Leave the second run there. It holds rows about persons.",
)
def verify_command(
    report: Path, quick: bool, root: Path | None, second_opinion: bool, keep: Path | None
) -> None:
    """Make a report again from the received files, and compare.

    REPORT_DIR is a folder such as reports/2015, or a zip file of one. Ends with 0 if every number, word and
    byte is equal, and with 13 if not. Bytes that differ where every number and word is equal are no fault in
    an environment other than that of the report.
    """
    from batt.provenance.verification.opened import opened_report

    if quick and (second_opinion or keep):
        raise UsageError("--quick makes nothing again: leave --second-opinion and --keep out.")
    with tempfile.TemporaryDirectory(prefix="batt-report-") as scratch:
        folder = opened_report(report, Path(scratch))
        if quick:
            _by_hash(folder, root)
            return
        place = _root(folder, root)
        if place is None:
            raise UsageError(
                Problem(
                    report.name,
                    "cannot be made again without the received files",
                    fix="Name the folder with data/raw/ with --root, or compare hashes alone with --quick.",
                )
            )
        _by_making_again(folder, place, keep, second_opinion)


def _root(folder: Path, root: Path | None) -> Path | None:
    """Return the root as told, that which the report lies under, or the current folder if it has years."""
    from batt.provenance.verification.opened import root_of

    own = root_of(folder)
    return root or (own.path if own else None) or (Path(told) if (told := given(None)) else None)


def _by_hash(folder: Path, root: Path | None) -> None:
    from batt.paths import Root
    from batt.provenance.record.check import check_folder, check_received, what_differs
    from batt.provenance.record.run_record import RECORD, read_record

    problems = check_folder(folder)
    if problems:
        raise NumbersDiffer(problems)
    record = read_record(folder / RECORD)
    click.echo(f"Every file of the report of {record.year} is as it was made, {record.ended}.")
    if root is not None:
        problems = check_received(record, Root(root))
        if problems:
            raise NumbersDiffer(problems)
        click.echo(f"So are the {len(record.received)} files that it was made from.")
    for problem in what_differs(record):
        click.echo(f"Note: {problem}")


def _by_making_again(folder: Path, root: Path, keep: Path | None, second_opinion: bool) -> None:
    from batt.paths import Root
    from batt.provenance.verification import lines, problems, verify

    verdict = verify(folder, Root(root), keep, second_opinion, shown_progress())
    for line in lines(verdict):
        click.echo(line)
    if keep:
        click.echo(f"The second run is in {keep}. It holds rows about persons: keep it safe.")
    if not verdict.is_equal:
        raise NumbersDiffer(problems(verdict))
