"""Which hidden numbers can be narrowed down, by a reader and by each provider that knows its own.

A hidden number is safe once two tables are found that fit everything known and in which it lies far enough
apart. One solved linear programme gives a whole table, and so clears many numbers at once; only what is left
is solved for by itself. The search begins from the true table, which fits.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from batt.disclosure.bounds import extreme, parts
from batt.disclosure.settings import settings
from batt.disclosure.system import COUNTED, CountSystem, own_knowledge, too_narrow

_TABLES = 4
_SEED = 20151231


@dataclass(frozen=True)
class Narrow:
    """A hidden variable that can be narrowed down, who can do it ("" for every reader), and from what."""

    variable: int
    knower: str
    unknown: tuple[int, ...]


def narrow_cells(
    system: CountSystem, unknown: np.ndarray, primary: np.ndarray, only: np.ndarray | None = None
) -> list[Narrow]:
    """Return what can be narrowed down by a reader or by one provider.

    Parameters
    ----------
    unknown
        Per variable: not published.
    primary
        Per variable: hidden for what it tells by itself.
    only
        Per variable: parts that touch none of these are taken as tested before. None for all.
    """
    found = []
    for equations, variables in parts(system.matrix, unknown):
        if only is not None and not only[variables].any():
            continue
        found += _narrow_in_part(system, equations, variables, primary, "")
        for knower in sorted(set(system.owner[variables]) - {""}):
            found += _narrow_for(system, equations, variables, primary, knower)
    return found


def _narrow_for(
    system: CountSystem, equations: np.ndarray, variables: np.ndarray, primary: np.ndarray, knower: str
) -> list[Narrow]:
    """Test what is left of one part for a provider, as far as its own numbers bear on it."""
    part = sparse.csr_matrix(system.matrix[equations])
    everything = np.zeros(len(system.values), dtype=bool)
    everything[variables] = True
    left = own_knowledge(part, everything & (system.owner != knower))
    touched = np.flatnonzero(abs(part) @ (everything & ~left).astype(float) > 0)
    found = []
    for rows, columns in parts(part, left):
        if np.isin(rows, touched).any():
            found += _narrow_in_part(system, equations[rows], columns, primary, knower)
    return found


def _narrow_in_part(
    system: CountSystem, equations: np.ndarray, variables: np.ndarray, primary: np.ndarray, knower: str
) -> list[Narrow]:
    matrix = sparse.csr_matrix(system.matrix[equations][:, variables])
    truth = system.values[variables]
    kind = system.kind[variables]
    relative = settings().min_relative_interval
    reach_of_sums = np.where(primary[variables], truth * relative / (1 - relative), 0) + 1
    reach = np.where(np.isin(kind, COUNTED), float(settings().min_interval), reach_of_sums)
    # Tied to the farthest reach, one table moves many numbers far enough; untied, one might move alone.
    tied = np.where(system.is_protected[variables], reach.max(), np.inf)
    together = np.column_stack([-np.minimum(truth, tied), tied])
    right = np.zeros(len(equations))
    low, high = truth.copy(), truth.copy()

    kind = system.kind[variables]

    def still_narrow() -> np.ndarray:
        return np.flatnonzero(too_narrow(kind, low, high, primary[variables]))

    def learn(objective: np.ndarray, limits: np.ndarray) -> None:
        found = extreme(objective, matrix, right, limits)
        if found is not None:
            np.minimum(low, truth + found[0], out=low)
            np.maximum(high, truth + found[0], out=high)

    rng = np.random.default_rng(_SEED)
    for _ in range(_TABLES):
        narrow = still_narrow()
        if len(narrow) < 3:
            break
        objective = np.zeros(len(variables))
        weight = rng.uniform(0.5, 1, len(narrow)) / reach[narrow]
        objective[narrow] = rng.choice([-1.0, 1.0], len(narrow)) * weight
        learn(objective, together)
        learn(-objective, together)
    for place in still_narrow():
        for sign in (-1.0, 1.0):
            objective = np.zeros(len(variables))
            objective[place] = sign
            alone = np.column_stack([-truth, np.full(len(truth), np.inf)])
            alone[place] = -min(truth[place], reach[place]), reach[place]
            learn(objective, alone)
    unknown = tuple(int(variable) for variable in variables)
    return [Narrow(int(variables[place]), knower, unknown) for place in still_narrow()]
