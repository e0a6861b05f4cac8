"""One row of the calibration table as a draw: a method, a world, and whether it did what it claims."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from calibration_line import Line, Side, coverage

from batt.relationships.estimate import Estimate

COVERAGE, SIZE = 0.95, 0.05
BOOTSTRAP_SEEDS, BOOTSTRAP_DRAWS = 400, 199
"""Data sets and draws where the method itself draws."""

Rng = np.random.Generator


@dataclass(frozen=True)
class Trial:
    """One line of the table: what a method claims, and a draw that tells whether it happened.

    A test that is conservative by construction is tried by how often it does not reject: at least 0.95.
    """

    method: str
    world: str
    claim: float
    happens: Callable[[Rng], bool]
    side: Side = "equals"


def lines(trials: list[Trial], seeds: int, room: int) -> Iterator[Line]:
    """Yield one line per trial; data set number s of trial t is drawn from the stream (room, t, s)."""
    for number, trial in enumerate(trials):
        happened = [trial.happens(np.random.default_rng([room, number, seed])) for seed in range(seeds)]
        yield coverage(trial.method, trial.world, trial.claim, np.array(happened, dtype=float), trial.side)


def holds(estimate: Estimate, true: float) -> bool:
    """Return whether the interval holds the true value; where there is no number, it does not."""
    return bool(estimate.low <= true <= estimate.high)


def rejects(estimate: Estimate) -> bool:
    """Return whether the test at 5 % rejects; where there is no number, it does not."""
    return bool(estimate.p <= SIZE)
