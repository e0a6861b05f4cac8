"""Which hidden numbers can be narrowed down, by a reader and by each provider that knows its own.

A hidden number is safe once two tables are found that fit everything known and in which it lies far enough
apart. Bound propagation finds most of those that are not. One solved linear programme gives a whole table
for many parts at once, and so clears many numbers; only what is left is solved for by itself. The search
begins from the true table, which fits: everything here is counted as the distance from the truth.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from batt.protection.bounds import extreme, propagate
from batt.protection.settings import settings
from batt.protection.system import CountSystem, too_narrow
from batt.protection.views import Views, views_of

_TABLES = 8
_SEED = 20151231
# Places solved for in one linear programme: enough to spread its fixed cost, few enough to stay fast.
_PLACES_AT_ONCE = 1500


@dataclass(frozen=True)
class Narrow:
    """A hidden variable that can be narrowed down, who can do it ("" for every reader), and from what."""

    variable: int
    knower: str
    unknown: tuple[int, ...]


def narrow_cells(
    system: CountSystem, unknown: np.ndarray, sensitive: np.ndarray, only: np.ndarray | None = None
) -> list[Narrow]:
    """Return what can be narrowed down by a reader or by one provider, by part and variable.

    Parameters
    ----------
    unknown
        Per variable: not published.
    sensitive
        Per variable: hidden for what it tells by itself.
    only
        Per variable: parts that touch none of these are taken as tested before. None for all.
    """
    views = views_of(system, unknown, only)
    narrow = narrow_places(system, views, sensitive)
    starts = np.searchsorted(views.part, views.part[narrow])
    ends = np.searchsorted(views.part, views.part[narrow], side="right")
    found = [
        Narrow(int(variable), str(knower), tuple(views.variable[start:end].tolist()))
        for variable, knower, start, end in zip(
            views.variable[narrow], views.knower[narrow], starts, ends, strict=True
        )
    ]
    return sorted(found, key=lambda cell: (cell.unknown[0], cell.knower, cell.variable))


def narrow_places(
    system: CountSystem, views: Views, sensitive: np.ndarray, group: np.ndarray | None = None
) -> np.ndarray:
    """Return the places whose number can be narrowed down, ascending.

    Parameters
    ----------
    group
        Per place. Once one place of a group is found narrow the others of it are not looked at any more;
        None to look at all.
    """
    test = _Test(system, views, sensitive, group)
    test.propagate()
    test.solve_for_many()
    test.solve_for_each()
    return np.flatnonzero(test.narrow)


class _Test:
    """The state of one test: the tables found so far, and what is settled."""

    def __init__(self, system: CountSystem, views: Views, sensitive: np.ndarray, group: np.ndarray | None):
        self.views, self.group = views, group
        self.truth = system.values[views.variable]
        self.is_count = system.is_count[views.variable]
        self.sensitive = sensitive[views.variable]
        self.low, self.high = self.truth.copy(), self.truth.copy()
        self.is_protected = system.is_protected[views.variable]
        self.open = self.is_protected.copy()
        self.narrow = np.zeros(len(self.truth), dtype=bool)
        relative = settings().min_relative_interval
        reach_of_sums = np.where(self.sensitive, self.truth * relative / (1 - relative), 0) + 1
        self.reach = np.where(self.is_count, float(settings().min_interval), reach_of_sums)

    def propagate(self) -> None:
        """Settle what bound propagation finds."""
        low, high = propagate(self.views.matrix, -self.truth, np.full(len(self.truth), np.inf))
        is_narrow = too_narrow(self.is_count, self.truth + low, self.truth + high, self.sensitive)
        self._settle(self.open & is_narrow)

    def solve_for_many(self) -> None:
        """Find tables in which many numbers of each part move far enough at once."""
        part = self.views.part
        # Tied to the farthest reach, one table moves many numbers far enough; untied, one might move alone.
        farthest = np.zeros(part.max(initial=-1) + 1)
        np.maximum.at(farthest, part[self.is_protected], self.reach[self.is_protected])
        tied = np.where(self.is_protected, farthest[part], np.inf)
        limits = np.column_stack([-np.minimum(self.truth, tied), tied])
        rng = np.random.default_rng(_SEED)
        for _ in range(_TABLES):
            waiting = self._waiting()
            many = np.bincount(part[waiting], minlength=len(farthest)) >= 2
            waiting = waiting[many[part[waiting]]]
            # What has no room downwards can only be moved up; of the rest one half makes room for the other.
            way = rng.choice([-1.0, 1.0], len(waiting))
            way[self.truth[waiting] < self.reach[waiting]] = -1.0
            objective = np.zeros(len(part))
            objective[waiting] = way * rng.uniform(0.5, 1, len(waiting)) / self.reach[waiting]
            self._learn(objective, limits, part[waiting])

    def solve_for_each(self) -> None:
        """Settle what is left, one number of each part at a time."""
        part = self.views.part
        while len(waiting := self._waiting()):
            _, first = np.unique(part[waiting], return_index=True)
            chosen = waiting[first]
            limits = np.column_stack([-self.truth, np.full(len(part), np.inf)])
            limits[chosen, 0] = -np.minimum(self.truth[chosen], self.reach[chosen])
            limits[chosen, 1] = self.reach[chosen]
            objective = np.zeros(len(part))
            objective[chosen] = 1.0
            for sign in (-1.0, 1.0):
                self._learn(sign * objective, limits, part[chosen])
            is_chosen = np.zeros(len(part), dtype=bool)
            is_chosen[chosen] = True
            self._settle(is_chosen & self._is_narrow())

    def _is_narrow(self) -> np.ndarray:
        return too_narrow(self.is_count, self.low, self.high, self.sensitive)

    def _waiting(self) -> np.ndarray:
        return np.flatnonzero(self.open & self._is_narrow())

    def _settle(self, found: np.ndarray) -> None:
        self.narrow |= found
        self.open &= ~found
        if self.group is not None:
            self.open &= ~np.isin(self.group, self.group[found])

    def _learn(self, objective: np.ndarray, limits: np.ndarray, parts: np.ndarray) -> None:
        """Solve for some parts, and remember how far every number of them has moved."""
        views = self.views
        is_in = np.zeros(views.part.max(initial=-1) + 1, dtype=bool)
        is_in[parts] = True
        places, rows = np.flatnonzero(is_in[views.part]), np.flatnonzero(is_in[views.part_of_equation])
        batch = np.cumsum(np.bincount(views.part[places], minlength=len(is_in))) // _PLACES_AT_ONCE
        for number in np.unique(batch[views.part[places]]):
            columns = places[batch[views.part[places]] == number]
            lines = rows[batch[views.part_of_equation[rows]] == number]
            matrix = sparse.csr_matrix(views.matrix[lines][:, columns])
            found = extreme(objective[columns], matrix, np.zeros(len(lines)), limits[columns])
            if found is not None:
                self.low[columns] = np.minimum(self.low[columns], self.truth[columns] + found[0])
                self.high[columns] = np.maximum(self.high[columns], self.truth[columns] + found[0])
