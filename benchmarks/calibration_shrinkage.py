"""How often the intervals of shrunken values hold the true value, over providers and tables."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from calibration_line import Line, coverage

from batt.comparisons.empirical_bayes import Shrunken, shrink_counts, shrink_means, shrink_shares

PROVIDERS = 60
CLAIM = 0.95


@dataclass(frozen=True)
class Prior:
    """True values drawn from the prior of a method, and the estimates made from data about them."""

    method: str
    world: str
    draw: Callable[[np.random.Generator], tuple[np.ndarray, Shrunken]]


def _shares(rng: np.random.Generator) -> tuple[np.ndarray, Shrunken]:
    n = rng.integers(2, 80, PROVIDERS)
    true = rng.beta(6.0, 9.0, PROVIDERS)
    return true, shrink_shares(rng.binomial(n, true).astype(float), n.astype(float))


def _counts(rng: np.random.Generator) -> tuple[np.ndarray, Shrunken]:
    exposure = rng.integers(10, 150, PROVIDERS).astype(float)
    true = rng.gamma(5.0, 0.1 / 5.0, PROVIDERS)
    return true, shrink_counts(rng.poisson(true * exposure).astype(float), exposure)


def _means(rng: np.random.Generator) -> tuple[np.ndarray, Shrunken]:
    se = 1 / np.sqrt(rng.integers(3, 60, PROVIDERS))
    true = 4.6 + 0.25 * rng.standard_normal(PROVIDERS)
    return true, shrink_means(true + se * rng.standard_normal(PROVIDERS), se)


PRIORS = (
    Prior("shrunken shares", "true shares beta(6, 9), 2–79 exits", _shares),
    Prior("shrunken counts", "true rates gamma, 0.1 per participant, 10–149 participants", _counts),
    Prior("shrunken means", "true means normal, τ 0.25, 3–59 answering", _means),
)


def shrinkage_coverage(seeds: int) -> Iterator[Line]:
    """Yield the coverage of the 95 % intervals, the average over providers: what empirical Bayes claims.

    Measured over providers whose true values come from the prior; for one given provider far from the others
    it is lower. The widening for the estimated prior is an approximation, so the claim is too.
    """
    for prior in PRIORS:
        held = np.empty(seeds)
        for seed in range(seeds):
            true, shrunken = prior.draw(np.random.default_rng([6, seed]))
            held[seed] = ((shrunken.low <= true) & (true <= shrunken.high)).mean()
        yield coverage(prior.method, prior.world, CLAIM, held, "about", 0.02)
