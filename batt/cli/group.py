"""What all verbs share: the group that they belong to, and the options that mean the same everywhere."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from batt.paths import Root

ROOT = click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=None,
    help="Folder with data/raw/. Default: the current folder, or its demo/ when no real year is there.",
)
YEAR = click.option("--year", type=int, default=0, help="Year to work on. Default: the newest received.")
OPTION = click.option(
    "--option",
    "assignments",
    multiple=True,
    metavar="KEY=VALUE",
    help="Reading of an open rule; see `batt options`.",
)
STRICT = click.option("--strict", is_flag=True, help="Faults in single rows are errors too.")
SKIP = click.option(
    "--skip-broken", is_flag=True, help="Count a broken delivery as not received, and say so."
)
LANGUAGES = click.option(
    "--lang", "languages", default="", metavar="nb,en", help="Languages. Default: as `batt run`."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="batt", prog_name="batt")
def cli() -> None:
    """From a folder of yearly files to the BATT reports."""


def given(root: Path | None) -> Path | str:
    """Return the root as given, the current folder if that has received years, or else leave it open."""
    from batt.paths import Root

    if root is not None:
        return root
    return Path.cwd() if Root(Path.cwd()).raw_years() else ""


def opened(root: Path | None, year: int) -> "tuple[Root, int]":
    """Return the root and the year that a verb works on."""
    from batt.opening import open_root

    return open_root(given(root), year)
