"""Draws that the standard generator does not offer ready-made."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray


def choose(rng: Generator, values: Sequence[str], weights: Sequence[float], size: int) -> NDArray[np.object_]:
    """Draw ``size`` values with the given relative weights; one uniform number each."""
    bounds = np.cumsum(weights) / np.sum(weights)
    return np.asarray(values, dtype=object)[np.searchsorted(bounds, rng.random(size), side="right")]


def cut_normal(rng: Generator, deviation: float, size: int) -> NDArray[np.float64]:
    """Draw normal deviates cut at two standard deviations: the mean stays 0, the scale is never left."""
    return np.clip(rng.normal(0.0, deviation, size), -2 * deviation, 2 * deviation)


def answers(rng: Generator, means: ArrayLike, points: int = 6) -> NDArray[np.int64]:
    """Draw answers 1 … ``points`` whose expected value is exactly ``means`` (given on the 1–6 scale).

    The answer is 1 plus a binomial count, so that a planted difference between means is the difference
    between expected answers. Means are kept within 1.1–5.9.
    """
    share = (np.clip(np.asarray(means, dtype=float), 1.1, 5.9) - 1) / 5
    return 1 + rng.binomial(points - 1, share)
