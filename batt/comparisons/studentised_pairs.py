"""How far all pairs of units are apart in standard errors: as observed, and by chance alone."""

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray


class StudentisedPairs:
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

    def greatest_of_each(self) -> NDArray[np.float32]:
        """Return per unit and draw the greatest difference, either way, from any other unit."""
        greatest = np.zeros_like(self._draws)
        for unit in range(len(greatest) - 1):
            # Both units of a pair are equally far apart, so each pair is computed once.
            apart = self._draws[unit] - self._draws[unit + 1 :]
            apart *= self._scale[unit, unit + 1 :, None]
            np.abs(apart, out=apart)
            np.maximum(greatest[unit], apart.max(axis=0), out=greatest[unit])
            np.maximum(greatest[unit + 1 :], apart, out=greatest[unit + 1 :])
        return greatest

    def marginal(
        self, greatest: NDArray[np.float32], stepwise: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return how many units are better and how many worse than each, taken by itself.

        Parameters
        ----------
        greatest
            Per unit and draw, the greatest difference from any other: the statistic of the first step.
        """
        units = len(greatest)
        better, worse = np.zeros((2, units, units), dtype=bool)
        tested, statistic = np.arange(units), greatest
        while True:
            critical = np.quantile(statistic, self._level, axis=1)[:, None]
            now_better, now_worse = -self.observed[tested] > critical, self.observed[tested] > critical
            is_more = ((now_better != better[tested]) | (now_worse != worse[tested])).any(axis=1)
            better[tested], worse[tested] = now_better, now_worse
            tested = tested[is_more]
            if not stepwise or not len(tested):
                return better.sum(axis=1), worse.sum(axis=1)
            exactly = [partial(self._greatest_of_one, unit, worse[unit], better[unit]) for unit in tested]
            statistic = np.array(list(map(self._where_it_matters, greatest[tested], exactly)))

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
            statistic = self._where_it_matters(greatest, partial(self._greatest_of_all, found))

    def _where_it_matters(
        self, bound: NDArray[np.float32], exactly: Callable[[NDArray[np.int64]], NDArray[np.float32]]
    ) -> NDArray[np.float32]:
        """Return per draw the greatest difference over pairs not rejected, as far as its quantile needs it.

        Over fewer pairs the greatest difference can only shrink, so `bound`, that of all pairs, limits it.
        Only the draws with the highest bounds are computed, more and more of them until those above the
        quantile are known exactly; the rest keep their bound cut to the lowest computed value that counts.

        Parameters
        ----------
        exactly
            Gives the greatest difference in some of the draws.
        """
        draws = len(bound)
        tail = draws - int(np.floor(self._level * (draws - 1)))
        computed = min(draws, 2 * tail)
        while True:
            order = np.argpartition(-bound, min(computed, draws - 1))
            chosen = order[:computed]
            exact = exactly(chosen)
            lowest = np.partition(exact, computed - tail)[computed - tail]
            if computed == draws or lowest >= bound[order[computed]]:
                statistic = np.minimum(bound, lowest)
                statistic[chosen] = exact
                return statistic
            computed = min(draws, 2 * computed)

    def _greatest_of_one(
        self, unit: int, worse: NDArray[np.bool_], better: NDArray[np.bool_], chosen: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Return per draw how far a unit is from the others, in the directions that are not rejected yet.

        The unit itself stays among them: its difference of 0 is below any critical value.
        """
        drawn = self._draws[:, chosen]
        ahead = drawn[unit] - drawn
        ahead *= self._scale[unit][:, None]
        return np.maximum(ahead[~worse].max(axis=0), -ahead[~better].min(axis=0))

    def _greatest_of_all(self, rejected: NDArray[np.bool_], chosen: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return per draw how far any unit is ahead of one that it is not yet known to be better than."""
        drawn = self._draws[:, chosen]
        greatest = np.zeros(len(chosen), dtype=np.float32)
        for unit, known in enumerate(rejected):
            ahead = drawn[unit] - drawn[~known]
            ahead *= self._scale[unit, ~known][:, None]
            np.maximum(greatest, ahead.max(axis=0), out=greatest)
        return greatest
