"""The interval in which a reader can place each unknown count, given the equations between counts.

Everything is at least zero. Bound propagation looks at one equation at a time; linear programming at all of
them together, and gives the exact interval of the relaxed problem (counts need not be whole).
"""

from collections.abc import Iterator

import numpy as np
from scipy import sparse
from scipy.optimize import milp
from scipy.sparse.csgraph import connected_components

from batt.errors import DisclosureError

_ROUNDS = 60


def propagate(matrix: sparse.csr_matrix, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Narrow intervals equation by equation until nothing moves.

    Parameters
    ----------
    matrix
        Equations × variables; the matrix times the values is zero.
    low, high
        Intervals to begin with; ``high`` may be infinite.
    """
    low, high = low.copy(), high.copy()
    entries = matrix.tocoo()
    n_equations = len(matrix.indptr) - 1
    equation, variable, factor = entries.row, entries.col, entries.data
    for _ in range(_ROUNDS):
        ends = np.where(factor > 0, [low[variable], high[variable]], [high[variable], low[variable]]) * factor
        least = _of_the_others(equation, ends[0], n_equations, -np.inf)
        most = _of_the_others(equation, ends[1], n_equations, np.inf)
        # factor · v = −(the others), which lies between −most and −least.
        one, other = -most / factor, -least / factor
        new_low, new_high = low.copy(), high.copy()
        np.maximum.at(new_low, variable, np.minimum(one, other))
        np.minimum.at(new_high, variable, np.maximum(one, other))
        moved = np.nan_to_num(new_low - low).max(initial=0) > 1e-7
        with np.errstate(invalid="ignore"):
            moved |= bool(np.nan_to_num(high - new_high, posinf=1).max(initial=0) > 1e-7)
        low, high = new_low, new_high
        if not moved:
            break
    return low, high


def _of_the_others(equation: np.ndarray, ends: np.ndarray, n: int, open_end: float) -> np.ndarray:
    """Return, per entry, the sum of the other ends in its equation; the open end if one is infinite."""
    infinite = np.isinf(ends)
    finite = np.where(infinite, 0.0, ends)
    sums = np.bincount(equation, finite, minlength=n)[equation] - finite
    is_open = np.bincount(equation, infinite, minlength=n)[equation] - infinite > 0
    return np.where(is_open, open_end, sums)


def labels(matrix: sparse.csr_matrix, unknown: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the part of each equation and of each unknown variable: the same number for what hangs together.

    Equations without an unknown variable, and known variables, have −1.
    """
    columns = np.flatnonzero(unknown)
    pattern = sparse.csr_matrix(matrix[:, columns])
    used = np.flatnonzero(np.diff(pattern.indptr))
    of_equations, of_variables = np.full(len(matrix.indptr) - 1, -1), np.full(len(unknown), -1)
    if len(used):
        pattern = pattern[used]
        graph = sparse.bmat([[None, pattern], [pattern.T, None]])
        _, label = connected_components(graph, directed=False)
        of_equations[used], of_variables[columns] = label[: len(used)], label[len(used) :]
    return of_equations, of_variables


def sorted_by(label: np.ndarray) -> np.ndarray:
    """Return the positions that have a label, in its order; −1 is none."""
    order = np.argsort(label, kind="stable")
    return order[label[order] >= 0]


def parts(matrix: sparse.csr_matrix, unknown: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give equations and unknown variables that hang together, part by part; free variables have none."""
    of_equations, of_variables = labels(matrix, unknown)
    equations, variables = sorted_by(of_equations), sorted_by(of_variables)
    numbers = np.arange(of_variables.max(initial=-1) + 2)
    row_ends = np.searchsorted(of_equations[equations], numbers)
    column_ends = np.searchsorted(of_variables[variables], numbers)
    for i in numbers[:-1]:
        yield (equations[row_ends[i] : row_ends[i + 1]], variables[column_ends[i] : column_ends[i + 1]])


def extreme(
    objective: np.ndarray,
    matrix: sparse.csr_matrix,
    right: np.ndarray,
    limits: np.ndarray,
) -> tuple[np.ndarray, float] | None:
    """Return the point that makes the objective least, and its value; None if there is no least.

    Parameters
    ----------
    limits
        Variables × 2: least and largest value of each.

    Raises
    ------
    DisclosureError
        If no point satisfies the equations: what is published contradicts itself.
    """
    # With no whole variables `milp` is the solver that `linprog` calls, but with fewer checks on the way.
    bounds = (limits[:, 0], limits[:, 1])
    found = milp(objective, bounds=bounds, constraints=(matrix, right, right))
    if found.status == 2:
        raise DisclosureError("The counts to be published contradict each other: parts and whole differ.")
    return (found.x, float(found.fun)) if found.status == 0 else None
