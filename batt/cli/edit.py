"""Verbs of the editor: the texts written by hand, and the editions signed off."""

import datetime
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from batt.cli.group import OPTION, ROOT, YEAR, cli, opened
from batt.errors import UsageError

if TYPE_CHECKING:
    from batt.editions import Difference

_NEWEST = 0
_WIDTH = 60


@cli.command("editorial")
@ROOT
@YEAR
def editorial_command(root: Path | None, year: int) -> None:
    """Begin and check the editor's texts of a year: foreword, comments, captions. Lists where they can go."""
    from batt.registry import LANGUAGES
    from batt.reports.editorial import check, read_texts, spots, write_templates

    place, chosen = opened(root, year)
    for file in write_templates(place, chosen):
        click.echo(f"Begun: {file}")
    check(place, chosen)
    for lang in LANGUAGES:
        written = {text.place for text in read_texts(place, chosen, lang)[0]}
        click.echo(f"{place.relative(place.editorial(chosen, lang))}: {len(written)} texts.")
        for spot in spots(place, chosen, lang):
            title = textwrap.shorten(spot.title, _WIDTH, placeholder=" …")
            click.echo(f"  {'*' if spot.place in written else ' '} # {spot.place}   {title}")
    click.echo("* has a text." if place.reports(chosen).is_dir() else "The places are listed after batt run.")


@cli.command("edition")
@ROOT
@YEAR
@OPTION
@click.option("--by", default="", metavar="NAME", help="Who signs the edition off.")
@click.option("--note", default="", metavar="TEXT", help="What that person wants to be known.")
@click.option(
    "--compare",
    "compared",
    type=int,
    default=None,
    is_flag=False,
    flag_value=_NEWEST,
    metavar="[N]",
    help="List what the newest run changes since edition N (the newest), and freeze nothing.",
)
def edition_command(
    root: Path | None, year: int, assignments: tuple[str, ...], by: str, note: str, compared: int | None
) -> None:
    """Freeze a year's reports as a signed-off edition, or list what has changed since one."""
    from batt import editions
    from batt.pipeline import Run
    from batt.registry import Options

    if compared is not None and (by or note):
        raise UsageError("--compare freezes nothing; leave --by and --note out.")
    place, chosen = opened(root, year)
    if compared is not None:
        _show(editions.compare(place, chosen, compared))
        return
    options = Options.parse(assignments)
    frozen = editions.freeze(
        place,
        chosen,
        editions.steps_behind(Run(place, chosen, options)),
        by=by,
        note=note,
        now=datetime.datetime.now(datetime.UTC),
        options=options,
    )
    click.echo(f"Edition {frozen.number} of {chosen}: {len(frozen.pages)} files in {frozen.folder}")
    click.echo("It is a release too: keep it, data/released/ and data/editions/ with the year's files.")


def _show(difference: "Difference") -> None:
    edition = difference.edition
    click.echo(
        f"Edition {edition.number} of {edition.year}, {edition.by}, {edition.frozen}, and the newest run:"
    )
    for what in ("changed", "new", "gone"):
        names = getattr(difference, what)
        click.echo(f"{len(names)} files {what}")
        for name in names:
            click.echo(f"  {name}")
    click.echo(f"{len(difference.cells)} published figures changed")
    for cell in difference.cells:
        name = f"{cell.indicator}.{cell.programme}.{cell.unit_id}.{cell.year}"
        click.echo(f"  {name}: {cell.before} → {cell.after}")
