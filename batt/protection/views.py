"""The hidden part of a system as a reader and as every provider sees it, side by side.

What does not hang together is apart: a part is a set of unknown numbers joined by equations. Every part is
there once for a reader, and once for each provider that knows some of it, without what that provider knows.
All views together are one large system, so that they can be tested together.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from batt.protection.bounds import labels, sorted_by
from batt.protection.system import CountSystem, own_knowledge


@dataclass(frozen=True, eq=False)
class Views:
    """All views, part by part.

    Attributes
    ----------
    matrix
        Equations × places; the places of a part, and its equations, lie next to each other.
    variable, knower, part
        Per place: the variable of the system, who sees it so ("" for every reader), and the number of the
        part within all views, ascending.
    part_of_equation
        Per equation.
    """

    matrix: sparse.csr_matrix
    variable: np.ndarray
    knower: np.ndarray
    part: np.ndarray
    part_of_equation: np.ndarray


def views_of(system: CountSystem, unknown: np.ndarray, only: np.ndarray | None = None) -> Views:
    """Return how a reader and every provider see what is unknown.

    Parameters
    ----------
    unknown
        Per variable: not published.
    only
        Per variable: parts that touch none of these are left out. None for all parts.
    """
    of_equations, of_variables = labels(system.matrix, unknown)
    wanted = of_variables[unknown & system.is_protected]
    has_equation = np.zeros(max(of_variables.max(initial=-1), 0) + 1, dtype=bool)
    has_equation[of_equations[of_equations >= 0]] = True
    wanted = np.unique(wanted[wanted >= 0])
    wanted = wanted[has_equation[wanted]]
    if only is not None:
        wanted = np.intersect1d(wanted, of_variables[only])
    label, knower = _copies(system, of_variables, wanted)
    equations, variables = sorted_by(of_equations), sorted_by(of_variables)
    copy_of_row, rows = _stretched(of_equations[equations], label)
    copy_of_place, places = _stretched(of_variables[variables], label)
    # In the sorted matrix a part's columns lie together; in the copy they begin elsewhere.
    matrix = sparse.csr_matrix(system.matrix[equations[rows]][:, variables])
    begins = np.searchsorted(copy_of_place, np.arange(len(label)))
    shift = begins - np.searchsorted(of_variables[variables], label)
    columns = matrix.indices + np.repeat(shift[copy_of_row], np.diff(matrix.indptr))
    matrix = sparse.csr_matrix((matrix.data, columns, matrix.indptr), shape=(len(rows), len(places)))
    return _without_own(system, matrix, variables[places], knower[copy_of_place])


def _copies(
    system: CountSystem, of_variables: np.ndarray, wanted: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the part and the knower of every copy: the reader first, then each provider in it by name."""
    inside = np.isin(of_variables, wanted) & (system.owner != "")
    names, number = np.unique(system.owner[inside].astype(str), return_inverse=True)
    pairs = np.unique(np.column_stack([of_variables[inside], number]), axis=0)
    label = np.concatenate([wanted, pairs[:, 0]]).astype(int)
    knower = np.concatenate([np.full(len(wanted), ""), names[pairs[:, 1]]]).astype(object)
    return label, knower


def _stretched(ascending: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return, for each wanted label one after the other, its number and the positions that have it."""
    start, end = np.searchsorted(ascending, wanted), np.searchsorted(ascending, wanted, side="right")
    size = end - start
    number = np.repeat(np.arange(len(wanted)), size)
    within = np.arange(len(number)) - np.repeat(np.cumsum(size) - size, size)
    return number, start[number] + within


def _without_own(
    system: CountSystem, matrix: sparse.csr_matrix, variable: np.ndarray, knower: np.ndarray
) -> Views:
    """Take out what every knower knows, and the parts on which that has no bearing."""
    is_reader = knower == ""
    left = own_knowledge(matrix, is_reader | (system.owner[variable] != knower)) | is_reader
    of_equations, of_places = labels(matrix, left)
    bears = abs(matrix) @ (~left).astype(float) > 0
    bears |= abs(matrix) @ is_reader.astype(float) > 0
    kept = np.unique(of_equations[bears & (of_equations >= 0)])
    of_equations = np.where(np.isin(of_equations, kept), of_equations, -1)
    of_places = np.where(np.isin(of_places, kept), of_places, -1)
    equations, places = sorted_by(of_equations), sorted_by(of_places)
    return Views(
        sparse.csr_matrix(matrix[equations][:, places]),
        variable[places],
        knower[places],
        of_places[places],
        of_equations[equations],
    )
