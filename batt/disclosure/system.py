"""The counts of an indicator table as one system of linear equations: what a reader can add and subtract.

Every row gives counts: a share its events, the others and the persons, a mean its sum and its persons. The
rows of the providers of a county add up to the county's, the counties' to the country's, programmes to
``ALL`` and years to the year 0, which stands for all years together. Whether a table keeps its hidden
numbers is then a question about this system alone.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from batt.disclosure.rules import column_of, floats
from batt.disclosure.settings import settings
from batt.errors import DisclosureError, Problem

ALL_PROGRAMMES = "ALL"
ALL_YEARS = 0
KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
KINDS = ("events", "others", "persons", "sum", "answers", "rest", "slack_low", "slack_high")
COUNTED = ("events", "others", "persons")
"""Kinds that count persons (or firms)."""
SUMMED = ("sum", "answers")

SCORE_LOWEST, SCORE_HIGHEST = 1, 6
# Indicators about the same exits: job, active solution, time in programme, qualification.
EXITS = {"i08events": 1, "i09events": 1, "i08rest": 1, "i08persons": -1}
SAME_EXITS = ("i08", "i09", "i10", "i11")
NOT_ABOUT_PERSONS = frozenset({"i07"})
ANONYMOUS_FOR_ALL = frozenset({"i03"})
"""Staff answers, which not even the provider itself may see."""


@dataclass(frozen=True, eq=False)
class CountSystem:
    """Variables and the equations between them.

    Attributes
    ----------
    variables
        One row per variable and table row it belongs to: ``variable, row, kind``. Persons behind several
        indicators are one variable of several rows.
    values
        Per variable; NaN where not known.
    matrix
        Equations × variables; the matrix times the values is zero.
    kind, level, owner
        Per variable: its kind, the unit level, and the provider that knows it of itself, empty for none.
    """

    variables: pd.DataFrame
    values: np.ndarray
    matrix: sparse.csr_matrix
    kind: np.ndarray
    level: np.ndarray
    owner: np.ndarray

    @property
    def is_protected(self) -> np.ndarray:
        """Tell which variables are numbers of the table; the rest only complete equations."""
        return np.isin(self.kind, (*COUNTED, *SUMMED))


def too_narrow(kind: np.ndarray, low: np.ndarray, high: np.ndarray, primary: np.ndarray) -> np.ndarray:
    """Tell which intervals of hidden numbers of these kinds are too narrow.

    Every hidden count needs the full width. A sum that is hidden for what it tells by itself must not be
    known closely either; one that is hidden to keep it company must only not be known.
    """
    whole = np.floor(high + 1e-6) - np.ceil(low - 1e-6)
    with np.errstate(invalid="ignore"):
        is_wide = (high - low) >= np.where(primary, settings().min_relative_interval * high, 0.0)
        is_wide &= (high - low) >= 1 - 1e-6
    is_wide |= np.isinf(high)
    counted, summed = np.isin(kind, COUNTED), np.isin(kind, SUMMED)
    return (counted & (whole < settings().min_interval)) | (summed & ~is_wide)


def own_knowledge(matrix: sparse.csr_matrix, unknown: np.ndarray) -> np.ndarray:
    """Return what stays unknown after adding up parts that are all known.

    A whole of which somebody knows every part tells that person nothing about anybody else.
    """
    unknown = unknown.copy()
    part, whole = matrix.maximum(0), -matrix.minimum(0)
    while True:
        complete = np.asarray(part @ unknown == 0)
        found = unknown & np.asarray(whole.T @ complete > 0)
        if not found.any():
            return unknown
        unknown &= ~found


def count_system(
    table: pd.DataFrame, counties: pd.Series, unknown: pd.DataFrame | None = None
) -> CountSystem:
    """Build the system of an indicator table.

    Parameters
    ----------
    table
        One row per year, unit, programme and indicator: the indicator table, or what is published of it.
        All rows of every published unit level must be there, hidden or not.
    counties
        County of every provider, indexed by provider id.
    unknown
        Same index, columns ``numerator, denominator, n``: cells that have a number which is not known.
        None if everything with a number is known.

    Raises
    ------
    DisclosureError
        If a provider has no county; all are listed.
    """
    table = table.reset_index(drop=True)
    _expect_counties(table, counties)
    variables = _variables(table, unknown)
    variables = _merge_same_persons(table, variables)
    first = variables.drop_duplicates("variable").set_index("variable").sort_index()
    rows = table.loc[first["row"].to_numpy()]
    values = variables.groupby("variable")["value"].first().to_numpy(dtype=float, copy=True)
    exits = _exits(table, variables)
    values[exits["i08rest"].astype(int)] = values[exits["i08persons"].astype(int)] - sum(
        values[exits[name].astype(int)] for name in ("i08events", "i09events")
    )
    exits = exits[~(values[exits["i08rest"].astype(int)] < 0)]
    equations = pd.concat(
        [_row_equations(variables), _form("exits", exits, EXITS), _sums(table, variables, counties)]
    )
    provider = rows["unit_level"].eq("provider") & ~rows["indicator"].isin(list(ANONYMOUS_FOR_ALL))
    return CountSystem(
        variables=variables[["variable", "row", "kind"]].reset_index(drop=True),
        values=values,
        matrix=_matrix(equations, values),
        kind=first["kind"].to_numpy(dtype=object),
        level=rows["unit_level"].to_numpy(dtype=object),
        owner=rows["unit_id"].astype("object").where(provider.to_numpy(), "").to_numpy(dtype=object),
    )


def _expect_counties(table: pd.DataFrame, counties: pd.Series) -> None:
    providers = table.loc[table["unit_level"] == "provider", "unit_id"]
    lost = sorted(set(providers) - set(counties.dropna().index))
    if lost:
        raise DisclosureError(
            [
                Problem(f"provider {name}", "has no county, so what its county adds up to is unknown")
                for name in lost
            ]
        )


def _variables(table: pd.DataFrame, unknown: pd.DataFrame | None) -> pd.DataFrame:
    """Return every row's variables. One row per variable: ``variable, row, kind, value``."""
    unit = column_of(table, "unit").astype("object").to_numpy()
    about = ~column_of(table, "indicator").isin(list(NOT_ABOUT_PERSONS)).to_numpy()
    is_share, is_score = (unit == "share") & about, (unit == "score") & about
    is_time, is_count = np.isin(unit, ("days", "weeks")) & about, (unit == "firms") & about
    is_job = (column_of(table, "indicator") == "i08").to_numpy() & is_share
    x, w, n = (floats(table[name]) for name in ("numerator", "denominator", "n"))
    known_x, known_w, known_n = (
        np.zeros(len(table), dtype=bool) if unknown is None else unknown[name].to_numpy(dtype=bool)
        for name in ("numerator", "denominator", "n")
    )
    has_x, has_w, has_n = ~np.isnan(x) | known_x, ~np.isnan(w) | known_w, ~np.isnan(n) | known_n
    parts = [
        ("events", (is_share | is_count) & has_x, x),
        ("others", is_share & has_x & has_w, w - x),
        ("persons", is_share & has_w, w),
        ("persons", (is_time | is_score) & has_n, n),
        ("sum", (is_time | is_score) & has_x, x),
        ("answers", is_score & has_w, w),
        ("rest", is_job & has_w, np.full(len(x), np.nan)),
        ("slack_low", is_score & has_x & has_w, x - SCORE_LOWEST * w),
        ("slack_high", is_score & has_x & has_w, SCORE_HIGHEST * w - x),
    ]
    frames = [
        pd.DataFrame({"row": np.flatnonzero(has), "kind": kind, "value": value[has]})
        for kind, has, value in parts
    ]
    return pd.concat(frames, ignore_index=True).assign(variable=lambda frame: np.arange(len(frame)))


def _merge_same_persons(table: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Make one variable of the exits behind several indicators, where they never contradict each other."""
    keys = [key for key in KEYS if key != "indicator"]
    persons = variables[variables["kind"] == "persons"].join(table[KEYS], on="row")
    exits = persons[persons["indicator"].isin(SAME_EXITS)]
    wide = exits.pivot(index=keys, columns="indicator", values="value")
    same = [
        name
        for name in wide.columns
        if not (wide[name] != wide[wide.columns[0]])[wide[[name, wide.columns[0]]].notna().all(axis=1)].any()
    ]
    exits = exits[exits["indicator"].isin(same)]
    merged = exits.groupby(keys, sort=False)["variable"].transform("min")
    target = variables["variable"].copy()
    target.loc[merged.index] = merged
    return variables.assign(variable=pd.factorize(target, sort=True)[0])


def _row_equations(variables: pd.DataFrame) -> pd.DataFrame:
    """Return the equations inside one row: events + others = persons, and scores between 1 and 6."""
    wide = variables.pivot(index="row", columns="kind", values="variable").reindex(columns=list(KINDS))
    forms = [
        ("share", {"events": 1, "others": 1, "persons": -1}),
        ("low", {"sum": 1, "answers": -SCORE_LOWEST, "slack_low": -1}),
        ("high", {"answers": SCORE_HIGHEST, "sum": -1, "slack_high": -1}),
    ]
    return pd.concat([_form(name, wide.dropna(subset=list(form)), form) for name, form in forms])


def _exits(table: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Return the variables of jobs, active solutions, the rest and all exits, where these are the same."""
    keys = [key for key in KEYS if key != "indicator"]
    frame = variables.join(table[KEYS], on="row")
    frame = frame[frame["indicator"].isin(["i08", "i09"]) & frame["kind"].isin(["events", "persons", "rest"])]
    frame = frame.assign(name=frame["indicator"] + frame["kind"])
    names = [*EXITS, "i09persons"]
    wide = frame.pivot(index=keys, columns="name", values="variable").reindex(columns=names).dropna()
    return wide[wide["i08persons"] == wide["i09persons"]].reset_index(drop=True)


def _form(name: str, wide: pd.DataFrame, form: dict[str, int]) -> pd.DataFrame:
    return pd.concat(
        [
            pd.DataFrame(
                {"equation": [f"{name}{i}" for i in wide.index], "variable": wide[kind], "factor": factor}
            )
            for kind, factor in form.items()
        ]
    )


def _sums(table: pd.DataFrame, variables: pd.DataFrame, counties: pd.Series) -> pd.DataFrame:
    """Return parts = whole along units, programmes and years."""
    frame = variables[variables["kind"].isin([*COUNTED, *SUMMED])].join(table[KEYS], on="row")
    whole = frame[[*KEYS, "kind", "variable"]].rename(columns={"variable": "whole"})
    level, county = frame["unit_level"], frame["unit_id"].map(counties)
    parents = {
        "county": frame.assign(unit_level="county", unit_id=county)[level.eq("provider") & county.notna()],
        "country": frame.assign(unit_level="country", unit_id="NO")[level.eq("county")],
        "programme": frame.assign(programme=ALL_PROGRAMMES)[frame["programme"].ne(ALL_PROGRAMMES)],
        "year": frame.assign(year=ALL_YEARS)[frame["year"].ne(ALL_YEARS)],
    }
    found = []
    for name, parts in parents.items():
        joined = parts.merge(whole, on=[*KEYS, "kind"], how="inner", validate="many_to_one")
        # Several indicators share their persons: the sum is written down once.
        joined = joined[["whole", "variable"]].drop_duplicates()
        sums = [f"{name}{i}" for i in joined["whole"]]
        found.append(pd.DataFrame({"equation": sums, "variable": joined["variable"], "factor": 1}))
        wholes = joined["whole"].drop_duplicates()
        ids = [f"{name}{i}" for i in wholes]
        found.append(pd.DataFrame({"equation": ids, "variable": wholes, "factor": -1}))
    return pd.concat(found)


def _matrix(equations: pd.DataFrame, values: np.ndarray) -> sparse.csr_matrix:
    """Return the equations as a matrix, without those that the known values contradict."""
    numbers, names = pd.factorize(equations["equation"])
    shape = (len(names), len(values))
    positions = (numbers, equations["variable"].to_numpy(dtype=int))
    matrix = sparse.csr_matrix((equations["factor"].to_numpy(dtype=float), positions), shape=shape)
    with np.errstate(invalid="ignore"):
        holds = ~(np.abs(matrix @ values) > 1e-6)
    return sparse.csr_matrix(matrix[np.flatnonzero(holds)])
