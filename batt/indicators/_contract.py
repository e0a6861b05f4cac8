"""What the stage promises: the columns of its two tables and the checks that hold for every number."""

from collections.abc import Hashable, Mapping
from typing import Any

import narwhals as nw
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


_COUNTED = ("undecided_n", "below_zero_n", "beyond_n", "rows_n")
_MOST_SQUARES = 2.0**62
"""Engines add squares up in 64 bits; half of that, since what they can come to is reckoned in decimals."""


def check_columns(units: nw.LazyFrame, indicator: Indicator) -> None:
    """Say so if a rule does not return counted units with the agreed columns.

    Parameters
    ----------
    units
        One row per counted unit as a rule returned it, without the column ``indicator``.

    Raises
    ------
    NumbersDiffer
        A column is missing, or a contribution is no integer.
    """
    schema = units.collect_schema()
    missing = [column for column in UNIT_TYPES if column not in ("indicator", *schema)]
    if missing:
        raise NumbersDiffer(_broken(indicator, f"counted units lack {', '.join(missing)}"))
    broken = [column for column in ("x", "w") if not schema[column].is_integer()]
    if broken:
        raise NumbersDiffer(_broken(indicator, f"contribution is no integer ({', '.join(broken)})"))


def check_units(units: Mapping[str, nw.LazyFrame], sums: pd.DataFrame) -> None:
    """Say so if counted units are not as agreed. Only counts and examples leave the engine.

    Parameters
    ----------
    units
        By indicator, one row per counted unit.
    sums
        What they add up to (`batt.indicators._sums.cell_sums`).

    Raises
    ------
    NumbersDiffer
        A unit whose contribution is undecided or lies outside its range; a unit counted twice; a programme to
        which the indicator does not apply; contributions so large that their sums could not be exact. All are
        listed.
    """
    by_programme = sums.assign(squares=_most_squares(sums)).groupby(["indicator", "programme"], dropna=False)
    totals = by_programme[[*_COUNTED, "squares"]].sum().reset_index()
    cells: dict[str, list[dict[Hashable, Any]]] = {}
    for cell in totals.to_dict("records"):
        cells.setdefault(cell["indicator"], []).append(cell)
    problems = [
        problem
        for name, own in cells.items()
        for problem in _faults(units[name], own, load().indicator(name))
    ]
    if problems:
        raise NumbersDiffer(problems)


def _faults(units: nw.LazyFrame, cells: list[dict[Hashable, Any]], indicator: Indicator) -> list[Problem]:
    """Return what is wrong with one indicator's units; `cells` are their counts by programme."""
    x, w, programme = nw.col("x"), nw.col("w"), nw.col("programme")
    known = _programmes(indicator)
    n = {name: sum(int(cell[name]) for cell in cells) for name in _COUNTED}
    tests = {
        "contribution is undecided (x or w missing)": (n["undecided_n"], x.is_null() | w.is_null()),
        "weight is below zero": (n["below_zero_n"], w < 0),
        "programme is outside the indicator": (
            sum(int(cell["rows_n"]) for cell in cells if cell["programme"] not in known),
            ~programme.is_in(known),
        ),
    }
    if indicator.unit == "share":
        tests["counts for more than itself (x outside 0–w)"] = (n["beyond_n"], (x < 0) | (x > w))
    problems = [
        _broken(indicator, f"{count} units: {what}, such as {_example(units.filter(fails))}")
        for what, (count, fails) in tests.items()
        if count
    ]
    problems += _counted_twice(units, n["rows_n"], indicator)
    if sum(cell["squares"] for cell in cells) >= _MOST_SQUARES:
        problems.append(
            _broken(indicator, "contributions are too large for their squares to be added exactly")
        )
    return problems


def _most_squares(sums: pd.DataFrame) -> pd.Series:
    """Return what the sums of squares of each cell, whose units may share clusters, come to at most."""
    largest, n = (sums[name].astype("float64") for name in ("largest", "rows_n"))
    return largest**2 * n.where(sums["shared_n"] == 0, n**2)


def _counted_twice(units: nw.LazyFrame, rows_n: int, indicator: Indicator) -> list[Problem]:
    if units.select(nw.col("row_id").n_unique()).collect().item() == rows_n:
        return []
    # A source row may come back in another programme, and a form once a question: look more closely.
    times = units.group_by("programme", *_key(indicator)).agg(nw.len().alias("times"))
    twice = times.filter(nw.col("times") > 1).select(
        nw.len().alias("keys_n"), nw.col("times").sum(), nw.col("row_id").min()
    )
    found = twice.collect().to_pandas().iloc[0]
    if not found["keys_n"]:
        return []
    what = f"{int(found['times'])} units: unit is counted twice, such as {found['row_id']}"
    return [_broken(indicator, what)]


def _example(units: nw.LazyFrame) -> str:
    return str(units.select("row_id").head(1).collect().to_pandas()["row_id"].iloc[0])


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
    stands_twice = values.duplicated(PLACE, keep=False)
    typed = values.loc[:, list(VALUE_TYPES)].astype(VALUE_TYPES)
    low, high = scale_ends(typed["unit"])
    has_none = typed["status"].isin(["not_applicable", "missing"])
    tests = {
        "unknown status": ~typed["status"].isin(STATUSES),
        "value outside its scale": (typed["value"] < low) | (typed["value"] > high),
        "a status of ok without a value": (typed["status"] == "ok") & typed["value"].isna(),
        "a number where none applies or was delivered": has_none & typed[NUMBERS].notna().any(axis=1),
        "stands twice": stands_twice,
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


def scale_ends(units: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest value that a figure of each unit can have."""
    kind, names = pd.factorize(units)
    lowest, highest = np.array([RANGES[name] for name in names]).reshape(-1, 2).T
    return lowest[kind], highest[kind]


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
