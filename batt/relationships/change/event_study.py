"""Add up effects by year of joining into one figure, and into figures by years since joining, with bands."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.change.group_time_effects import GroupTimeEffects, mean_change
from batt.relationships.estimate import Estimate, Scale, from_se, no_estimate

METHOD = "event_study"
FEWEST_JOINED = 5
DRAWS = 1999
SEED = 20151231
LEVEL = 0.95
EVENT_COLUMNS = [
    *("event_time", "att", "low", "high", "simultaneous_low", "simultaneous_high"),
    *("joined_n", "not_yet_n"),
]


@dataclass(frozen=True)
class EventStudy:
    """The effect of joining as one figure, and its path by years since joining.

    Attributes
    ----------
    overall
        Average effect over those who joined: each provider's mean over its years since joining.
    effects
        Event time (years since joining, the base left out) → estimate, with the reason ``too_few`` where
        fewer than 5 joined.
    path
        One row per event time: ``event_time, att`` (0 at the base), ``low, high`` (95 % limits of that year
        alone), ``simultaneous_low, simultaneous_high`` (95 % limits of all years together), ``joined_n,
        not_yet_n`` (providers). Limits are missing at the base and where there is no estimate.
    pre_trend_p
        p-value of the joint test that nothing departs from the base in the earlier years; NaN without such
        years.
    """

    overall: Estimate
    effects: Mapping[int, Estimate]
    path: pd.DataFrame
    pre_trend_p: float


@dataclass(frozen=True)
class _Sum:
    """A weighted sum of cells: ``influence`` has shape (units,), its squares add up to the variance."""

    value: float
    influence: np.ndarray
    df: float
    joined_n: int
    compared_n: int

    @property
    def se(self) -> float:
        return float(np.sqrt((self.influence**2).sum()))


def event_study(
    effects: GroupTimeEffects, *, scale: Scale, draws: int = DRAWS, seed: int = SEED
) -> EventStudy:
    """Average group-time effects over those who joined, and by years since joining.

    The estimand: how much higher the outcome is after joining than it would have been otherwise, for the
    average provider that joined (the average person of theirs, where the effects are weighted by size).

    Parameters
    ----------
    draws, seed
        Of the multiplier bootstrap behind the simultaneous limits and the joint test: each provider's
        influence on all figures at once is multiplied by one standard normal number, so providers are the
        clusters.

    Notes
    -----
    A provider's influence holds its distance to the average effect as well as to its own year's, since who
    joined when is drawn, too. Standard errors have the leverage correction of HC2 and limits Student's t with
    Welch's degrees of freedom on either side, without which few joiners give limits that are too narrow;
    bootstrap quantiles of the largest |t| are carried over from the normal distribution to that t.
    Multipliers of two values gave limits that are too narrow with few joiners.

    Source: Callaway and Sant'Anna (2021), eqs. 3.7 and 3.4, algorithm 1; HC2: MacKinnon and White (1985).
    """
    if effects.reason:
        return EventStudy(
            no_estimate(METHOD, scale, effects.reason), {}, pd.DataFrame(columns=EVENT_COLUMNS), np.nan
        )
    times = effects.cells["event_time"].to_numpy(dtype=int)
    overall = _estimate(_sum(effects, times >= 0), scale) if (times >= 0).any() else None
    sums = {int(time): _sum(effects, times == time) for time in np.unique(times)}
    found = {time: _estimate(part, scale) for time, part in sums.items()}
    estimated = [time for time, estimate in found.items() if not estimate.reason]
    largest = _multiplied([sums[time] for time in estimated], draws, seed)
    return EventStudy(
        overall or no_estimate(METHOD, scale, "too_few"),
        found,
        _path(effects, sums, found, _critical(largest)),
        _joint_p(sums, largest, [time < effects.base for time in estimated], estimated),
    )


def _sum(effects: GroupTimeEffects, chosen: np.ndarray) -> _Sum:
    """Average the chosen cells over those who joined, each provider's own cells first."""
    change, is_joined = effects.change[chosen], effects.is_joined[chosen]
    is_compared, weight = effects.is_compared[chosen], effects.weight
    cells_n = is_joined.sum(axis=0)
    part = np.where(cells_n > 0, weight, 0.0)
    part = part / part.sum()
    expected = mean_change(change, is_compared, weight)
    own = (is_joined * (change - expected[:, None])).sum(axis=0) / np.maximum(cells_n, 1)
    value = float(part @ own)
    of_joined = part * (own - value) / np.sqrt(np.clip(1 - part, 1e-12, None))
    of_cell = (is_joined * (part / np.maximum(cells_n, 1))).sum(axis=1)
    share = is_compared * weight
    share = share / share.sum(axis=1, keepdims=True)
    residual = (change - expected[:, None]) / np.sqrt(np.clip(1 - share, 1e-12, None))
    of_compared = -(of_cell[:, None] * share * residual).sum(axis=0)
    return _Sum(
        value,
        of_joined + of_compared,
        _degrees_of_freedom([of_joined, of_compared], [part, (of_cell[:, None] * share).sum(axis=0)]),
        int((cells_n > 0).sum()),
        int(is_compared.any(axis=0).sum()),
    )


def _degrees_of_freedom(influences: list[np.ndarray], weights: list[np.ndarray]) -> float:
    """Return Welch's degrees of freedom of two sides, each with its effective number of units less one."""
    variances = np.array([(influence**2).sum() for influence in influences])
    numbers = np.array([weight.sum() ** 2 / (weight**2).sum() for weight in weights])
    if not variances.sum() > 0 or (numbers <= 1).any():
        return 1.0
    return float(max(variances.sum() ** 2 / (variances**2 / (numbers - 1)).sum(), 1.0))


def _estimate(part: _Sum, scale: Scale) -> Estimate:
    n = part.joined_n + part.compared_n
    if part.joined_n < FEWEST_JOINED:
        return no_estimate(METHOD, scale, "too_few", n=n)
    if not part.se > 0:
        return no_estimate(METHOD, scale, "no_variation_in_outcome", n=n)
    return from_se(METHOD, scale, part.value, part.se, n=n, df=part.df)


def _multiplied(sums: list[_Sum], draws: int, seed: int) -> np.ndarray:
    """Return |t| of every figure in each draw, shape (draws, figures)."""
    if not sums:
        return np.empty((draws, 0))
    influence = np.column_stack([part.influence / part.se for part in sums])
    multipliers = np.random.default_rng(seed).standard_normal((draws, len(influence)))
    return np.abs(multipliers @ influence)


def _critical(largest: np.ndarray) -> float:
    """Return the level, as one-sided probability, at which all limits hold together 95 times in 100."""
    if largest.shape[1] == 0:
        return float("nan")
    return float(stats.norm.cdf(np.quantile(largest.max(axis=1), LEVEL)))


def _joint_p(sums: dict[int, _Sum], largest: np.ndarray, is_before: list[bool], times: list[int]) -> float:
    """Return the share of draws whose largest |t| of the earlier years is at least the one observed."""
    if not any(is_before):
        return float("nan")
    before = [sums[time] for time, chosen in zip(times, is_before, strict=True) if chosen]
    tails = [float(stats.t.sf(abs(part.value) / part.se, part.df)) for part in before]
    drawn = largest[:, np.array(is_before)].max(axis=1)
    return float((1 + (drawn >= stats.norm.isf(min(tails))).sum()) / (1 + len(drawn)))


def _path(
    effects: GroupTimeEffects, sums: dict[int, _Sum], found: dict[int, Estimate], level: float
) -> pd.DataFrame:
    """Return one row per event time, the base among them."""
    rows = [(effects.base, 0.0, *[np.nan] * 4, 0, 0)]
    for time, estimate in found.items():
        half = float(stats.t.ppf(level, estimate.df)) * estimate.se
        numbers = (sums[time].joined_n, sums[time].compared_n)
        ends = (estimate.value - half, estimate.value + half)
        rows.append((time, estimate.value, estimate.low, estimate.high, *ends, *numbers))
    return pd.DataFrame(rows, columns=EVENT_COLUMNS).sort_values("event_time", ignore_index=True)
