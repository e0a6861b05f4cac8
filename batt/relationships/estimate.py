"""The number that a claim rests on, with its uncertainty: what every method of this stage returns."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

Scale = Literal[
    "share_difference",
    "share",
    "points",
    "weeks",
    "odds_ratio",
    "hazard_ratio",
    "rate_ratio",
    "correlation",
    "probability",
    "explained",
]
"""What a value is counted in.

``share_difference`` and ``share`` 0–1 (read as "in 100"), ``points`` of the 1–6 scale, ``weeks``; the ratios
are multiplied, the rest added; ``correlation`` −1 to 1; ``probability`` that one of a group lies above one
of another (0–1, 0.5 = no difference); ``explained`` share of variance 0–1.
"""

RATIOS = frozenset({"odds_ratio", "hazard_ratio", "rate_ratio"})
NULLS = {"share": 0.5, "probability": 0.5, **{name: 1.0 for name in RATIOS}}
"""The value of each scale that says "nothing there"; 0 where none is named."""

POWER = 0.80


@dataclass(frozen=True)
class Estimate:
    """One estimated quantity, or the reason why there is none.

    Attributes
    ----------
    method
        Name of the method, which is the name of its module.
    scale
        See `Scale`; ratios are given as ratios, not as logarithms.
    value, low, high
        The estimate with its 95 % interval; NaN when `reason` is set.
    se
        Standard error, of the logarithm for ratios; NaN where the method has none (bootstrap, exact).
    p
        p-value of the test against `null`, two-sided unless `is_one_sided`; NaN where the interval is the
    test. df
        Degrees of freedom behind `se`; infinite means the normal distribution.
    n, n_clusters
        Units used, and clusters among them (None: the units are independent).
    null
        The value that says "nothing there".
    reason
        Empty, or why there is no number: ``too_few``, ``one_group``, ``one_cluster``, ``few_clusters``,
        ``constant_exposure``, ``no_variation_in_outcome``, ``all_censored``, ``separation``, ``singular``,
        ``not_converged``, ``not_delivered``, ``no_period_before``, ``no_comparison``.
    """

    method: str
    scale: Scale
    value: float = np.nan
    low: float = np.nan
    high: float = np.nan
    se: float = np.nan
    p: float = np.nan
    df: float = np.inf
    n: int = 0
    n_clusters: int | None = None
    null: float = 0.0
    is_one_sided: bool = False
    reason: str = ""

    @property
    def is_ratio(self) -> bool:
        return self.scale in RATIOS

    def additive(self, value: float) -> float:
        """Return a value of this scale where differences add up: the logarithm of a ratio, else itself."""
        return float(np.log(value)) if self.is_ratio else value

    @property
    def detectable(self) -> float:
        """Smallest distance from `null` that a test like this finds four times in five, on the value's scale.

        For a ratio, the ratio above 1. From `se`, or where there is none from the width of the interval. NaN
        without either. Source: Bloom (1995), Evaluation Review 19, 547–556.
        """
        se = self.se
        if not np.isfinite(se):
            se = (self.additive(self.high) - self.additive(self.low)) / (2 * stats.norm.ppf(0.975))
        if not np.isfinite(se):
            return float("nan")
        distance = float(stats.t.ppf(0.975, self.df) + stats.t.ppf(POWER, self.df)) * se
        return float(np.exp(distance)) if self.is_ratio else float(distance)


def from_se(
    method: str,
    scale: Scale,
    value: float,
    se: float,
    *,
    n: int,
    df: float = np.inf,
    n_clusters: int | None = None,
    null: float | None = None,
) -> Estimate:
    """Return an estimate with the Wald interval and test of Student's t.

    Parameters
    ----------
    value, se
        Estimate and its standard error; for a ratio both of the logarithm.
    null
        The value that says "nothing there", on the value's own scale; the scale's own (`NULLS`) when not
        given.

    A standard error that is zero or not finite gives the reason ``not_converged``.
    """
    against = NULLS.get(scale, 0.0) if null is None else null
    if not (np.isfinite(value) and np.isfinite(se) and se > 0):
        return no_estimate(method, scale, "not_converged", n=n, n_clusters=n_clusters)
    is_ratio = scale in RATIOS
    q = float(stats.t.ppf(0.975, df))
    centre = float(np.log(against)) if is_ratio else against
    ends = np.array([value, value - q * se, value + q * se])
    point, low, high = (np.exp(ends) if is_ratio else ends).tolist()
    p = float(2 * stats.t.sf(abs(value - centre) / se, df))
    return Estimate(method, scale, point, low, high, float(se), p, df, n, n_clusters, against)


def no_estimate(
    method: str, scale: Scale, reason: str, *, n: int = 0, n_clusters: int | None = None
) -> Estimate:
    """Return the result of data that cannot carry the method: no number, and the reason."""
    return Estimate(method, scale, n=n, n_clusters=n_clusters, null=NULLS.get(scale, 0.0), reason=reason)
