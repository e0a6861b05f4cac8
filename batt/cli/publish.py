"""Verbs for what goes out of the house."""

import datetime
from pathlib import Path

import click

from batt.cli.group import OPTION, ROOT, YEAR, cli, opened


@cli.command("release")
@ROOT
@YEAR
@OPTION
def release_command(root: Path | None, year: int, assignments: tuple[str, ...]) -> None:
    """Remember what a year's reports show, now that they go out: later ones must not bring back the rest."""
    from batt.protection import release
    from batt.registry import Options

    place, chosen = opened(root, year)
    file = release(place, chosen, Options.parse(assignments).forening, datetime.date.today())
    click.echo(f"{place.relative(file)} now says what the reports of {chosen} have shown; keep it.")
