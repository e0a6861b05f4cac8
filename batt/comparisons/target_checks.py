"""Which received targets cannot be used, and which ask for what a programme is not meant for."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from batt.errors import ContentError, Problem
from batt.indicators._contract import RANGES
from batt.registry import load

AUDIT_COLUMNS = [
    "year",
    "level",
    "area",
    "provider_id",
    "programme",
    "indicator",
    "rule",
    "finding",
    "suited",
    "certainty",
]
_NUMBERS = ["target", "lower", "upper"]


def checked_targets(targets: pd.DataFrame, providers: pd.DataFrame) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the targets with a reason where one cannot be used, and every problem found.

    Parameters
    ----------
    targets
        One row per agreed target (the clean table), with ``year`` and, where known, its source row.
    providers
        One row per provider of the year: ``provider_id, county``.

    Returns
    -------
    DataFrame, list of Problem
        The targets, one row per target, with the column ``reason``: empty, or the first of ``hatched``,
        ``unknown_provider``, ``no_provider`` (a local target that names none), ``unknown_area``,
        ``provider_outside_area``, ``incomplete``, ``reversed`` and ``outside_scale``; and one problem for
        each thing that is wrong.
    """
    problems: list[Problem] = []
    reasons = []
    counties = dict(zip(providers["provider_id"], providers["county"], strict=True))
    for row in targets.to_dict("records"):
        found = list(_faults({str(name): value for name, value in row.items()}, counties))
        problems += [problem for _, problem in found]
        reasons.append(found[0][0] if found else "")
    return targets.assign(reason=pd.Series(reasons, index=targets.index, dtype="str")), problems


def require_usable_targets(targets: pd.DataFrame, providers: pd.DataFrame) -> None:
    """Stop at targets that cannot be used, for a check of the deliveries before a run.

    Raises
    ------
    ContentError
        Targets on a hatched cell, for an unknown provider or that cannot be read; all are listed.
    """
    _, problems = checked_targets(targets, providers)
    if problems:
        raise ContentError(problems)


def audit(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets that ask for what their programme is not meant for, or against the direction.

    Matrix B of the report is reconstructed and concerns national targets: what it finds about county and
    local ones is a warning, to be shown with its certainty, and never a refusal.

    Parameters
    ----------
    targets
        One row per agreed target (the clean table).

    Returns
    -------
    DataFrame
        One row per target and finding, in columns `AUDIT_COLUMNS`. ``finding`` is ``hatched`` (the indicator
        does not cover the programme, matrix A), ``not_suited`` or ``suitability_unknown`` (matrix B), or
        ``against_direction`` (at least so many weeks where fewer are better, at most so large a share where
        more is better, or one end only where both ends are bad).

    Source: WG §§4.12, 4.13.
    """
    registry = load()
    pairs = list(zip(targets["indicator"], targets["programme"], strict=True))
    cells = [registry.target_suitability[pair] for pair in pairs]
    known = targets.assign(
        suited=pd.Series([cell.suited for cell in cells], index=targets.index, dtype="str"),
        certainty=pd.Series([cell.certainty for cell in cells], index=targets.index, dtype="str"),
    )
    applies = np.array([registry.applies[pair] for pair in pairs], dtype=bool)
    direction = known["indicator"].map({entry.id: entry.direction for entry in registry.indicators})
    wrong_rules = {"higher": ["MAKS"], "lower": ["MIN"], "range": ["MIN", "MAKS"]}
    is_against = [rule in wrong_rules[way] for rule, way in zip(known["rule"], direction, strict=True)]
    findings = {
        "hatched": ~applies,
        "not_suited": applies & (known["suited"] == "NEI"),
        "suitability_unknown": applies & (known["suited"] == "UKJENT"),
        "against_direction": applies & np.array(is_against, dtype=bool),
    }
    found = [known.loc[is_found].assign(finding=name) for name, is_found in findings.items()]
    return pd.concat(found).sort_index(kind="stable").loc[:, AUDIT_COLUMNS].reset_index(drop=True)


def _faults(row: dict[str, Any], counties: dict[str, str]) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with one target, the gravest first: the reason and how to put it right."""
    registry = load()
    indicator = registry.indicator(row["indicator"])
    where = _where(row)
    provider = row["provider_id"]
    if not registry.applies[indicator.id, row["programme"]]:
        covered = ", ".join(registry.applicable(indicator.id))
        yield (
            "hatched",
            Problem(
                where,
                f"a target for {indicator.id} ({indicator.name.en}) in {row['programme']}, which the"
                " indicator does not cover",
                f"Indicator {indicator.id} covers {covered} only.",
                "Take the target out, or agree on one for a programme that the indicator covers.",
            ),
        )
    if pd.notna(provider) and provider not in counties:
        yield (
            "unknown_provider",
            Problem(
                f"{where}, arrangor_id",
                f"unknown provider '{provider}'",
                "Expected a provider of the year (tiltaksarrangor).",
                "Correct the id, or deliver the provider.",
            ),
        )
    if row["level"] == "LOKALT" and pd.isna(provider):
        yield (
            "no_provider",
            Problem(
                f"{where}, arrangor_id",
                "a local target names no provider",
                "Expected the provider with which it is agreed.",
                "Fill in arrangor_id, or set the target for the county.",
            ),
        )
    yield from _area_faults(row, counties, where)
    yield from _number_faults(row, where)


def _area_faults(row: dict[str, Any], counties: dict[str, str], where: str) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with the area of a county's target."""
    if row["level"] != "FYLKE":
        return
    known = load().codes["counties"].valid_in(int(row["year"]))
    county = counties.get(row["provider_id"])
    if row["area"] not in known:
        yield (
            "unknown_area",
            Problem(
                f"{where}, omrade",
                f"'{row['area']}' is no county of {row['year']}",
                f"Expected one of {', '.join(known)}.",
                "Correct the code of the county.",
            ),
        )
    elif county is not None and county != row["area"]:
        yield (
            "provider_outside_area",
            Problem(
                f"{where}, omrade",
                f"county {row['area']}, but {row['provider_id']} is in county {county}",
                "Expected the provider's own county.",
                "Correct omrade or arrangor_id.",
            ),
        )


def _number_faults(row: dict[str, Any], where: str) -> Iterator[tuple[str, Problem]]:
    """Yield what is wrong with the numbers of a target."""
    indicator = load().indicator(row["indicator"])
    needed = ["lower", "upper"] if row["rule"] == "INTERVALL" else ["target"]
    raw_names = {"target": "mal", "lower": "nedre", "upper": "ovre"}
    missing = [raw_names[name] for name in needed if pd.isna(row[name])]
    if missing:
        yield (
            "incomplete",
            Problem(
                where,
                f"{row['rule']} without {' and '.join(missing)}",
                "Expected mal for MIN and MAKS, nedre and ovre for INTERVALL.",
                "Fill in the number.",
            ),
        )
    elif row["rule"] == "INTERVALL" and row["lower"] > row["upper"]:
        yield (
            "reversed",
            Problem(where, f"nedre {row['lower']} is above ovre {row['upper']}", "Expected nedre ≤ ovre."),
        )
    low, high = RANGES[indicator.unit]
    outside = [name for name in needed if pd.notna(row[name]) and not low <= float(row[name]) <= high]
    if outside:
        shown = " and ".join(f"{raw_names[name]} {row[name]:g}" for name in outside)
        as_share = "Write a share as 0.45, not as 45 per cent." if indicator.unit == "share" else ""
        yield (
            "outside_scale",
            Problem(
                where,
                f"{shown} is outside the scale of {indicator.id}",
                f"Expected {low:g} to {high:g} ({indicator.unit}).",
                as_share or "Correct the number.",
            ),
        )


def _where(row: dict[str, Any]) -> str:
    """Name the received row, or the target itself where it has none."""
    if pd.notna(row.get("source_file")):
        sheet = f", sheet {row['source_sheet']}" if row.get("source_sheet") else ""
        return f"{row['source_file']}{sheet}, row {row['source_row']}"
    place = row["provider_id"] if pd.notna(row["provider_id"]) else row["area"]
    return f"targets, {row['level']} {place} {row['programme']} {row['indicator']}"
