"""The verb that hands a year over."""

from pathlib import Path

import click

from batt.cli.group import ROOT, YEAR, cli, opened
from batt.errors import NumbersDiffer, UsageError


@cli.command("archive")
@ROOT
@YEAR
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    default=None,
    metavar="DIR",
    help="The new folder. Default: archive/batt-<year> below the root.",
)
@click.option("--with-raw", is_flag=True, help="Put in received files and all rows about persons too.")
@click.option(
    "--check",
    "bag",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    default=None,
    metavar="BAG",
    help="Check a bag against its own sums, and write nothing.",
)
def archive_command(
    root: Path | None, year: int, target: Path | None, with_raw: bool, bag: Path | None
) -> None:
    """Write a year as a BagIt bag: reports, published tables, record, registry, code and lock file."""
    if bag is not None:
        if root or year or target or with_raw:
            raise UsageError("--check BAG writes nothing; leave the other options out.")
        _check(bag)
        return
    from batt.provenance.archive.bag import archive

    place, chosen = opened(root, year)
    written = archive(place, chosen, target, with_raw=with_raw)
    click.echo(f"The bag of {chosen} is {written}")
    click.echo("It holds pages of single providers too: it is for keeping, not for publishing.")
    if with_raw:
        click.echo(
            "Warning: it holds rows about single persons. Keep it as safe as the received files.", err=True
        )


def _check(bag: Path) -> None:
    from batt.provenance.archive.check import check_bag

    problems = check_bag(bag)
    if problems:
        raise NumbersDiffer(problems)
    click.echo(f"Every file of {bag.name} is as it was written, and so is the report in it.")
