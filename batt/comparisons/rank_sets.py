"""Confidence sets for ranks: how far up or down the list a provider could truly be."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
    pairs = _Pairs(x, se, draws, seed, confidence)
    marginal_better, marginal_worse, beyond = pairs.marginal(stepwise)
    worse = pairs.simultaneous(beyond, stepwise)
    return RankSets(
        first,
        last,
        1 + marginal_better,
        len(x) - marginal_worse,
        1 + worse.sum(axis=0),
        len(x) - worse.sum(axis=1),
    )


class _Pairs:
    """Studentised differences of all pairs: those observed, and those of the bootstrap.

    The draws are held in single precision: it halves the time, and moves a critical value by some 1e-7.
    """

    def __init__(
        self, x: NDArray[np.float64], se: NDArray[np.float64], draws: int, seed: int | list[int], level: float
    ) -> None:
        scale = 1 / np.sqrt(se[:, None] ** 2 + se[None, :] ** 2)
        self.observed = (x[:, None] - x[None, :]) * scale
        self._scale = scale.astype(np.float32)
        noise = np.random.default_rng(seed).standard_normal((len(x), draws))
        self._draws = (noise * se[:, None]).astype(np.float32)
        self._level = level

    def marginal(self, stepwise: bool) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
        """Return how many units are better and worse than each, and each draw's greatest difference."""
        units, draws = self._draws.shape
        better, worse = np.zeros(units, dtype=np.int64), np.zeros(units, dtype=np.int64)
        greatest = np.zeros(draws, dtype=np.float32)
        for unit in range(units):
            ahead = self._ahead(self._draws, unit, slice(None))
            statistic = np.maximum(ahead.max(axis=0), -ahead.min(axis=0))
            np.maximum(greatest, statistic, out=greatest)
            better[unit], worse[unit] = self._step_one_unit(unit, ahead, statistic, stepwise)
        return better, worse, greatest

    def _step_one_unit(
        self, unit: int, ahead: NDArray[np.float32], statistic: NDArray[np.float32], stepwise: bool
    ) -> tuple[int, int]:
        """Count the units better and worse than one unit, step by step."""
        observed = self.observed[unit]
        others = np.arange(len(observed)) != unit
        rejected = 0
        while True:
            critical = np.quantile(statistic, self._level)
            is_worse, is_better = observed > critical, -observed > critical
            found = int(is_worse.sum() + is_better.sum())
            if not stepwise or found == rejected:
                return int(is_better.sum()), int(is_worse.sum())
            rejected = found
            open_worse, open_better = ahead[others & ~is_worse], ahead[others & ~is_better]
            statistic = np.maximum(
                open_worse.max(axis=0, initial=-np.inf), -open_better.min(axis=0, initial=np.inf)
            )

    def simultaneous(self, greatest: NDArray[np.float32], stepwise: bool) -> NDArray[np.bool_]:
        """Return which unit (row) is better than which (column), for all pairs at once.

        Parameters
        ----------
        greatest
            Per draw, the greatest difference over all ordered pairs: the statistic of the first step.
        """
        rejected = np.zeros(self.observed.shape, dtype=bool)
        statistic = greatest
        while True:
            found = self.observed > np.quantile(statistic, self._level)
            if not stepwise or (found == rejected).all():
                return found
            rejected = found
            statistic = self._greatest_of_open_pairs(rejected, greatest)

    def _greatest_of_open_pairs(
        self, rejected: NDArray[np.bool_], bound: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Return per draw the greatest difference over ordered pairs not rejected, where it can matter.

        Over fewer pairs the greatest difference can only shrink, so `bound`, that of all pairs, limits it.
        Only the draws with the highest bounds are computed, more and more of them until those above the
        quantile are known exactly; the rest keep their bound cut to the lowest computed value that counts.
        """
        draws = len(bound)
        tail = draws - int(np.floor(self._level * (draws - 1)))
        order = np.argsort(-bound, kind="stable")
        computed = min(draws, 4 * tail)
        while True:
            chosen = order[:computed]
            exact = np.full(computed, -np.inf, dtype=np.float32)
            drawn = self._draws[:, chosen]
            for unit in range(len(rejected)):
                # The unit itself stays among the open ones: its difference of 0 is below any critical value.
                ahead = self._ahead(drawn, unit, np.flatnonzero(~rejected[unit]))
                np.maximum(exact, ahead.max(axis=0), out=exact)
            lowest = np.sort(exact)[computed - tail]
            if computed == draws or lowest >= bound[order[computed]]:
                statistic = np.minimum(bound, lowest)
                statistic[chosen] = exact
                return statistic
            computed = min(draws, 2 * computed)

    def _ahead(
        self, drawn: NDArray[np.float32], unit: int, others: NDArray[np.int64] | slice
    ) -> NDArray[np.float32]:
        """Return how far, in standard errors, a unit is ahead of the others. Shape (others, draws)."""
        ahead = drawn[unit] - drawn[others]
        ahead *= self._scale[unit, others][:, None]
        return ahead
