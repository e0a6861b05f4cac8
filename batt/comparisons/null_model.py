"""How a provider's figure varies when the provider is like the others: limits, tails and scales.

Three kinds: ``proportion`` (binomial), ``count`` (Poisson, ``size`` is the exposure) and ``mean`` (t with the
pooled spread ``sigma``). Between-provider variance ``tau2`` is normal on the scale that steadies the
variance: arcsine of the root for shares, root for counts, as it is for means. All functions are vectorised
over cells.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special, stats

from batt.comparisons.outcomes import Outcomes, counts_up_to, shares_of

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(31)
WEIGHTS = WEIGHTS / WEIGHTS.sum()
STEPS = 60
LOWEST_LOG = -1e300


@dataclass(frozen=True)
class NullModel:
    """The model of one group of cells: an indicator in a programme.

    Attributes
    ----------
    kind
        ``proportion``, ``mean`` or ``count``.
    target
        Share, mean or rate per unit of exposure that all providers are held against.
    sigma, df
        Spread of one unit of a mean and its degrees of freedom; not used for the other kinds.
    low, high
        The range a value can take; limits are clipped to it.
    """

    kind: str
    target: float
    sigma: float = float("nan")
    df: float = float("nan")
    low: float = 0.0
    high: float = float("inf")

    def steady(self, value: np.ndarray | float) -> np.ndarray:
        """Return values on the scale on which the variance does not depend on the value."""
        value = np.asarray(value, dtype=float)
        if self.kind == "proportion":
            return np.arcsin(np.sqrt(np.clip(value, 0, 1)))
        return np.sqrt(np.clip(value, 0, None)) if self.kind == "count" else value

    def natural(self, steady: np.ndarray) -> np.ndarray:
        """Return steady values to the value's own scale, never folding back beyond the end of the scale."""
        if self.kind == "proportion":
            return np.sin(np.clip(steady, 0, np.pi / 2)) ** 2
        return np.clip(steady, 0, None) ** 2 if self.kind == "count" else np.asarray(steady, dtype=float)

    def steady_variance(self, size: np.ndarray) -> np.ndarray:
        """Return the sampling variance on the steady scale: 1/(4·size), for means σ²/size."""
        return (self.sigma**2 if self.kind == "mean" else 0.25) / np.asarray(size, dtype=float)

    def score(self, measure: np.ndarray, size: np.ndarray) -> np.ndarray:
        """Return (measure − target) over its standard error under the target, which exists for zeros too."""
        variance = {
            "proportion": self.target * (1 - self.target),
            "count": self.target,
            "mean": self.sigma**2,
        }[self.kind]
        return (np.asarray(measure) - self.target) / np.sqrt(variance / np.asarray(size))

    def limits(self, size: np.ndarray, level: float, tau2: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Return the funnel's lower and upper limit at each size.

        Without ``tau2`` they are a known interval turned round, so a provider lies outside exactly when its
        own interval leaves the target out: Wilson's for shares (p0 ± z·√(p0·q0/n)), the exact one for counts,
        t for means. With ``tau2`` the distance to the target grows by √(1 + tau²/s²) on the steady scale and
        is returned from there. Source: Spiegelhalter 2005, additive overdispersion.
        """
        size = np.asarray(size, dtype=float)
        low, high = self._plain_limits(size, level)
        low, high = np.clip(low, self.low, self.high), np.clip(high, self.low, self.high)
        if tau2 > 0:
            centre, wider = self.steady(self.target), np.sqrt(1 + tau2 / self.steady_variance(size))
            low = self.natural(centre + (self.steady(low) - centre) * wider)
            high = self.natural(centre + (self.steady(high) - centre) * wider)
        return np.clip(low, self.low, self.high), np.clip(high, self.low, self.high)

    def _plain_limits(self, size: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        tail = (1 - level) / 2
        if self.kind == "count":
            low, high = exact_count_limits(self.target * size, tail)
            return low / size, high / size
        if self.kind == "mean":
            reach = stats.t.isf(tail, self.df) * self.sigma / np.sqrt(size)
        else:
            reach = stats.norm.isf(tail) * np.sqrt(self.target * (1 - self.target) / size)
        return self.target - reach, self.target + reach

    def tails(
        self, at_most: np.ndarray, at_least: np.ndarray, size: np.ndarray, tau2: float = 0.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return P(value ≤ at_most) and P(value ≥ at_least), the exact discrete ones, shape (n,).

        ``at_most`` and ``at_least`` are numbers of events for shares and counts and values for means. Under
        ``tau2`` the provider's own target varies and is integrated out with 31 Gauss–Hermite nodes.
        """
        size = np.asarray(size, dtype=float)[:, None]
        at_most, at_least = np.asarray(at_most)[:, None], np.asarray(at_least)[:, None]
        if self.kind == "mean":
            spread = np.sqrt(self.steady_variance(size) + tau2)
            lower = stats.t.cdf((at_most - self.target) / spread, self.df)
            return lower[:, 0], stats.t.sf((at_least - self.target) / spread, self.df)[:, 0]
        own = self.natural(self.centre(tau2) + np.sqrt(tau2) * NODES)[None, :]
        if self.kind == "proportion":
            lower, upper = stats.binom.cdf(at_most, size, own), stats.binom.sf(at_least - 1, size, own)
        else:
            lower, upper = stats.poisson.cdf(at_most, size * own), stats.poisson.sf(at_least - 1, size * own)
        return lower @ WEIGHTS, upper @ WEIGHTS

    def centre(self, tau2: float) -> float:
        """Return the steady value about which providers vary when they average to the target.

        The scales are bent, so it is not quite that of the target itself. A tau² that could not be told (NaN)
        counts as none.
        """
        middle = float(self.steady(self.target))
        if self.kind == "mean" or not tau2 > 0:
            return middle
        reach = 6 * np.sqrt(tau2)

        def excess(at: float) -> float:
            return float(self.natural(at + np.sqrt(tau2) * NODES) @ WEIGHTS) - self.target

        return _root(excess, -reach, middle + reach)

    def most_tau2(self) -> float:
        """Return the largest tau² that is looked for: infinite for means.

        For shares (π/4)², as when half the providers are at 0 and half at 1; for counts four times the
        target, which puts two thirds of the providers at 0. Source: decision.
        """
        return {"proportion": (np.pi / 4) ** 2, "count": 4 * self.target, "mean": float("inf")}[self.kind]

    def possible(self, size: np.ndarray, tau2: float = 0.0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return all that can happen to providers of these sizes, size after size.

        Three arrays of one shape: the position of the size, the score, and its probability under the target
        and ``tau2``. For shares and counts only.
        """
        outcomes = self.outcomes(size, tau2)
        score = self.score(outcomes.measure, outcomes.size)
        return outcomes.which, score, self.chances(outcomes, tau2)

    def outcomes(self, size: np.ndarray, tau2: float = 0.0) -> Outcomes:
        """Return what can happen at these sizes; with shares the same under every ``tau2``."""
        if self.kind == "proportion":
            return shares_of(size)
        own = self._own_targets(tau2)
        # The nodes beyond five deviations weigh less than a millionth.
        return counts_up_to(size, size * (own[np.abs(NODES) < 5].max() if tau2 > 0 else self.target))

    def chances(self, outcomes: Outcomes, tau2: float = 0.0) -> np.ndarray:
        """Return the probability of each outcome at its size."""
        own = self._own_targets(tau2)
        x, n = outcomes.events[:, None], outcomes.size[:, None]
        # The logarithms of scipy, held finite: none of nothing is still nothing, and some of it impossible.
        log = x * np.maximum(special.xlogy(1.0, own), LOWEST_LOG)
        if self.kind == "proportion":
            log += (n - x) * np.maximum(special.xlog1py(1.0, -own), LOWEST_LOG)
        else:
            log -= n * own
        log += outcomes.log_ways[:, None]
        return np.exp(log, out=log) @ (WEIGHTS if tau2 > 0 else np.ones(1))

    def _own_targets(self, tau2: float) -> np.ndarray:
        """Return the targets of providers that vary by ``tau2``, one per node; the target itself without."""
        return (
            self.natural(self.centre(tau2) + np.sqrt(tau2) * NODES) if tau2 > 0 else np.array([self.target])
        )


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Return where an increasing function is 0, or the end nearest to it."""
    if excess(low) >= 0 or excess(high) <= 0:
        return low if excess(low) >= 0 else high
    found: float = optimize.brentq(excess, low, high, xtol=1e-12)  # pyright: ignore[reportAssignmentType]
    return found


def exact_count_limits(expected: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the counts at which the exact Poisson interval just touches the expected number, shape (n,).

    Both are continuous in the count, as the interval is: a count strictly below the first or above the second
    has an exact (Garwood) interval that leaves ``expected`` out. The first is 0 where even a count of 0 is
    not rare enough.
    """
    expected = np.asarray(expected, dtype=float)
    top = expected + 12 * np.sqrt(expected) + 30
    low_from, low_to = np.full_like(expected, -1.0), top.copy()
    high_from, high_to = np.zeros_like(expected), top.copy()
    for _ in range(STEPS):
        middle = (low_from + low_to) / 2
        rare = special.gammaincc(middle + 1, expected) < tail
        low_from, low_to = np.where(rare, middle, low_from), np.where(rare, low_to, middle)
        middle = (high_from + high_to) / 2
        rare = special.gammainc(np.maximum(middle, 1e-300), expected) < tail
        high_from, high_to = np.where(rare, high_from, middle), np.where(rare, middle, high_to)
    return np.maximum((low_from + low_to) / 2, 0.0), (high_from + high_to) / 2
