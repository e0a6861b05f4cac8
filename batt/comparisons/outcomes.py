"""What can happen to a provider of a given size: every number of events, and in how many ways."""

from dataclasses import dataclass

import numpy as np
from scipy import special


@dataclass(frozen=True)
class Outcomes:
    """Numbers of events, size after size. All arrays have one shape.

    Attributes
    ----------
    which
        Position of the size among those asked for.
    events, size
        Number of events, and units (or exposure) that they are of.
    log_ways
        The part of the log probability that does not depend on how likely an event is.
    """

    which: np.ndarray
    events: np.ndarray
    size: np.ndarray
    log_ways: np.ndarray

    @property
    def measure(self) -> np.ndarray:
        """Return the share, or the rate per unit of exposure."""
        return self.events / self.size


def shares_of(size: np.ndarray) -> Outcomes:
    """Return every number of events that each number of units can have, shape (Σ(size + 1),)."""
    which, x = _counted_off(size.astype(int) + 1)
    n = size[which]
    return Outcomes(which, x, n, -(special.betaln(x + 1, n - x + 1) + np.log(n + 1)))


def counts_up_to(exposure: np.ndarray, most_expected: np.ndarray) -> Outcomes:
    """Return every number of events that is not next to impossible where so many at most are expected."""
    which, x = _counted_off((most_expected + 6 * np.sqrt(most_expected) + 12).astype(int))
    n = exposure[which]
    return Outcomes(which, x, n, special.xlogy(x, n) - special.gammaln(x + 1))


def _counted_off(ends: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return 0 … end − 1 for each end one after the other, and which end that is."""
    which = np.repeat(np.arange(len(ends)), ends)
    return which, np.arange(ends.sum()) - np.repeat(np.cumsum(ends) - ends, ends)
