"""The verb that has the indicators recomputed by other means."""

from pathlib import Path

import click

from batt.cli.group import OPTION, ROOT, YEAR, cli, opened
from batt.errors import NumbersDiffer, UsageError


@cli.command("second-opinion")
@ROOT
@YEAR
@OPTION
@click.option(
    "--role",
    default=None,
    help="Who reads, as in `batt report`: then differing cells are counted, and no figure or row is told.",
)
def second_opinion_command(
    root: Path | None, year: int, assignments: tuple[str, ...], role: str | None
) -> None:
    """Recompute the thirteen indicators in SQL and compare with the saved table, number by number.

    Without --option the readings are those that the table was computed with.
    """
    from batt.provenance.second_opinion import require_agreement, second_opinion
    from batt.provenance.tracing.in_force import options_in_force
    from batt.registry import Options
    from batt.registry.readers import ROLES

    if role is not None and role not in ROLES:
        raise UsageError(f"Unknown role {role!r}. Expected one of: {', '.join(ROLES)}.")
    place, chosen = opened(root, year)
    options = Options.parse(assignments) if assignments else options_in_force(place, chosen)
    opinions = second_opinion(place, chosen, options, progress=click.echo)
    differ = sum(len(opinion.disagreements) for opinion in opinions)
    if differ and role is not None:
        raise NumbersDiffer(
            f"Cells of {chosen} that differ: {differ}. Which is told to the secretariat alone."
        )
    require_agreement(opinions)
    asked = [opinion for opinion in opinions if not opinion.not_asked]
    cells = sum(opinion.cells_n for opinion in asked)
    click.echo(
        f"{chosen}: SQL and Python agree on {cells} cells of {len(asked)} of {len(opinions)} indicators."
    )
