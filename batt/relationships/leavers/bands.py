"""Count leavers and jobs by bands of the length of stay, for the points beside a curve."""

import math

import numpy as np
import pandas as pd

MINIMUM_IN_BAND = 5
"""A step drawn from individual data rests on at least so many events. Source: decision."""

COLUMNS = ("band", "band_low", "band_high", "exposure_mean", "leavers_n", "jobs_n", "share")


def band_width(exposure: np.ndarray) -> float:
    """Return a round width (1, 2 or 5 times a power of ten): about a dozen bands in the middle 90 %."""
    if len(exposure) == 0:
        return 1.0
    low, high = np.quantile(exposure, [0.05, 0.95])
    wanted = (high - low) / 12
    if wanted <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(wanted))
    return min((factor * power for factor in (1, 2, 5, 10)), key=lambda width: abs(math.log(width / wanted)))


def band_shares(exposure: np.ndarray, is_job: np.ndarray) -> pd.DataFrame:
    """Return the share going to a job by band, neighbouring bands joined until each holds enough leavers.

    Parameters
    ----------
    exposure, is_job
        Shape (n,), without missing values; `is_job` is 0 or 1.

    Returns
    -------
    DataFrame
        One row per band, from low (included) to high (not included): ``band`` (label), ``band_low``,
        ``band_high``, ``exposure_mean``, ``leavers_n``, ``jobs_n``, ``share``. No rows when there are too few
        leavers for one band.
    """
    width = band_width(exposure)
    cells, position = np.unique(np.floor(exposure / width), return_inverse=True)
    band_of_cell = _join(np.bincount(position, minlength=len(cells)))
    if len(band_of_cell) == 0:
        return pd.DataFrame(columns=list(COLUMNS))
    number = band_of_cell[position]
    first = np.unique(band_of_cell, return_index=True)[1]
    last = np.append(first[1:], len(cells)) - 1
    low, high = cells[first] * width, (cells[last] + 1) * width
    n, jobs = np.bincount(number), np.bincount(number, weights=is_job).astype("int64")
    return pd.DataFrame(
        {
            "band": [f"{a:g}–{b:g}" for a, b in zip(low, high)],
            "band_low": low,
            "band_high": high,
            "exposure_mean": np.bincount(number, weights=exposure) / n,
            "leavers_n": n,
            "jobs_n": jobs,
            "share": jobs / n,
        }
    )


def _join(counts: np.ndarray) -> np.ndarray:
    """Number the band each cell falls in, so that every band holds enough; empty when all together do not."""
    if counts.sum() < MINIMUM_IN_BAND:
        return np.empty(0, dtype=int)
    numbers, number, held = np.empty(len(counts), dtype=int), 0, 0
    for cell, count in enumerate(counts):
        numbers[cell] = number
        held += count
        if held >= MINIMUM_IN_BAND:
            number, held = number + 1, 0
    # What is left over at the upper end joins the last full band.
    return np.minimum(numbers, number - 1)


def leavers_near(exposure: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Count leavers within half a band width of each point, shape (len(at),)."""
    ordered, half = np.sort(exposure), band_width(exposure) / 2
    up_to = np.searchsorted(ordered, at + half, side="right")
    return up_to - np.searchsorted(ordered, at - half, side="left")
