"""Run the stage: describe each programme, examine every registered hypothesis, save the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from batt.atomic import atomic_folder
from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import Options
from batt.registry import load as load_registry
from batt.relationships.evidence import load_evidence
from batt.relationships.leavers.duration import describe_duration
from batt.relationships.own_questions import examine_own
from batt.relationships.register import examine_register
from batt.relationships.spells import leavers
from batt.relationships.tables import band_table, curve_table, duration_table, incidence_table

TABLES = ("duration", "duration_curve", "duration_bands", "cumulative_incidence", "findings")
"""The tables that every run makes."""


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
    findings
        One row per hypothesis, part and programme (`batt.relationships.register.FINDING_COLUMNS`).
    tables
        Name → table that a picture of a hypothesis is drawn from; saved under its own name too.
    """

    duration: pd.DataFrame
    duration_curve: pd.DataFrame
    duration_bands: pd.DataFrame
    cumulative_incidence: pd.DataFrame
    findings: pd.DataFrame = field(default_factory=pd.DataFrame)
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)


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
    """Compute the stage on every computed year up to `year`, and save one Parquet file per table.

    Parameters
    ----------
    options
        The readings in force; only the filter on the association acts here, the others have acted on the
        indicators already.

    Raises
    ------
    UsageError
        When no year up to `year` has been computed.
    """
    if not root.computed_years(year):
        raise UsageError(
            Problem(
                root.relative(root.indicators(year)),
                "is not there",
                "The relationships need the indicators of at least one year.",
                f"Run `batt run relationships --year {year}`.",
            )
        )
    evidence = load_evidence(root, year, options)
    findings, tables = examine_register(evidence)
    own_findings, own_tables = examine_own(evidence, root)
    results = replace(
        compute(evidence.spells),
        findings=pd.concat([findings, own_findings], ignore_index=True),
        tables={**tables, **own_tables},
    )
    with atomic_folder(root.relationships(year)) as new:
        for name, table in (*((name, getattr(results, name)) for name in TABLES), *results.tables.items()):
            table.to_parquet(_file(new, name), index=False)
    return results


def load(root: Root, year: int) -> RelationshipResults:
    """Read the saved tables of a year."""
    folder = root.relationships(year)
    others = [file for file in sorted(folder.glob("*.parquet")) if file.stem not in TABLES]
    return RelationshipResults(
        **{name: pd.read_parquet(_file(folder, name)) for name in TABLES},
        tables={file.stem: pd.read_parquet(file) for file in others},
    )


def _file(folder: Path, table: str) -> Path:
    """Name a table's file."""
    return folder / f"{table}.parquet"
