"""Run the stage: pool every year's clean spells, describe each programme, save the tables."""

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from batt.errors import Problem, UsageError
from batt.indicators import members
from batt.paths import Root
from batt.registry import Options
from batt.registry import load as load_registry
from batt.relationships.leavers.duration import describe_duration
from batt.relationships.spells import leavers, pool_spells
from batt.relationships.tables import band_table, curve_table, duration_table, incidence_table


@dataclass(frozen=True)
class RelationshipResults:
    """The stage's tables; each is saved under its own name.

    Attributes
    ----------
    duration
        One row per programme: all statistics, verdict and reason.
    duration_curve
        One row per programme and point of its curve.
    duration_bands
        One row per programme and band of the length of stay.
    cumulative_incidence
        One row per programme, week and cause.
    """

    duration: pd.DataFrame
    duration_curve: pd.DataFrame
    duration_bands: pd.DataFrame
    cumulative_incidence: pd.DataFrame


def compute(pooled: pd.DataFrame) -> RelationshipResults:
    """Describe every programme that has a limit of stay.

    Parameters
    ----------
    pooled
        One row per spell (`batt.relationships.spells.pool_spells`). A programme without spells is left out.
    """
    # The programmes that indicator 10, time in the programme, is for.
    present = [code for code in load_registry().applicable("i10") if code in set(pooled["programme"])]
    descriptions = [describe_duration(leavers(pooled, one), programme=one) for one in present]
    incidence = []
    for programme in present:
        spells = pooled[pooled["programme"] == programme]
        incidence.append(
            incidence_table(
                spells["time_days"].to_numpy(),
                spells["cause"].to_numpy(),
                spells["entry_days"].to_numpy(),
                programme=programme,
            )
        )
    return RelationshipResults(
        duration=duration_table(descriptions),
        duration_curve=curve_table(descriptions),
        duration_bands=band_table(descriptions),
        cumulative_incidence=pd.concat(incidence, ignore_index=True) if incidence else pd.DataFrame(),
    )


def run(root: Root, year: int, options: Options | None = None) -> RelationshipResults:
    """Compute the stage on every clean year up to `year`, and save one Parquet file per table.

    Parameters
    ----------
    options
        The readings in force; only the filter on the association acts here.

    Raises
    ------
    UsageError
        When no year up to `year` has clean spells.
    """
    years = [
        one for one in root.raw_years() if one <= year and (root.clean(one) / "spells.parquet").is_file()
    ]
    if not years:
        raise UsageError(
            Problem(
                root.relative(root.clean(year)),
                "holds no clean spells",
                "The relationships need the clean stage of at least one year.",
                f"Run `batt run relationships --year {year}`.",
            )
        )
    results = compute(pool_spells({one: _member_spells(root, one, options or Options()) for one in years}))
    folder = root.relationships(year)
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(results):
        getattr(results, field.name).to_parquet(_file(folder, field.name), index=False)
    return results


def _member_spells(root: Root, year: int, options: Options) -> pd.DataFrame:
    """Read a year's clean spells at the chosen association's members. One row per spell."""
    spells = pd.read_parquet(root.clean(year) / "spells.parquet")
    providers = members(pd.read_parquet(root.clean(year) / "providers.parquet"), options)
    return spells[spells["provider_id"].isin(providers["provider_id"])]


def load(root: Root, year: int) -> RelationshipResults:
    """Read the saved tables of a year."""
    folder = root.relationships(year)
    return RelationshipResults(
        **{field.name: pd.read_parquet(_file(folder, field.name)) for field in fields(RelationshipResults)}
    )


def _file(folder: Path, table: str) -> Path:
    """Name a table's file."""
    return folder / f"{table}.parquet"
