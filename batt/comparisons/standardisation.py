"""Observed against expected: limits of a count, and control limits with and without overdispersion."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from batt.comparisons.null_model import NullModel
from batt.comparisons.overdispersion import model_variance

LEVELS = {"95": 0.95, "998": 0.998}
ROUNDING = 1e-9
"""A figure that meets its limit up to rounding is inside."""


def byar_limits(observed: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return Byar's limits for the mean of a Poisson count, lower limit held at 0 or above.

    Parameters
    ----------
    observed
        Counts ≥ 0, any shape; NaN stays NaN.

    Source: Breslow & Day (1987), Statistical Methods in Cancer Research II, IARC, p. 69.
    """
    count = np.asarray(observed, dtype=float)
    z = stats.norm.ppf((1 + level) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = count * (1 - 1 / (9 * count) - z / (3 * np.sqrt(count))) ** 3
    low = np.where(count == 0, 0.0, np.clip(low, 0, None))
    after = count + 1
    return low, after * (1 - 1 / (9 * after) + z / (3 * np.sqrt(after))) ** 3


def exact_limits(observed: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact limits for the mean of a Poisson count, from the chi-squared distribution.

    Source: Garwood (1936), Biometrika 28, 437–442.
    """
    count = np.asarray(observed, dtype=float)
    tail = (1 - level) / 2
    low = stats.chi2.ppf(tail, 2 * count) / 2
    return np.where(count == 0, 0.0, low), stats.chi2.ppf(1 - tail, 2 * count + 2) / 2


@dataclass(frozen=True)
class Sums:
    """What was observed and expected in the cells of one indicator and programme, arrays of shape (m,).

    Attributes
    ----------
    observed, expected, size
        Exits with the outcome, or weeks summed; the sum expected; number of exits.
    variance
        Variance of ``observed`` when the provider is like the others: Σp(1−p) for events, so that a common
        outcome is not given Poisson's too wide limits.
    """

    observed: np.ndarray
    expected: np.ndarray
    size: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True)
class ControlLimits:
    """What observed / expected may be when a provider is like the others.

    Attributes
    ----------
    z, z_overdispersed
        Distance from the expected in standard errors, without and with variance between providers.
    tau2
        Additive variance between providers on the steady scale (`batt.comparisons.null_model`), ≥ 0.
    limits
        ``95_low``, ``95_high``, ``998_low``, ``998_high`` and the same with ``_overdispersed`` → limits of
        the ratio observed / expected, shape (m,), held inside what is possible.
    flag
        ``inside``, ``above_95``, ``above_998``, ``below_95`` or ``below_998`` by the overdispersed limits;
        None where a cell cannot be compared. All arrays have shape (m,).
    """

    z: np.ndarray
    z_overdispersed: np.ndarray
    tau2: float
    limits: dict[str, np.ndarray]
    flag: np.ndarray


def control_limits(sums: Sums, kind: str, comparable: np.ndarray, df: float = float("inf")) -> ControlLimits:
    """Compare observed with expected, allowing for variance between providers that the model leaves.

    Parameters
    ----------
    sums
        The cells of one indicator and programme.
    kind
        ``proportion`` (events) or ``mean`` (weeks).
    comparable
        Which cells are tested and have a say in how much providers vary, shape (m,).
    df
        Degrees of freedom of the variance of a mean.

    Notes
    -----
    The funnel's own formula with a target for each provider: where every cell has the same expected share,
    limits and flags are those of `batt.comparisons.funnel`. Without a comparable cell of positive variance,
    everything is NaN.
    """
    usable = comparable & (sums.variance > 0) & (sums.expected > 0)
    size = np.where(usable, sums.size, np.nan)
    target, error = sums.expected / size, np.sqrt(np.where(usable, sums.variance, np.nan)) / size
    measure = sums.observed / size
    z = (measure - target) / error
    scale = NullModel(kind, float("nan"), high=1.0 if kind == "proportion" else float("inf"))
    steady = error**2
    if kind == "proportion":
        with np.errstate(divide="ignore", invalid="ignore"):
            steady = error**2 / (4 * target * (1 - target))
    tau2 = _between_variance(sums, usable, z, steady, kind)
    wider = np.sqrt(1 + tau2 / steady)
    limits: dict[str, np.ndarray] = {}
    flag = np.full(len(z), None, dtype=object)
    flag[usable] = "inside"
    for name, level in LEVELS.items():
        tail = (1 - level) / 2
        reach = stats.norm.isf(tail) if kind == "proportion" else stats.t.isf(tail, df)
        for side, sign in (("low", -1), ("high", 1)):
            plain = np.clip(target + sign * reach * error, scale.low, scale.high)
            wide = scale.natural(scale.steady(target) + (scale.steady(plain) - scale.steady(target)) * wider)
            wide = np.clip(wide, scale.low, scale.high)
            limits[f"{name}_{side}"], limits[f"{name}_{side}_overdispersed"] = plain / target, wide / target
            beyond = sign * (measure - wide) * size > ROUNDING
            flag[beyond] = f"{'above' if sign > 0 else 'below'}_{name}"
    return ControlLimits(z, z / wider, tau2, limits, flag)


def _between_variance(sums: Sums, usable: np.ndarray, z: np.ndarray, steady: np.ndarray, kind: str) -> float:
    """Return tau² on the steady scale, 0 with fewer than two cells."""
    if usable.sum() < 2:
        return 0.0
    share = float(sums.expected[usable].sum() / sums.size[usable].sum())
    return model_variance(NullModel(kind, share), z[usable], steady[usable], sums.size[usable])
