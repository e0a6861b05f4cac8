"""Estimate how much providers differ beyond chance: phi from winsorised scores, and an additive tau² ≥ 0."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

from batt.comparisons.null_model import NullModel

TRIM = 0.10
"""Share of the scores pulled in at each end. Source: Spiegelhalter 2005, §6."""

FEWEST_TO_TRIM = 10
"""With fewer scores the quantiles are single providers, and nothing is pulled in. Source: decision."""


@dataclass(frozen=True)
class Overdispersion:
    """How much a group of providers varies.

    Attributes
    ----------
    providers
        Number of providers in the estimate.
    phi
        Mean square of the winsorised scores over what chance alone gives, at least 1.
    tau2
        Variance between providers on the steady scale, at least 0.
    tau2_low, tau2_high
        95 % interval of that variance by inverting the Q statistic, without winsorising.
    """

    providers: int
    phi: float
    tau2: float
    tau2_low: float
    tau2_high: float


def winsorised(scores: np.ndarray) -> np.ndarray:
    """Pull the outer tenth at each end in to the 10th and 90th percentile, shape (n,)."""
    if len(scores) < FEWEST_TO_TRIM:
        return scores
    low, high = np.quantile(scores, [TRIM, 1 - TRIM])
    return np.clip(scores, low, high)


def dispersion(
    scores: np.ndarray, variance: np.ndarray, chance_square: float | None = None
) -> Overdispersion:
    """Estimate overdispersion from scores that are normal, and their sampling variances.

    Parameters
    ----------
    scores
        Standardised distances to the target, shape (n,).
    variance
        Sampling variances on the steady scale, shape (n,).
    chance_square
        Mean square that the winsorised scores have by chance alone. Without it the published estimator is
        used, which winsorising makes too small (a normal score keeps 68 % of its variance).

    Returns
    -------
    Overdispersion
        NaN with fewer than two providers. Published: tau² = max(0, (k·phi − (k − 1)) / (Σw − Σw²/Σw)) with
        w = 1/variance. With ``chance_square``: the tau² ≥ 0 at which the winsorised scores, each divided by
        √(1 + tau²/variance), have the mean square that chance gives them; right on average for providers of
        very different sizes too. Source: Spiegelhalter 2005; DerSimonian and Laird 1986; Paule and Mandel
        1982; Viechtbauer 2007 (interval).
    """
    k = len(scores)
    if k < 2:
        return Overdispersion(k, *(float("nan"),) * 4)
    square = float(np.mean(winsorised(scores) ** 2))
    if chance_square is None:
        weight = 1 / variance
        spread = weight.sum() - (weight**2).sum() / weight.sum()
        phi, tau2 = square, max(0.0, float((k * square - (k - 1)) / spread))
    else:
        expected = chance_square
        phi, tau2 = square / expected, _matching_variance(scores, variance, lambda _: expected, np.inf)
    return Overdispersion(k, max(phi, 1.0), tau2, *_variance_interval(scores, variance))


def model_variance(model: NullModel, scores: np.ndarray, variance: np.ndarray, size: np.ndarray) -> float:
    """Return the tau² ≥ 0 of a group of cells on the steady scale of its model; 0 with fewer than two.

    As in `dispersion`, but what the adjusted scores have by chance is that of the model's own distribution
    under the very tau² tried, lumps, skewness and bent scale included. All arrays have shape (n,).
    """
    if len(scores) < 2:
        return 0.0
    return _matching_variance(scores, variance, chance_squares(model, size), model.most_tau2())


def _matching_variance(
    scores: np.ndarray, variance: np.ndarray, by_chance: Callable[[float], float], most: float
) -> float:
    """Return the tau² from 0 to `most` at which the winsorised adjusted scores are as large as by chance."""
    fitted = 1 - 1 / len(scores)

    def excess(tau2: float) -> float:
        adjusted = winsorised(scores / np.sqrt(1 + tau2 / variance))
        return float(np.mean(adjusted**2)) - by_chance(tau2) * fitted

    if excess(0.0) <= 0:
        return 0.0
    top = min(float(variance.max()), most)
    while top < most and excess(top) > 0:
        top = min(10 * top, most)
    if excess(top) > 0:
        return top
    tau2: float = optimize.brentq(excess, 0.0, top, xtol=1e-10 * top)  # pyright: ignore[reportAssignmentType]
    return tau2


def _variance_interval(scores: np.ndarray, variance: np.ndarray) -> tuple[float, float]:
    distance = scores * np.sqrt(variance)

    def excess(tau2: float, wanted: float) -> float:
        weight = 1 / (variance + tau2)
        mean = (weight * distance).sum() / weight.sum()
        return float((weight * (distance - mean) ** 2).sum() - wanted)

    ends = []
    for wanted in stats.chi2.ppf([0.975, 0.025], len(scores) - 1):
        if excess(0.0, wanted) <= 0:
            ends.append(0.0)
            continue
        top = 10 * (float(np.var(distance)) + float(variance.max()))
        while excess(top, wanted) > 0:
            top *= 10
        ends.append(optimize.brentq(excess, 0.0, top, args=(wanted,), xtol=1e-14, full_output=False))
    return ends[0], ends[1]


def chance_square(model: NullModel, size: np.ndarray, tau2: float = 0.0) -> float:
    """Return the mean square of winsorised adjusted scores by chance, from the discrete distribution itself.

    Small groups give skewed, lumpy scores; the normal constant would call their lumps overdispersion.
    """
    return chance_squares(model, size)(tau2)


def chance_squares(model: NullModel, size: np.ndarray) -> Callable[[float], float]:
    """Return `chance_square` as a function of tau²: what is the same for all of them is worked out once."""
    if model.kind == "mean":
        constant = normal_chance_square(len(size))
        return lambda _: constant
    sizes, times = np.unique(size, return_counts=True)
    of_shares = model.outcomes(sizes) if model.kind == "proportion" else None

    def square(tau2: float) -> float:
        outcomes = of_shares or model.outcomes(sizes, tau2)
        wider = np.sqrt(1 + tau2 / model.steady_variance(outcomes.size))
        score = model.score(outcomes.measure, outcomes.size) / wider
        weight = model.chances(outcomes, tau2) * times[outcomes.which] / len(size)
        if len(size) < FEWEST_TO_TRIM:
            return float((weight * score**2).sum())
        order = np.argsort(score)
        share = np.cumsum(weight[order])
        last = len(order) - 1
        low, high = (score[order][min(np.searchsorted(share, q), last)] for q in (TRIM, 1 - TRIM))
        return float((weight * np.clip(score, low, high) ** 2).sum())

    return square


def normal_chance_square(providers: int) -> float:
    """Return the mean square of that many winsorised scores when they are normal: 0.679, or 1 untrimmed."""
    if providers < FEWEST_TO_TRIM:
        return 1.0
    reach = stats.norm.isf(TRIM)
    return float(1 - 2 * TRIM - 2 * reach * stats.norm.pdf(reach) + 2 * TRIM * reach**2)
