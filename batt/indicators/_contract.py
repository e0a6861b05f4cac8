"""What the stage promises: the columns of its two tables and the checks that hold for every number."""

import numpy as np
import pandas as pd

from batt.errors import NumbersDiffer, Problem
from batt.indicators._units import ALL
from batt.registry import load
from batt.registry.model import Indicator

UNIT_TYPES = {
    "indicator": "str",
    "row_id": "str",
    "year": "int64",
    "provider_id": "str",
    "programme": "str",
    "cluster": "str",
    "x": "int64",
    "w": "int64",
}
VALUE_TYPES = {
    "year": "int64",
    "unit_level": "str",
    "unit_id": "str",
    "programme": "str",
    "indicator": "str",
    "rule_version": "str",
    "numerator": "Int64",
    "denominator": "Int64",
    "scale": "float64",
    "value": "float64",
    "n": "Int64",
    "unit": "str",
    "ci_low": "float64",
    "ci_high": "float64",
    "status": "str",
    "note": "str",
}
STATUSES = ("ok", "not_applicable", "missing", "too_few")
LEVELS = ("provider", "county", "country")
COUNTRY = "NO"
PLACE = ["indicator", "unit_level", "unit_id", "programme"]
NUMBERS = ["numerator", "denominator", "value", "n"]
# What a value of each unit can lie between.
RANGES = {
    "score": (1.0, 6.0),
    "share": (0.0, 1.0),
    "days": (0.0, np.inf),
    "firms": (0.0, np.inf),
    "weeks": (0.0, np.inf),
}


def check_units(units: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """Return an indicator's counted units with their agreed types, or say what is wrong with them.

    Parameters
    ----------
    units
        One row per counted unit as a rule returned it, without the column ``indicator``.

    Raises
    ------
    NumbersDiffer
        A unit whose contribution is undecided, is no integer or lies outside its range; a unit counted
        twice; a programme to which the indicator does not apply. All are listed.
    """
    missing = [column for column in UNIT_TYPES if column not in ("indicator", *units.columns)]
    if missing:
        raise NumbersDiffer(_broken(indicator, f"counted units lack {', '.join(missing)}"))
    tests = {
        "contribution is undecided (x or w missing)": units[["x", "w"]].isna().any(axis=1),
        "contribution is no integer": ((units[["x", "w"]].astype("Float64") % 1) != 0)
        .fillna(False)
        .any(axis=1),
        "weight is below zero": (units["w"] < 0).fillna(False),
        "programme is outside the indicator": ~units["programme"].isin(_programmes(indicator)),
        "unit is counted twice": units.duplicated(["programme", *_key(indicator)], keep=False),
    }
    if indicator.unit == "share":
        tests["counts for more than itself (x outside 0–w)"] = (
            (units["x"] < 0) | (units["x"] > units["w"])
        ).fillna(False)
    problems = [
        _broken(indicator, f"{int(fails.sum())} units: {what}, such as {units.loc[fails, 'row_id'].iloc[0]}")
        for what, fails in tests.items()
        if fails.any()
    ]
    if problems:
        raise NumbersDiffer(problems)
    return units.assign(indicator=indicator.id).loc[:, list(UNIT_TYPES)].astype(UNIT_TYPES)


def check_values(values: pd.DataFrame) -> pd.DataFrame:
    """Return the indicator table with its agreed columns and types, or say what is wrong with it.

    Parameters
    ----------
    values
        One row per unit, programme and indicator.

    Raises
    ------
    NumbersDiffer
        An unknown status, a value outside its scale, a filled hatched cell, or a cell that stands twice.
    """
    typed = values.loc[:, list(VALUE_TYPES)].astype(VALUE_TYPES)
    low, high = scale_ends(typed["unit"])
    has_none = typed["status"].isin(["not_applicable", "missing"])
    tests = {
        "unknown status": ~typed["status"].isin(STATUSES),
        "value outside its scale": (typed["value"] < low) | (typed["value"] > high),
        "a status of ok without a value": (typed["status"] == "ok") & typed["value"].isna(),
        "a number where none applies or was delivered": has_none & typed[NUMBERS].notna().any(axis=1),
        "stands twice": typed.duplicated(PLACE, keep=False),
    }
    problems = [
        Problem(
            "indicator table",
            f"{int(fails.sum())} rows: {what}, such as "
            + " ".join(typed.loc[fails, ["indicator", "unit_id", "programme"]].iloc[0]),
            "",
            "This is a fault of the workbook, not of a delivery: report it.",
        )
        for what, fails in tests.items()
        if fails.any()
    ]
    if problems:
        raise NumbersDiffer(problems)
    return typed


def scale_ends(units: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the lowest and the highest value that a figure of each unit can have."""
    ends = [units.map(lambda unit, end=end: RANGES[str(unit)][end]).astype("float64") for end in (0, 1)]
    return ends[0], ends[1]


def _programmes(indicator: Indicator) -> tuple[str, ...]:
    return (ALL,) if indicator.level == "provider" else load().applicable(indicator.id)


def _key(indicator: Indicator) -> list[str]:
    """A source row counts once; a form with several questions once a question, which is its cluster."""
    return ["provider_id", "row_id", "cluster"] if indicator.n_unit == "questions" else ["row_id"]


def _broken(indicator: Indicator, what: str) -> Problem:
    return Problem(
        f"{indicator.stem}, counted units",
        what,
        "Every unit inside the denominator adds whole numbers to it and to the numerator.",
        f"Look at the source rows named, and at batt/indicators/{indicator.stem}.py.",
    )
