"""The verb that checks a report."""

from pathlib import Path

import click

from batt.cli.group import cli
from batt.errors import NumbersDiffer


@cli.command("verify")
@click.argument("folder", metavar="REPORT_DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option(
    "--quick", is_flag=True, required=True, help="Compare files by hash; nothing is computed again."
)
@click.option(
    "--root",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    help="Folder with data/raw/: compare the received files too.",
)
def verify_command(folder: Path, quick: bool, root: Path | None) -> None:
    """Check that a report is as it was made, from the same files and with the same workbook."""
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
