"""Confidence sets for ranks: how far up or down the list a provider could truly be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from batt.comparisons.studentised_pairs import StudentisedPairs

DRAWS = 2000
SEED = 20151231
CONFIDENCE = 0.95


@dataclass(frozen=True)
class RankSets:
    """Ranks with their confidence sets; rank 1 is the highest estimate. All arrays have shape (units,).

    Attributes
    ----------
    rank, rank_last
        The first and the last place that a unit shares with those of exactly the same estimate; equal where
        there is no tie.
    marginal_low, marginal_high
        Best and worst rank in the set of each unit taken by itself.
    simultaneous_low, simultaneous_high
        Best and worst rank in sets that hold for all units at once.
    """

    rank: NDArray[np.int64]
    rank_last: NDArray[np.int64]
    marginal_low: NDArray[np.int64]
    marginal_high: NDArray[np.int64]
    simultaneous_low: NDArray[np.int64]
    simultaneous_high: NDArray[np.int64]


def rank_sets(
    estimates: NDArray[np.float64],
    errors: NDArray[np.float64],
    *,
    draws: int = DRAWS,
    seed: int | list[int] = SEED,
    confidence: float = CONFIDENCE,
    stepwise: bool = True,
) -> RankSets:
    """Return marginal and simultaneous two-sided confidence sets for the ranks of independent estimates.

    A unit's rank is one plus the number of units with a greater true value. All ordered pairs are tested
    against the bootstrap distribution of the greatest studentised difference, (Z_j − Z_k)/√(se_j² + se_k²)
    with independent Z_j ~ N(0, se_j²); for a marginal set the greatest is over the pairs with that unit, for
    the simultaneous sets over all pairs. Units found significantly better push the best possible rank down,
    units found significantly worse pull the worst possible rank up. Stepwise: rejected pairs leave the
    greatest difference, and the rest is tested again until nothing more is rejected. The same draws serve
    every set and every step.

    Parameters
    ----------
    estimates
        Shape (units,), without missing values. Higher is better.
    errors
        Standard errors, all positive: an estimate without error would be placed with certainty.
    draws
        Bootstrap draws.
    seed
        Of the draws, which are made in the order of the units.
    confidence
        Coverage, 0–1.
    stepwise
        Whether to go on after the first step.

    Raises
    ------
    ValueError
        For a missing estimate, or an error that is not positive.

    Source: Mogstad, Romano, Shaikh & Wilhelm (2024), Rev. Econ. Stud. 91:476–518, §§3.1–3.3; the parametric
    bootstrap for independent estimates is that of the authors' R package csranks.
    """
    x, se = np.asarray(estimates, dtype=float), np.asarray(errors, dtype=float)
    if not (np.isfinite(x).all() and np.isfinite(se).all() and (se > 0).all()):
        raise ValueError("estimates must be finite and standard errors positive")
    ordered = np.sort(x)
    first = 1 + len(x) - np.searchsorted(ordered, x, side="right")
    last = len(x) - np.searchsorted(ordered, x, side="left")
    if len(x) < 2:
        return RankSets(first, last, first, last, first, last)
    pairs = StudentisedPairs(x, se, draws, seed, confidence)
    statistics = pairs.greatest_of_each()
    marginal_better, marginal_worse = pairs.marginal(statistics, stepwise)
    worse = pairs.simultaneous(statistics.max(axis=0), stepwise)
    return RankSets(
        first,
        last,
        1 + marginal_better,
        len(x) - marginal_worse,
        1 + worse.sum(axis=0),
        len(x) - worse.sum(axis=1),
    )
