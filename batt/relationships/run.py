"""Run the stage: pool every year's clean spells, describe each programme, save the tables."""

from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from batt.paths import Root
from batt.relationships.duration import describe_duration
from batt.relationships.spells import PROGRAMMES, leavers, pool_spells
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
    present = [programme for programme in PROGRAMMES if programme in set(pooled["programme"])]
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


def run(root: Root, year: int) -> RelationshipResults:
    """Compute the stage on every clean year up to `year`, and save one Parquet file per table.

    Raises
    ------
    FileNotFoundError
        When no year up to `year` has clean spells.
    """
    years = [int(folder.name) for folder in root.processed("clean").glob("[0-9][0-9][0-9][0-9]")]
    files = {one: root.clean(one) / "spells.parquet" for one in sorted(years) if one <= year}
    yearly = {one: pd.read_parquet(file) for one, file in files.items() if file.is_file()}
    if not yearly:
        raise FileNotFoundError(f"no clean spells up to {year}: run the clean stage first")
    results = compute(pool_spells(yearly))
    folder = root.relationships(year)
    folder.mkdir(parents=True, exist_ok=True)
    for field in fields(results):
        getattr(results, field.name).to_parquet(_file(folder, field.name), index=False)
    return results


def load(root: Root, year: int) -> RelationshipResults:
    """Read the saved tables of a year."""
    folder = root.relationships(year)
    return RelationshipResults(
        **{field.name: pd.read_parquet(_file(folder, field.name)) for field in fields(RelationshipResults)}
    )


def _file(folder: Path, table: str) -> Path:
    """Name a table's file."""
    return folder / f"{table}.parquet"
