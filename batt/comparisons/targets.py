"""Targets and whether they are met: met, not met, or cannot tell, by the interval of the figure."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.comparisons.target_checks import audit, checked_targets
from batt.errors import Problem
from batt.indicators import ALL
from batt.registry import load

ATTAINMENT_COLUMNS = [
    "year",
    "level",
    "area",
    "provider_id",
    "unit_level",
    "unit_id",
    "programme",
    "indicator",
    "rule",
    "target",
    "lower",
    "upper",
    "value",
    "n",
    "ci_low",
    "ci_high",
    "basis",
    "attainment",
    "reason",
    "suited",
    "certainty",
]
_UNIT = ["unit_level", "unit_id"]


@dataclass(frozen=True)
class TargetTables:
    """What the targets of a year come to.

    Attributes
    ----------
    attainment
        One row per usable target and unit that it concerns (columns: `ATTAINMENT_COLUMNS`).
    left_out
        One row per target that cannot be used: the received target with its ``reason``.
    audit
        One row per target and finding (see `target_checks.audit`).
    problems
        What is wrong with the targets left out, to be told to whoever sent them.
    """

    attainment: pd.DataFrame
    left_out: pd.DataFrame
    audit: pd.DataFrame
    problems: tuple[Problem, ...]


def target_tables(targets: pd.DataFrame, values: pd.DataFrame, providers: pd.DataFrame) -> TargetTables:
    """Compare the figures of a year with the targets agreed for them.

    A target that names a provider concerns that provider; one of a county the county and its providers; a
    national one the country, every county and every provider that runs the programme. A figure of the whole
    provider (NAV survey, staff survey, training, partners) is compared where the programme is run.

    Parameters
    ----------
    targets
        One row per agreed target (the clean table).
    values
        One row per unit, programme and indicator: the indicator table of the year.
    providers
        One row per provider of the year: ``provider_id, county``.

    Returns
    -------
    TargetTables
        ``attainment`` is ``met`` or ``not_met`` where the whole interval lies on one side of the target, else
        ``cannot_tell`` with its ``reason``: ``interval_covers_target``, ``too_few``, ``missing``,
        ``not_run`` (the provider does not run the programme) or ``no_interval``. ``basis`` is ``interval``,
        or ``number`` where the registry gives none because everything has been counted (firms, answers about
        health). ``suited`` and ``certainty`` are matrix B's, which only ever warns. Targets that cannot be
        used stand in ``left_out``, and the rest goes on.

    Source: WG §§3, 4.13.
    """
    checked, problems = checked_targets(targets, providers)
    usable = checked.loc[checked["reason"] == ""].drop(columns="reason")
    return TargetTables(
        attainment=_attainment(usable, values, providers),
        left_out=checked.loc[checked["reason"] != ""].reset_index(drop=True),
        audit=audit(targets),
        problems=tuple(problems),
    )


def judge(table: pd.DataFrame) -> pd.DataFrame:
    """Return the attainment of each row, with its reason where it cannot be told.

    Parameters
    ----------
    table
        One row per target and unit: ``indicator, rule, target, lower, upper, value, ci_low, ci_high,
        status``; a status missing means that the unit does not run the programme.

    Returns
    -------
    DataFrame
        The same rows with ``basis, attainment, reason``. For INTERVALL a figure on either side is not met.
    """
    interval = table["indicator"].map({entry.id: entry.interval for entry in load().indicators})
    is_counted = (interval == "none").to_numpy()
    value = table["value"].to_numpy(dtype=float)
    low = np.where(is_counted, value, table["ci_low"].to_numpy(dtype=float, na_value=np.nan))
    high = np.where(is_counted, value, table["ci_high"].to_numpy(dtype=float, na_value=np.nan))
    least, most = _bounds(table)
    status = table["status"].fillna("not_run")
    # A count of everything is known however small it is: no partner at all is a number.
    is_small = (status == "too_few") & ~is_counted
    unknown = [status == "not_run", status == "missing", is_small, np.isnan(low) | np.isnan(high)]
    reason = np.select(unknown, ["not_run", "missing", "too_few", "no_interval"], "")
    outcomes = [reason != "", (low >= least) & (high <= most), (high < least) | (low > most)]
    attainment = np.select(outcomes, ["cannot_tell", "met", "not_met"], "cannot_tell")
    covers = (reason == "") & (attainment == "cannot_tell")
    return table.assign(
        basis=np.where(is_counted, "number", "interval"),
        attainment=attainment,
        reason=np.where(covers, "interval_covers_target", reason),
    )


def _bounds(table: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the most that a target allows; infinite where it sets no end."""
    rule = table["rule"].to_numpy(dtype=str)
    target, lower, upper = (
        table[name].to_numpy(dtype=float, na_value=np.nan) for name in ("target", "lower", "upper")
    )
    least = np.select([rule == "MIN", rule == "INTERVALL"], [target, lower], -np.inf)
    most = np.select([rule == "MAKS", rule == "INTERVALL"], [target, upper], np.inf)
    return least, most


def _attainment(targets: pd.DataFrame, values: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    registry = load()
    levels = {entry.id: entry.level for entry in registry.indicators}
    concerned = _concerned(targets, values, providers)
    of_whole = concerned["indicator"].map(levels) == "provider"
    # A provider that does not run the programme has no figure that the target is about.
    asked = concerned["programme"].where(~of_whole, ALL).where(concerned["is_run"])
    figures = values.loc[
        values["status"] != "not_applicable",
        [*_UNIT, "indicator", "programme", "value", "n", "ci_low", "ci_high", "status"],
    ].rename(columns={"programme": "asked"})
    table = concerned.assign(asked=asked).merge(
        figures, on=[*_UNIT, "indicator", "asked"], how="left", validate="many_to_one"
    )
    cells = [
        registry.target_suitability[pair] for pair in zip(table["indicator"], table["programme"], strict=True)
    ]
    judged = judge(table).assign(
        suited=pd.Series([cell.suited for cell in cells], dtype="str"),
        certainty=pd.Series([cell.certainty for cell in cells], dtype="str"),
    )
    return judged.loc[:, ATTAINMENT_COLUMNS].reset_index(drop=True)


def _concerned(targets: pd.DataFrame, values: pd.DataFrame, providers: pd.DataFrame) -> pd.DataFrame:
    """Return the units that each target concerns. One row per target and unit, with ``is_run``."""
    numbered = targets.reset_index(drop=True).rename_axis("number").reset_index()
    running = values.loc[values["programme"] != ALL, [*_UNIT, "programme"]].drop_duplicates()
    running = running.merge(
        providers[["provider_id", "county"]].rename(columns={"provider_id": "unit_id"}),
        on="unit_id",
        how="left",
        validate="many_to_one",
    ).assign(is_run=True)
    is_county = running["unit_level"] == "county"
    running["county"] = running["county"].where(~is_county, running["unit_id"])
    named = numbered["provider_id"].notna()
    of_one = numbered.loc[named].assign(unit_level="provider", unit_id=numbered.loc[named, "provider_id"])
    of_one = of_one.merge(
        running[[*_UNIT, "programme", "is_run"]],
        on=[*_UNIT, "programme"],
        how="left",
        validate="many_to_one",
    )
    of_many = numbered.loc[~named].merge(running, on="programme", how="inner", validate="many_to_many")
    of_many = of_many.loc[(of_many["level"] == "NASJONALT") | (of_many["county"] == of_many["area"])]
    both = pd.concat([of_one, of_many.drop(columns="county")], ignore_index=True)
    order = both["unit_level"].map({"country": 0, "county": 1, "provider": 2})
    both = both.assign(order=order, is_run=both["is_run"].eq(True))
    return both.sort_values(["number", "order", "unit_id"], ignore_index=True)
