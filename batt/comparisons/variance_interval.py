"""How sure the variance between providers is, for shares and counts, by the discrete distribution itself.

Q, the sum of squared distances from the pooled figure, each over its variance under a τ², is held against
its own distribution under that τ²: cumulants add up over providers, and those of one provider follow from
the cumulants of the binomial or Poisson, mixed over the normal τ² on the steady scale.
"""

from dataclasses import dataclass, replace
from math import comb

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

from batt.comparisons.null_model import NODES, WEIGHTS, NullModel

Array = NDArray[np.float64]

TAILS = (0.975, 0.025)


@dataclass(frozen=True)
class Distances:
    """Moments of x − n·target over providers that vary, each array of shape (providers,).

    Attributes
    ----------
    moments
        Of order 0 to 6, shape (7, providers).
    slope
        Change of the second moment with the target, τ² held.
    """

    moments: Array
    slope: Array


def variance_interval(model: NullModel, events: Array, size: Array) -> tuple[float, float]:
    """Return the 95 % interval of the variance between providers on the steady scale.

    Parameters
    ----------
    model
        A ``proportion`` or ``count``; its target is replaced by the pooled figure of these providers.
    events, size
        Whole events and units or exposure, shape (n,), all sizes positive.

    Returns
    -------
    tuple
        Lower end ≥ 0 and upper end; NaN with fewer than two providers or when nobody or everybody has the
        event. The two τ² at which Q is the upper and the lower 2.5 % point of its distribution, of which a
        power that its three cumulants give is taken as normal. Source: Viechtbauer 2007 (the inversion);
        Jensen and Solomon 1972 (the power; for a chi-square Wilson and Hilferty's cube root).
    """
    pooled = float(events.sum() / size.sum()) if len(size) > 1 else 0.0
    if pooled <= 0 or (model.kind == "proportion" and pooled >= 1):
        return float("nan"), float("nan")
    model = replace(model, target=pooled)
    distance = np.asarray(events - size * pooled, dtype=float)
    most = model.most_tau2()

    def excess(tau2: float, tail: float) -> float:
        spread = distances(model, size, tau2)
        return float((distance**2 / spread.moments[2]).sum()) - _quantile(spread, size, tail)

    ends = []
    for tail in TAILS:
        if excess(0.0, tail) <= 0:
            ends.append(0.0)
        elif excess(most, tail) >= 0:
            ends.append(most)
        else:
            ends.append(optimize.brentq(excess, 0.0, most, args=(tail,), xtol=1e-7 * most))
    return ends[0], ends[1]


def distances(model: NullModel, size: Array, tau2: float) -> Distances:
    """Return the moments of events − size·target of providers about the target who vary by ``tau2``."""
    steady = model.centre(tau2) + np.sqrt(tau2) * NODES
    own = model.natural(steady)
    is_share = model.kind == "proportion"
    n = np.asarray(size, dtype=float)[:, None]
    one = _binomial_cumulants(own) if is_share else [own] * 6
    cumulants = [n * (own - model.target), *(n * cumulant for cumulant in one[1:])]
    moments = [np.ones_like(n * own)]
    for order in range(1, 7):
        terms = (comb(order - 1, j) * cumulants[j] * moments[order - 1 - j] for j in range(order))
        moments.append(sum(terms, np.zeros_like(moments[0])))
    steep = np.sin(2 * np.clip(steady, 0, np.pi / 2)) if is_share else 2 * np.clip(steady, 0, None)
    mean_steep, square_steep = float(steep @ WEIGHTS), float(2 * own * steep @ WEIGHTS)
    within = mean_steep - (square_steep if is_share else 0.0)
    slope = size * within + size**2 * (square_steep - 2 * model.target * mean_steep)
    return Distances(np.array([moment @ WEIGHTS for moment in moments]), slope / mean_steep)


def _binomial_cumulants(p: Array) -> list[Array]:
    """Return the first six cumulants of one trial."""
    v, skew = p * (1 - p), 1 - 2 * p
    return [p, v, v * skew, v * (1 - 6 * v), v * skew * (1 - 12 * v), v * (1 - 30 * v + 120 * v**2)]


def _quantile(spread: Distances, size: Array, tail: float) -> float:
    """Return a quantile of Q = Σ d²/v, where both d and v lean on the pooled figure of the same providers.

    A provider moves Q by its own d²/v and by its pull on the pooled figure, d/Σn, times the slope of Q there.
    The fitted mean takes a degree of freedom, and its part of each cumulant as it does from a chi-square.
    """
    _, _, v, m3, m4, m5, m6 = spread.moments
    pull = -float((spread.slope / v).sum()) / size.sum()
    variance = m4 / v**2 - 1 + 2 * pull * m3 / v + pull**2 * v
    third = (m6 / v**3 - 3 * m4 / v**2 + 2) + 3 * pull * (m5 / v**2 - 2 * m3 / v)
    third = third + 3 * pull**2 * (m4 / v - v) + pull**3 * m3
    fitted = 2 - float(v.sum() * (size**2 / v).sum()) / size.sum() ** 2
    kept = 1 - fitted / len(size)
    first, second, third = kept * len(size), kept * variance.sum(), kept * third.sum()
    power = 1 - first * third / (3 * second**2)
    power = power if abs(power) > 1e-6 else 1e-6  # the logarithm
    relative = np.sqrt(second) / first
    base = 1 + relative**2 * power * (power - 1) / 2 + stats.norm.ppf(tail) * relative * power
    if base <= 0:
        return 0.0 if power > 0 else float("inf")
    return first * float(np.exp(min(np.log(base) / power, 700.0)))
