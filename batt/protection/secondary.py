"""Secondary suppression: hide further numbers until none of the hidden ones can be worked out.

First every sum with a hidden part gets company, the smallest safe parts first. Then everything hidden is
tested by linear programming, for a reader and for each provider that knows its own numbers, and what can
still be narrowed down gets more company, until nothing can. At last whatever need not be hidden is shown
again. Numbers published earlier stay as they were.
The order of rows decides ties, so the same table always gives the same cells.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from batt.protection.certify import Narrow, narrow_cells
from batt.protection.levels import ALL_HIDDEN, RATE_HIDDEN, unknown_at
from batt.protection.prune import prune
from batt.protection.settings import settings
from batt.protection.system import CountSystem, count_system
from batt.protection.variables import KEYS

_LEVELS = ("provider", "county", "country")
_PER_LEVEL = 100.0
_PER_ROW_OF_PERSONS, _TOO_SMALL = 2.0, 5.0
_ROUNDS = 200


@dataclass(frozen=True, eq=False)
class Protection:
    """What has to be hidden of a table.

    Attributes
    ----------
    level
        Per row: how much is hidden.
    primary
        Per row: how much is hidden for what it tells by itself.
    unprotected
        Rows that can be worked out although hidden, since what gives them away was published earlier.
    """

    level: np.ndarray
    primary: np.ndarray
    unprotected: list[int]


def protect(
    table: pd.DataFrame, primary: np.ndarray, counties: pd.Series, earlier: pd.DataFrame | None = None
) -> Protection:
    """Find the rows to hide.

    Parameters
    ----------
    table
        One row per year, unit, programme and indicator, complete, with a number in each.
    primary
        Per row: how much the basic rule hides.
    counties
        County of every provider, indexed by provider id.
    earlier
        What was published before: the key columns and ``level``. None if nothing was.
    """
    table = table.reset_index(drop=True)
    system = count_system(table, counties)
    primary = primary.astype(int)
    sensitive = unknown_at(system, primary) & system.is_protected
    level = primary.copy()
    fixed = np.zeros(len(table), dtype=bool)
    if earlier is not None:
        before = table[KEYS].merge(earlier[[*KEYS, "level"]], on=KEYS, how="left", validate="1:1")["level"]
        fixed = before.notna().to_numpy()
        level = np.where(fixed, before.fillna(0), level).astype(int)
    search = _Search(system, level, fixed, sensitive)
    search.give_company()
    unprotected = search.mend()
    level = search.level
    if not unprotected:
        level = prune(system, table, level, np.where(fixed, level, primary), sensitive)
    # What was shown earlier is known, but a number that tells too much is not shown again.
    return Protection(np.maximum(level, primary), primary, unprotected)


class _Search:
    """The state of one search for rows to hide."""

    def __init__(self, system: CountSystem, level: np.ndarray, fixed: np.ndarray, sensitive: np.ndarray):
        self.system = system
        self.level = level
        self.fixed = fixed
        self.sensitive = sensitive
        self.by_equation = system.matrix
        self.by_variable = sparse.csr_matrix(system.matrix.T)
        pairs = system.variables.sort_values(["variable", "row"])
        ends = np.flatnonzero(np.diff(pairs["variable"].to_numpy())) + 1
        self.rows = np.split(pairs["row"].to_numpy(), ends)
        self.is_fixed = np.array([bool(fixed[rows].any()) for rows in self.rows], dtype=bool)
        self.cost = self._costs()
        self._keep_persons_together()

    def unknown(self) -> np.ndarray:
        """Return, per variable, whether it is hidden at the present levels."""
        return unknown_at(self.system, self.level)

    def give_company(self) -> None:
        """Give every sum of providers with a hidden part enough hidden parts, starting with the smallest."""
        changed = True
        while changed:
            unknown, changed = self.unknown(), False
            for equation in range(len(self.by_equation.indptr) - 1):
                members = self._members(equation)
                hidden = members[unknown[members] & (self.system.owner[members] != "")]
                if not len(hidden) or self.system.kind[members[0]] not in ("events", "persons", "sum"):
                    continue
                if len(set(self.system.owner[members]) - {""}) < 2:
                    continue
                wanted = settings().min_hidden_providers - len(hidden)
                own = self._candidates(members[self.system.owner[members] != ""], unknown)
                for variable in own[: max(wanted, 0)]:
                    self._hide(variable)
                    changed = True

    def mend(self) -> list[int]:
        """Hide more until nothing can be worked out; return the rows for which that cannot be had."""
        tested = None
        given_up: set[int] = set()
        for _ in range(_ROUNDS):
            unknown = self.unknown()
            found = narrow_cells(self.system, unknown, self.sensitive, tested)
            found = [cell for cell in found if cell.variable not in given_up]
            if not found:
                break
            chosen: set[int] = set()
            for cell in self._without_twins(found):
                partners = self._partners(cell, unknown)
                if not partners:
                    given_up.add(cell.variable)
                elif not chosen.intersection(partners):
                    chosen.add(partners[0])
            for variable in sorted(chosen):
                self._hide(variable)
            tested = self.unknown() & ~unknown
            tested[[cell.variable for cell in found]] = True
        return sorted({int(row) for variable in given_up for row in self.rows[variable]})

    def _without_twins(self, found: list[Narrow]) -> list[Narrow]:
        """Leave out the others where the events of the same row are narrow: the same company helps both."""
        kind = self.system.kind
        events = {int(self.rows[c.variable][0]) for c in found if kind[c.variable] == "events"}
        return [c for c in found if kind[c.variable] != "others" or self.rows[c.variable][0] not in events]

    def _partners(self, cell: Narrow, unknown: np.ndarray) -> list[int]:
        """Return what could be hidden to help one cell, the best first; of its own equations if possible."""
        for equations in self._nearest_first(cell):
            members = np.unique(_in_rows(self.by_equation, equations))
            owner = self.system.owner[members]
            members = members[(owner != cell.knower) | (owner == "")]
            found = self._candidates(members, unknown)
            if found:
                return found
        return []

    def _nearest_first(self, cell: Narrow) -> Iterator[np.ndarray]:
        """Give equations where company would help: where a cell is alone, all its own, those near by."""
        left = np.zeros(len(self.rows), dtype=bool)
        left[list(cell.unknown)] = True
        own = _in_rows(self.by_variable, [cell.variable])
        yield own[[left[self._members(equation)].sum() == 1 for equation in own]]
        yield own
        yield np.unique(_in_rows(self.by_variable, cell.unknown))

    def _candidates(self, members: np.ndarray, unknown: np.ndarray) -> list[int]:
        """Return the shown ones that may be hidden, cheapest first."""
        may_hide = ~unknown & ~self.is_fixed & self.system.is_protected
        free = [int(v) for v in members if may_hide[v]]
        return sorted(free, key=lambda v: (self.cost[v], self.system.values[v], v))

    def _members(self, equation: int) -> np.ndarray:
        return _in_rows(self.by_equation, [equation])

    def _hide(self, variable: int) -> None:
        needed = ALL_HIDDEN if self.system.kind[variable] == "persons" else RATE_HIDDEN
        rows = self.rows[variable]
        self.level[rows] = np.maximum(self.level[rows], needed)

    def _costs(self) -> np.ndarray:
        """Return what hiding each variable costs: high levels most, then persons, then what helps little."""
        rank = np.array([_LEVELS.index(level) for level in self.system.level], dtype=float)
        is_small = self.system.is_count & (self.system.values < settings().min_interval)
        rows = np.array([len(rows) for rows in self.rows]) * (self.system.kind == "persons")
        return rank * _PER_LEVEL + rows * _PER_ROW_OF_PERSONS + _TOO_SMALL * is_small

    def _keep_persons_together(self) -> None:
        """Hide the persons of every row that shares them with a row whose persons are hidden."""
        for variable in np.flatnonzero(self.system.kind == "persons"):
            rows = self.rows[variable]
            if (self.level[rows] == ALL_HIDDEN).any():
                free = rows[~self.fixed[rows]]
                self.level[free] = ALL_HIDDEN


def _in_rows(matrix: sparse.csr_matrix, rows: Iterable[int]) -> np.ndarray:
    """Return the columns of the entries in some rows, row after row.

    Slicing the matrix itself would take far longer, for its checks.
    """
    ends = matrix.indptr
    found = [matrix.indices[ends[row] : ends[row + 1]] for row in rows]
    return np.concatenate(found) if found else np.zeros(0, dtype=int)
