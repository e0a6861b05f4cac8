"""How often a first start or one more placement matters when it does nothing, and its ratio is held."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from calibration_line import Line
from calibration_trial import COVERAGE, SIZE, Rng, Trial, holds, lines, rejects
from staying_worlds import FRAILTY, JOB_RATE, OTHER_RATE, PROVIDERS, sizes

from batt.relationships.estimate import Estimate
from batt.relationships.staying.after_change import hazard_after

WORLD = f"60 providers, frailty {FRAILTY}, late entry"
PACE, PACE_SPREAD = 1 / 80, 0.5
"""Changes per day, and the spread of its logarithm between providers."""


def _lived_until(lived: np.ndarray, rate: np.ndarray, changes: np.ndarray, ratio: float) -> np.ndarray:
    """Return when a unit exponential `lived` is used up at a rate that each change multiplies by `ratio`.

    ``changes`` has shape (n, changes), days in ascending order. One value per person, infinite for none.
    """
    at = np.column_stack([np.zeros(len(lived)), changes, np.full(len(lived), np.inf)])
    left, found = lived.copy(), np.full(len(lived), np.inf)
    for number in range(at.shape[1] - 1):
        here = rate * ratio**number
        spent = here * (at[:, number + 1] - at[:, number])
        ends = np.isinf(found) & (left <= spent)
        found = np.where(ends, at[:, number] + left / here, found)
        left = np.where(np.isinf(found), left - spent, left)
    return found


def _ratio(rng: Rng, ratio: float, changes_n: int) -> Estimate:
    """Estimate the ratio per change at providers whose people change at a pace of their own.

    A change counts from the day after it, as the hypotheses count it.
    """
    size = sizes(rng)
    provider = np.repeat(np.arange(PROVIDERS), size)
    n = len(provider)
    frailty, pace = (
        np.repeat(np.exp(spread * rng.standard_normal(PROVIDERS)), size) for spread in (FRAILTY, PACE_SPREAD)
    )
    waits = rng.exponential(1 / (PACE * pace)[:, None], (n, changes_n))
    changes = np.ceil(np.cumsum(waits, axis=1))
    job = _lived_until(rng.exponential(1, n), JOB_RATE * frailty, changes, ratio)
    other, observed = rng.exponential(1 / OTHER_RATE, n), rng.uniform(30, 400, n)
    time = np.ceil(np.minimum(np.minimum(job, other), observed))
    is_job = job <= np.minimum(other, observed)
    entry = np.where(rng.random(n) < 0.3, np.floor(rng.uniform(1, 150, n)) - 0.5, 0.0)
    seen = time > entry
    row, number = np.nonzero(changes[seen] < time[seen][:, None])
    return hazard_after(
        entry[seen], time[seen], is_job[seen], provider[seen], changes[seen][row, number], row
    )


def after_change_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms and coverage of the Cox model of each provider's people among themselves."""
    first, many = f"{WORLD}, a first start", f"{WORLD}, up to 8 placements"
    trials = [
        Trial("Cox, provider strata, test", f"{first} that does nothing", SIZE, partial(_found, 1)),
        Trial("Cox, provider strata, interval", f"{first}, ratio 1.4", COVERAGE, partial(_held, 1, 1.4)),
        Trial("Cox, provider strata, test", f"{many} that do nothing", SIZE, partial(_found, 8)),
        Trial("Cox, provider strata, interval", f"{many}, ratio 0.85", COVERAGE, partial(_held, 8, 0.85)),
    ]
    return lines(trials, seeds, 52)


def _found(changes_n: int, rng: Rng) -> bool:
    return rejects(_ratio(rng, 1.0, changes_n))


def _held(changes_n: int, ratio: float, rng: Rng) -> bool:
    return holds(_ratio(rng, ratio, changes_n), ratio)
