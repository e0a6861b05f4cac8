"""Coverage of the confidence sets for ranks where the true ranks are known."""

from collections.abc import Iterator

import numpy as np
from aggregate_worlds import share_world
from calibration_line import Line, coverage

from batt.comparisons.rank_sets import rank_sets
from batt.comparisons.ranks import rank_table

PROVIDERS = 25
CLAIM = 0.95
UNEQUAL = np.linspace(0.05, 0.35, PROVIDERS)
TRUE_VALUES = {
    "25 providers all alike": np.zeros(PROVIDERS),
    "25 in five groups of ties": np.repeat(np.arange(5.0), 5) * 0.4,
    "25 all different": np.arange(PROVIDERS) * 0.08,
}


def rank_set_coverage(seeds: int) -> Iterator[Line]:
    """Yield the coverage of simultaneous and marginal sets, single-step and stepwise.

    Where all are alike nothing may be rejected and the sets cover at exactly their rate; anywhere else the
    pairs that truly differ make room, and the claim is that of the paper: at least.
    """
    for world, true in TRUE_VALUES.items():
        alike = not np.ptp(true)
        for stepwise in (False, True):
            kind = "stepwise" if stepwise else "single step"
            together, apart = _covered(true, UNEQUAL, seeds, stepwise)
            yield coverage(
                f"simultaneous rank sets, {kind}", world, CLAIM, together, "equals" if alike else "at least"
            )
            yield coverage(
                f"marginal rank sets, {kind}", world, CLAIM, apart, "equals" if alike else "at least"
            )


def share_rank_set_coverage(seeds: int) -> Iterator[Line]:
    """Yield the coverage of the sets of shares, with estimated errors, which are only nearly normal."""
    true = np.full(PROVIDERS, 0.4)
    for sizes in ((5, 30), (10, 80)):
        together, apart = np.empty(seeds), np.empty(seeds)
        for seed in range(seeds):
            cells = share_world(np.random.default_rng([7, seed]), PROVIDERS, 0.4, sizes)
            table = rank_table(cells, seed=seed)
            low, high = (
                table[["simultaneous_low", "marginal_low"]].to_numpy(dtype=int).T,
                table[["simultaneous_high", "marginal_high"]].to_numpy(dtype=int).T,
            )
            together[seed] = _holds(true, low[0], high[0]).all()
            apart[seed] = _holds(true, low[1], high[1]).mean()
        world = f"25 shares all 0.40, {sizes[0]}–{sizes[1]} exits"
        yield coverage("simultaneous rank sets", world, CLAIM, together, "at least")
        yield coverage("marginal rank sets", world, CLAIM, apart, "at least")


def _covered(true: np.ndarray, se: np.ndarray, seeds: int, stepwise: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return per seed whether all sets hold at once, and the share of the marginal sets that hold."""
    together, apart = np.empty(seeds), np.empty(seeds)
    for seed in range(seeds):
        estimates = true + se * np.random.default_rng([1, seed]).standard_normal(len(true))
        sets = rank_sets(estimates, se, seed=[2, seed], stepwise=stepwise)
        together[seed] = _holds(true, sets.simultaneous_low, sets.simultaneous_high).all()
        apart[seed] = _holds(true, sets.marginal_low, sets.marginal_high).mean()
    return together, apart


def _holds(true: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return per unit whether its set holds every rank it shares with those truly equal to it."""
    best = 1 + (true[:, None] < true[None, :]).sum(axis=1)
    worst = len(true) - (true[:, None] > true[None, :]).sum(axis=1)
    return (low <= best) & (worst <= high)
