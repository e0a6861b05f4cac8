"""Small worlds of people who stay and leave: 60 providers that share a frailty, late entry, two causes."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

PROVIDERS = 60
FRAILTY = 0.35
"""Standard deviation between providers of the logarithm of the rate of leaving to a job."""
JOB_RATE, OTHER_RATE = 0.008, 0.006
"""Per day, at an average provider."""


@dataclass(frozen=True)
class Stays:
    """One row per person: days from start; cause 0 still in, 1 job, 2 other; provider codes 0, 1, …"""

    time: np.ndarray
    cause: np.ndarray
    entry: np.ndarray
    provider: np.ndarray
    exposure: np.ndarray


def sizes(rng: np.random.Generator, providers: int = PROVIDERS) -> np.ndarray:
    """Draw how many people each provider has: about 40, unlike each other."""
    return np.maximum(np.round(40 * np.exp(0.6 * rng.standard_normal(providers) - 0.18)), 2).astype(int)


def by_person(rng: np.random.Generator, size: np.ndarray) -> np.ndarray:
    """Draw an exposure of persons, more common at some providers than at others."""
    return rng.random(size.sum()) < np.repeat(1 / (1 + np.exp(-0.5 * rng.standard_normal(len(size)))), size)


def by_provider(rng: np.random.Generator, size: np.ndarray) -> np.ndarray:
    """Draw an exposure on a scale that all people of a provider share."""
    return np.repeat(rng.standard_normal(len(size)), size)


def by_some_providers(rng: np.random.Generator, size: np.ndarray) -> np.ndarray:
    """Draw a yes or no that all people of a provider share, yes for one in four."""
    return np.repeat(rng.permutation(len(size)) < len(size) / 4, size)


def stays(
    rng: np.random.Generator,
    draw_exposure: Callable[[np.random.Generator, np.ndarray], np.ndarray] = by_person,
    *,
    log_ratio: float = 0.0,
    frailty: float = FRAILTY,
    providers: int = PROVIDERS,
    with_late_entry: bool = True,
) -> Stays:
    """Draw people, of whom 30 % come under observation late, and keep those seen at all.

    `log_ratio` is the effect of the exposure on the rate of leaving to a job, given the provider.
    """
    size = sizes(rng, providers)
    exposure = np.asarray(draw_exposure(rng, size), dtype=float)
    provider = np.repeat(np.arange(providers), size)
    n = len(provider)
    rate = JOB_RATE * np.exp(np.repeat(frailty * rng.standard_normal(providers), size) + log_ratio * exposure)
    job, other = rng.exponential(1 / rate), rng.exponential(1 / OTHER_RATE, n)
    observed = rng.uniform(30, 400, n)
    time = np.ceil(np.minimum(np.minimum(job, other), observed))
    cause = np.where(np.minimum(job, other) > observed, 0, np.where(job < other, 1, 2))
    late = (rng.random(n) < 0.3) & with_late_entry
    entry = np.where(late, np.floor(rng.uniform(1, 150, n)) - 0.5, 0.0)
    seen = time > entry
    codes = np.unique(provider[seen], return_inverse=True)[1]
    return Stays(time[seen], cause[seen], entry[seen], codes, exposure[seen])


def true_incidence(day: np.ndarray, frailty: float = FRAILTY) -> np.ndarray:
    """Return the share that has left to a job by each day, over providers of every frailty."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(40)
    rate = JOB_RATE * np.exp(frailty * nodes)[:, None]
    total = rate + OTHER_RATE
    return (weights / weights.sum()) @ (rate / total * -np.expm1(-total * day))
