"""The counts of an indicator table as one system of linear equations: what a reader can add and subtract.

The rows of the providers of a county add up to the county's, the counties' to the country's, programmes to
``ALL`` and years to the year 0, which stands for all years together. Exits are jobs, active solutions and
the rest; their causes add up to them. Whether a table keeps its hidden numbers is then a question about this
system alone.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy import sparse

from batt.errors import DisclosureError, Problem
from batt.protection.equations import between_indicators, row_equations, sums
from batt.protection.settings import settings
from batt.protection.variables import COUNTED, SUMMED, make_variables

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

    @cached_property
    def is_count(self) -> np.ndarray:
        """Tell which variables count persons or firms."""
        return np.isin(self.kind, COUNTED)

    @cached_property
    def is_persons(self) -> np.ndarray:
        """Tell which variables are the persons behind a row, or several rows."""
        return self.kind == "persons"

    @cached_property
    def is_protected(self) -> np.ndarray:
        """Tell which variables are numbers of the table; the rest only complete equations."""
        return self.is_count | np.isin(self.kind, SUMMED)


def too_narrow(is_count: np.ndarray, low: np.ndarray, high: np.ndarray, sensitive: np.ndarray) -> np.ndarray:
    """Tell which intervals of hidden numbers, counts of persons or else sums, are too narrow.

    Every hidden count needs the full width. A sum that is hidden for what it tells by itself (``sensitive``)
    must not be known closely either; one that is hidden to keep it company must only not be known.
    """
    whole = np.floor(high + 1e-6) - np.ceil(low - 1e-6)
    with np.errstate(invalid="ignore"):
        is_wide = (high - low) >= np.where(sensitive, settings().min_relative_interval * high, 0.0) - 1e-6
        is_wide &= (high - low) >= 1 - 1e-6
    return np.where(is_count, whole < settings().min_interval, ~(is_wide | np.isinf(high)))


def own_knowledge(matrix: sparse.csr_matrix, unknown: np.ndarray) -> np.ndarray:
    """Return what stays unknown after adding up parts that are all known.

    A whole of which somebody knows every part tells that person nothing about anybody else.
    """
    unknown = unknown.copy()
    part, whole = matrix.maximum(0), -matrix.minimum(0)
    has_one_whole = np.diff(sparse.csr_matrix(whole).indptr) == 1
    turned = sparse.csr_matrix(whole.T)
    while True:
        complete = np.asarray(part @ unknown == 0) & has_one_whole
        found = unknown & np.asarray(turned @ complete > 0)
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
    variables = make_variables(table, unknown)
    first = variables.drop_duplicates("variable").set_index("variable").sort_index()
    rows = table.loc[first["row"].to_numpy()]
    values = variables.groupby("variable")["value"].first().to_numpy(dtype=float, copy=True)
    equations = pd.concat(
        [
            row_equations(variables),
            between_indicators(table, variables, values),
            sums(table, variables, counties),
        ]
    )
    owners = _owners(table)[first["row"].to_numpy()]
    return CountSystem(
        variables=variables[["variable", "row", "kind"]].reset_index(drop=True),
        values=values,
        matrix=_matrix(equations, values),
        kind=first["kind"].to_numpy(dtype=object),
        level=rows["unit_level"].to_numpy(dtype=object),
        owner=owners,
    )


def _owners(table: pd.DataFrame) -> np.ndarray:
    """Return, per row, the provider that knows it of itself, empty for none.

    Where one provider alone runs a programme, what the country tells beside the indicators is its own too.
    """
    provider = table["unit_level"].eq("provider")
    own = provider & ~table["indicator"].isin(list(ANONYMOUS_FOR_ALL))
    owners = table["unit_id"].astype("object").where(own, "")
    keys = ["year", "programme"]
    running = table.loc[provider & table["status"].isin(["ok", "too_few"])].groupby(keys)["unit_id"]
    sole = running.first()[running.nunique() == 1].rename("sole").reset_index()
    alone = table[keys].merge(sole, on=keys, how="left", validate="many_to_one")["sole"].fillna("")
    beside = table["unit_level"].eq("country") & table["indicator"].str.contains(".", regex=False)
    return owners.mask(beside, alone.astype("object")).to_numpy(dtype=object)


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


def _matrix(equations: pd.DataFrame, values: np.ndarray) -> sparse.csr_matrix:
    """Return the equations as a matrix, without those that the known values contradict."""
    numbers, names = pd.factorize(equations["equation"])
    shape = (len(names), len(values))
    positions = (numbers, equations["variable"].to_numpy(dtype=int))
    matrix = sparse.csr_matrix((equations["factor"].to_numpy(dtype=float), positions), shape=shape)
    with np.errstate(invalid="ignore"):
        holds = ~(np.abs(matrix @ values) > 1e-6)
    return sparse.csr_matrix(matrix[np.flatnonzero(holds)])
