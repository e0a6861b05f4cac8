"""The command ``batt <verb>``: each verb is one call. Mistakes are told without a traceback."""

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from batt.errors import BattError, UsageError

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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a verb; a user's mistake ends with its message and exit code, never a traceback."""
    try:
        status = cli.main(args=arguments, prog_name="batt", standalone_mode=False)
    except BattError as error:
        click.echo(f"{error.kind}:\n{error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        click.echo(f"{UsageError.kind}:\n{error.filename}: {error.strerror}.", err=True)
        click.echo("  Close it if another program has it open, and check that it may be written.", err=True)
        sys.exit(UsageError.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(UsageError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="batt", prog_name="batt")
def cli() -> None:
    """From a folder of yearly files to the BATT reports."""


@cli.command("run")
@click.argument("stage", required=False)
@ROOT
@YEAR
@OPTION
@STRICT
@SKIP
def run_command(
    stage: str | None,
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    strict: bool,
    skip_broken: bool,
) -> None:
    """Run the main job: every stage and report, or up to one STAGE (clean, indicators, comparisons, …)."""
    from batt import pipeline

    names = tuple(entry.name for entry in pipeline.STAGES)
    if stage is not None and stage not in names:
        raise UsageError(f"Unknown stage '{stage}'. Known stages: {', '.join(names)}.")
    wanted = names if stage is None else names[: names.index(stage) + 1]
    _run(root, year, assignments, strict, skip_broken, wanted, pipeline.REPORTS if stage is None else ())


@cli.command("report")
@click.argument("kind")
@ROOT
@YEAR
@OPTION
@SKIP
@click.option("--role", default="public", show_default=True, help="Who reads: public, sector, directorate.")
@click.option("--unit", default="", metavar="ID", help="The provider that reads: its own figures, marked.")
def report_command(
    kind: str,
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    skip_broken: bool,
    role: str,
    unit: str,
) -> None:
    """Make one KIND of report in both languages, with the stages that it needs."""
    from batt import pipeline
    from batt.disclosure import check_reader

    role = "provider" if unit else role
    check_reader(role, unit or None)
    if role != "public" and kind not in pipeline.FOR_ROLES:
        raise UsageError(f"The report {kind} is the same for everybody; leave --role and --unit out.")

    if kind not in pipeline.REPORTS:
        raise UsageError(f"Unknown kind of report '{kind}'. Known kinds: {', '.join(pipeline.REPORTS)}.")
    names = tuple(entry.name for entry in pipeline.STAGES)
    _run(root, year, assignments, False, skip_broken, names, (kind,), role, unit)


def _run(
    root: Path | None,
    year: int,
    assignments: tuple[str, ...],
    strict: bool,
    skip_broken: bool,
    stages: tuple[str, ...],
    reports: tuple[str, ...],
    role: Any = "public",
    unit: str = "",
) -> None:
    from batt import pipeline
    from batt.registry import Options

    options = Options.parse(assignments)
    place, chosen = pipeline.open_root(_given(root), year)
    job = pipeline.Run(place, chosen, options, strict, skip_broken, role, unit or None)
    done = pipeline.run(job, stages, reports, progress=lambda text: click.echo(text, err=True))
    click.echo(f"{len(done)} steps done." if done else "Nothing has changed since the last run.")
    if role != "public":
        click.echo(f"Open {place.reports(chosen) / reports[0] / f'{unit or role}.nb.html'}")
    elif reports:
        click.echo(f"Open {place.reports(chosen) / 'index.html'}")


def _given(root: Path | None) -> Path | str:
    """Return the root as given, the current folder if that has received years, or else leave it open."""
    from batt.paths import Root

    if root is not None:
        return root
    return Path.cwd() if Root(Path.cwd()).raw_years() else ""


@cli.command("release")
@ROOT
@YEAR
@OPTION
def release_command(root: Path | None, year: int, assignments: tuple[str, ...]) -> None:
    """Remember what a year's reports show, now that they go out: later ones must not bring back the rest."""
    from batt import pipeline
    from batt.disclosure import release
    from batt.registry import Options

    place, chosen = pipeline.open_root(_given(root), year)
    file = release(place, chosen, Options.parse(assignments).forening, datetime.date.today())
    click.echo(f"{place.relative(file)} now says what the reports of {chosen} have shown; keep it.")


@cli.command("export")
@click.option(
    "--to", "kind", type=click.Choice(["stata", "spss", "csv"]), required=True, help="Which kind of files."
)
@ROOT
@YEAR
@click.option("--table", "tables", multiple=True, help="One table; may be given again. Default: all.")
@click.option("--lang", type=click.Choice(["nb", "en"]), default="nb", show_default=True, help="Of labels.")
def export_command(kind: Any, root: Path | None, year: int, tables: tuple[str, ...], lang: str) -> None:
    """Write a computed year's clean tables and indicators for Stata, SPSS or as CSV, with labels."""
    from batt.frames import load_year
    from batt.pipeline import open_root
    from batt.statistical_files import export_year

    place, chosen = open_root(_given(root), year)
    folder = place.export(chosen, kind)
    files = export_year(load_year(chosen, place.path), kind, folder, lang=lang, tables=tables)
    click.echo(f"{len(files)} tables are in {folder}; what they hold is told in codebook.csv beside them.")
    click.echo("They hold rows about single persons: keep them as safe as the received files.")


@cli.command("check")
@ROOT
@YEAR
@STRICT
@SKIP
def check_command(root: Path | None, year: int, strict: bool, skip_broken: bool) -> None:
    """Check the registry and a year's received files, writing nothing."""
    import batt.clean
    from batt import pipeline
    from batt.registry import load
    from batt.relationships.own_questions import read_questions

    load()
    click.echo("The registry is valid.")
    place, chosen = pipeline.open_root(_given(root), year)
    if own := read_questions(place):
        click.echo(f"{len(own)} own questions in {place.relative(place.own_questions)} can be examined.")
    result = batt.clean.clean_year(place, chosen, strict=strict, skip_broken=skip_broken)
    rows = result.files[["rows_received", "rows_accepted", "rows_corrected", "rows_set_aside"]].sum()
    click.echo(
        f"{chosen}: {rows.iloc[0]} rows received = {rows.iloc[1]} accepted + {rows.iloc[2]} corrected"
        f" + {rows.iloc[3]} set aside; {len(result.flags)} flags."
    )


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


@cli.command("study")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--data", type=click.Path(path_type=Path), default=None, help="Folder that holds the study's files."
)
@click.option(
    "--root", type=click.Path(path_type=Path), default=Path(), help="Where reports/studies/ is written."
)
def study_command(path: Path, data: Path | None, root: Path) -> None:
    """Run the study at PATH (a folder with study.yaml) on its own data."""
    from batt.study import run_study

    result = run_study(path, data, root, progress=lambda text: click.echo(text, err=True))
    click.echo(result.summary)
    for page in result.pages:
        click.echo(f"Open {page}")


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
