"""Worlds for the calibration: one year's cells of one indicator drawn in memory, with what is true of them.

Every world returns the table that ``batt.comparisons.cells.comparison_cells`` would return, so that the
methods are tried through the same door as real data.
"""

import numpy as np
import pandas as pd
from scipy import stats

from batt.comparisons.cells import CELL_COLUMNS

Z95, Z998 = stats.norm.ppf(0.975), stats.norm.ppf(0.999)


def share_world(
    rng: np.random.Generator, providers: int, p0: float, sizes: tuple[int, int], tau: float = 0.0
) -> pd.DataFrame:
    """Draw shares going to a job (indicator 8). One row per provider.

    ``tau`` is the standard deviation between providers of asin √p, the scale on which variance is planted:
    it cannot leave the range unless p0 is near an end.
    """
    n = rng.integers(sizes[0], sizes[1] + 1, providers)
    p = np.sin(np.clip(np.arcsin(np.sqrt(p0)) + tau * rng.standard_normal(providers), 0, np.pi / 2)) ** 2
    x = rng.binomial(n, p)
    value = x / n
    return cells("i08", "AVKL", x, n, 1.0, value, n, np.sqrt(value * (1 - value) / n), "share")


def count_world(
    rng: np.random.Generator, providers: int, rate: float, exposures: tuple[int, int], tau: float = 0.0
) -> pd.DataFrame:
    """Draw numbers of partner firms per participant (indicator 5). One row per provider.

    ``denominator`` is the number of participants. ``tau`` is the standard deviation of √(rate) relative to
    the common one.
    """
    exposure = rng.integers(exposures[0], exposures[1] + 1, providers)
    x = rng.poisson(rate * exposure * np.clip(1 + tau * rng.standard_normal(providers), 0, None) ** 2)
    return cells("i05", "ALL", x, exposure, 1.0, x.astype(float), x, np.sqrt(x), "firms")


def mean_world(
    rng: np.random.Generator, providers: int, centre: float, sizes: tuple[int, int], tau: float = 0.0
) -> pd.DataFrame:
    """Draw mean scores of a survey (indicator 1) whose answers have deviation 1. One row per provider."""
    n = rng.integers(sizes[0], sizes[1] + 1, providers)
    value = centre + tau * rng.standard_normal(providers) + rng.standard_normal(providers) / np.sqrt(n)
    spread = np.sqrt(rng.chisquare(n - 1) / (n - 1))
    return cells("i01", "ALL", value * n, n, 1.0, value, n, spread / np.sqrt(n), "score")


def normal_world(rng: np.random.Generator, true: np.ndarray, se: np.ndarray) -> pd.DataFrame:
    """Draw estimates about known true values with known errors. One row per provider."""
    value = true + se * rng.standard_normal(len(true))
    n = np.full(len(true), 50)
    return cells("i01", "ALL", value * n, n, 1.0, value, n, se, "score")


def cells(
    indicator: str,
    programme: str,
    numerator: np.ndarray,
    denominator: np.ndarray,
    scale: float,
    value: np.ndarray,
    n: np.ndarray,
    se: np.ndarray,
    unit: str,
) -> pd.DataFrame:
    """Return arrays as the table that the comparisons start from. One row per provider."""
    frame = pd.DataFrame(
        {
            "indicator": indicator,
            "programme": programme,
            "provider_id": [f"P{number:03d}" for number in range(len(value))],
            "numerator": numerator,
            "denominator": denominator,
            "value": value,
            "n": n,
            "se": se,
        }
    )
    frame = frame.assign(year=2015, county="01", direction="higher", unit=unit, scale=scale, status="ok")
    frame = frame.assign(ci_low=value - Z95 * se, ci_high=value + Z95 * se)
    return frame[CELL_COLUMNS]


def exact_share_rate(n: np.ndarray, p: float, z: float) -> np.ndarray:
    """Return the chance that |x/n - p| exceeds z √(pq/n) for a binomial x with true share p, by size n."""
    sizes, back = np.unique(n, return_inverse=True)
    x = np.arange(sizes.max() + 1)
    outside = np.abs(x / sizes[:, None] - p) > z * np.sqrt(p * (1 - p) / sizes[:, None])
    mass = stats.binom.pmf(x, sizes[:, None], p)
    return (mass * outside).sum(axis=1)[back]


def exact_count_rate(expected: np.ndarray, alpha: float) -> np.ndarray:
    """Return the chance that the exact Poisson interval of a count leaves its own expectation out."""
    x = np.arange(int(expected.max() + 40 * np.sqrt(expected.max()) + 40))
    low_tail = stats.poisson.cdf(x, expected[:, None])
    high_tail = stats.poisson.sf(x - 1, expected[:, None])
    outside = np.minimum(low_tail, high_tail) < alpha / 2
    return (stats.poisson.pmf(x, expected[:, None]) * outside).sum(axis=1)
