"""How much of each row is hidden, and which counts are unknown at those levels."""

import numpy as np

from batt.protection.system import CountSystem

SHOWN, RATE_HIDDEN, ALL_HIDDEN = 0, 1, 2
"""How much of a row is hidden: nothing; its number but not the persons behind it; the persons as well."""


def unknown_at(system: CountSystem, level: np.ndarray) -> np.ndarray:
    """Return, per variable, whether every row that could show it hides it.

    Parameters
    ----------
    level
        Per row of the table.
    """
    frame = system.variables
    variable = frame["variable"].to_numpy()
    needed = np.where(system.is_persons[variable], ALL_HIDDEN, RATE_HIDDEN)
    shown = level[frame["row"].to_numpy()] < needed
    return ~system.is_protected | (np.bincount(variable, shown, minlength=len(system.values)) == 0)
