"""When a number tells too much about somebody: the tests behind every door function."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import pandas as pd

from batt.protection.settings import settings

MIN_PERSONS = settings().min_persons
MIN_PERSONS_UNANIMOUS = settings().min_persons_unanimous
SMALL_COUNTS = tuple(range(1, settings().largest_small_count + 1))
MIN_EVENTS_PER_STEP = settings().min_events_per_step

_EXACT = 1e-9


def unsafe_share(numerator: np.ndarray, n: np.ndarray) -> np.ndarray:
    """Tell which shares say too much; a missing count is as good as none, and nobody has nothing to hide."""
    everybody_or_nobody = near(numerator, 0) | near(numerator, n)
    return ~near(n, 0) & (
        ~(n >= MIN_PERSONS)
        | np.isnan(numerator)
        | small(numerator)
        | small(n - numerator)
        | (everybody_or_nobody & (n < MIN_PERSONS_UNANIMOUS))
    )


def unsafe_mean(n: np.ndarray, *, unanimous: np.ndarray) -> np.ndarray:
    """Tell which means say too much; a missing n is as good as none."""
    return ~near(n, 0) & (~(n >= MIN_PERSONS) | (unanimous & (n < MIN_PERSONS_UNANIMOUS)))


def small(counts: np.ndarray) -> np.ndarray:
    """Tell which counts are 1 or 2; anything between 0 and 3 exclusive counts as such."""
    return (counts > _EXACT) & (counts < max(SMALL_COUNTS) + 1 - _EXACT)


def near(left: np.ndarray, right: np.ndarray | float) -> np.ndarray:
    """Tell which numbers are equal but for rounding error; missing equals nothing."""
    return np.isclose(left, right, rtol=_EXACT, atol=_EXACT)


def column_of(frame: pd.DataFrame, name: str) -> pd.Series:
    """Return one column; a frame with two columns of the name is a mistake of the caller."""
    return cast("pd.Series", frame[name])


def floats(column: Any) -> np.ndarray:
    """Return a column as floats, missing as NaN."""
    return column.to_numpy(dtype="float64", na_value=np.nan)


def with_company(
    unsafe: np.ndarray, counts: np.ndarray, frame: pd.DataFrame, keys: Sequence[str] | None
) -> np.ndarray:
    """Hide further parts of a sum until the hidden ones cannot be told from the total."""
    if keys is None:
        return unsafe
    hidden = unsafe.copy()
    groups = frame.groupby(list(keys), sort=False).indices.values() if len(keys) else [np.arange(len(frame))]
    for rows in groups:
        # A hidden part of at least 3 is what keeps 1 + 1 and 2 + 2 apart; the smallest such costs least.
        large = sorted((row for row in rows if counts[row] > max(SMALL_COUNTS)), key=lambda row: counts[row])
        has_large = any(hidden[row] for row in large)
        if not hidden[rows].any() or (has_large and hidden[rows].sum() > 1):
            continue
        company = [row for row in large if not hidden[row]][:1]
        hidden[np.array(company or [row for row in rows if not np.isnan(counts[row])], dtype=int)] = True
    return hidden


def step_times(curve: pd.DataFrame, time: str, cause: str, events: str) -> list[float]:
    """Return the times at which a step function may be shown: see :func:`batt.disclosure.publish_steps`."""
    wide = curve.pivot(index=time, columns=cause, values=events).sort_index().fillna(0)
    kept: list[float] = []
    waiting = np.zeros(wide.shape[1])
    for at, now in zip(wide.index, wide.to_numpy(dtype=float), strict=True):
        waiting += now
        if waiting.sum() == 0 or (waiting.sum() >= MIN_EVENTS_PER_STEP and not small(waiting).any()):
            kept.append(at)
            waiting = np.zeros(wide.shape[1])
    return kept
