"""Verbs about the data and how they are read: check, export, invent, list the open readings."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from batt.cli.group import OPTION, ROOT, SKIP, STRICT, YEAR, cli, opened
from batt.errors import UsageError

if TYPE_CHECKING:
    from batt.paths import Root


FILES = ("stata", "spss", "csv", "frictionless")
"""The last is the published indicator table as a data package; the others hold rows."""


@cli.command("check")
@ROOT
@YEAR
@STRICT
@SKIP
def check_command(root: Path | None, year: int, strict: bool, skip_broken: bool) -> None:
    """Check the registry and a year's received files, writing nothing."""
    import batt.clean
    from batt.registry import load
    from batt.relationships.own_questions import read_questions

    load()
    click.echo("The registry is valid.")
    place, chosen = opened(root, year)
    if own := read_questions(place):
        click.echo(f"{len(own)} own questions in {place.relative(place.own_questions)} can be examined.")
    result = batt.clean.clean_year(place, chosen, strict=strict, skip_broken=skip_broken)
    rows = result.files[["rows_received", "rows_accepted", "rows_corrected", "rows_set_aside"]].sum()
    click.echo(
        f"{chosen}: {rows.iloc[0]} rows received = {rows.iloc[1]} accepted + {rows.iloc[2]} corrected"
        f" + {rows.iloc[3]} set aside; {len(result.flags)} flags."
    )


@cli.command("export")
@click.option(
    "--to",
    "kind",
    type=click.Choice(["stata", "spss", "csv", "frictionless"]),
    required=True,
    help="Which files.",
)
@ROOT
@YEAR
@click.option("--table", "tables", multiple=True, help="One table; may be given again. Default: all.")
@click.option("--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="Of labels.")
def export_command(kind: Any, root: Path | None, year: int, tables: tuple[str, ...], lang: str) -> None:
    """Write a computed year's tables for Stata, SPSS or as CSV, with labels; or what is published of it."""
    from batt.frames import load_year
    from batt.statistical_files import export_year

    place, chosen = opened(root, year)
    if kind == "frictionless":
        _write_data_package(place, chosen)
        return
    folder = place.export(chosen, kind)
    files = export_year(load_year(chosen, place.path), kind, folder, lang=lang, tables=tables)
    click.echo(f"{len(files)} tables are in {folder}; what they hold is told in codebook.csv beside them.")
    click.echo("They hold rows about single persons: keep them as safe as the received files.")


def _write_data_package(root: "Root", year: int) -> None:
    from batt.provenance.record.report_folder import seal
    from batt.reports.forms.data_package import write_data_package

    folder = root.reports(year) / "data_package"
    files = write_data_package(root, year, folder)
    seal(root.reports(year))
    click.echo(f"{len(files)} files are in {folder}: the published indicators of all years up to {year}.")


@cli.command("simulate")
@click.option(
    "--root", type=click.Path(path_type=Path), required=True, help="Folder to write the invented root to."
)
@click.option("--providers", type=click.IntRange(6, 9000), default=24, show_default=True)
@click.option(
    "--participants", type=click.IntRange(200, 1_000_000), default=3000, show_default=True, help="A year."
)
@click.option("--years", default="2012-2015", show_default=True, help="First and last year.")
@click.option("--seed", type=int, default=1, show_default=True)
@click.option("--clean", is_flag=True, help="Write the same data without faults.")
def simulate_command(
    root: Path, providers: int, participants: int, years: str, seed: int, clean: bool
) -> None:
    """Invent raw files as they would be received, with known truths planted in them."""
    from batt.simulate import simulate

    first, _, last = years.partition("-")
    if not (first.isdigit() and (last or first).isdigit() and int(first) <= int(last or first)):
        raise UsageError(f"--years {years}: expected a first and a last year, such as 2012-2015.")
    simulate(
        root,
        providers=providers,
        participants=participants,
        years=tuple(range(int(first), int(last or first) + 1)),
        seed=seed,
        clean=clean,
        progress=lambda text: click.echo(text, err=True),
    )
    click.echo(f"Invented data are in {root}; what was planted is in {root / 'truth.json'}.")


@cli.command("options")
@OPTION
def options_command(assignments: tuple[str, ...]) -> None:
    """List every open reading of a rule, its choices and where it comes from."""
    from batt.registry import Options, load

    chosen = Options.parse(assignments).as_dict()
    for spec in load().options:
        click.echo(f"{spec.key} = {chosen[spec.key]}   ({spec.label.en}; {spec.source})")
        for choice, meaning in spec.choices.items():
            mark = "*" if choice == chosen[spec.key] else " "
            click.echo(f"  {mark} {choice:<22} {meaning.en}")
