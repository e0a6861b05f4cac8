"""Draw estimates towards their common mean, as far as chance alone could have moved them from it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, special, stats

CONFIDENCE = 0.95

MINIMUM_UNITS = 5
"""With fewer, the spread between units cannot be told from chance. Source: decision."""

_LOG_SIZE = (np.log(1e-2), np.log(1e6))
"""Where the prior's size is looked for: at the upper end the units do not differ beyond chance."""

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Shrunken:
    """Shrunken estimates with their intervals; arrays have shape (units,).

    Attributes
    ----------
    weight
        On the unit's own value, 0–1; the rest is on the mean.
    mean, between_sd
        Of the true values, as estimated from all units.
    """

    value: Array
    low: Array
    high: Array
    weight: Array
    mean: float
    between_sd: float


def shrink_shares(
    hits: Array, trials: Array, confidence: float = CONFIDENCE, mean: float | None = None
) -> Shrunken:
    """Shrink shares: beta-binomial model, maximum likelihood, trials all positive.

    The true shares follow a beta distribution with mean μ, estimated unless given, and size M; a unit's own
    share has weight n/(n + M). The interval is that of a beta distribution with the moments of `_spread`.

    Source: Efron & Morris (1975), J. Am. Stat. Assoc. 70:311–319; Skellam (1948), J. R. Stat. Soc. B
    10:257–261 (the model).
    """

    def loss(parameters: Array) -> tuple[float, Array]:
        centre, size = special.expit(parameters[0]), np.exp(parameters[1])
        a, b = centre * size, (1 - centre) * size
        log_likelihood = np.sum(special.betaln(hits + a, trials - hits + b) - special.betaln(a, b))
        common = special.digamma(size) - special.digamma(trials + size)
        by_a = np.sum(special.digamma(hits + a) - special.digamma(a) + common)
        by_b = np.sum(special.digamma(trials - hits + b) - special.digamma(b) + common)
        slope = np.array([(by_a - by_b) * size * centre * (1 - centre), by_a * a + by_b * b])
        return -float(log_likelihood), -slope

    location = float(special.logit(hits.sum() / trials.sum() if mean is None else mean))
    logit, log_size = _fit(loss, location, 5.0 if mean is None else 0.0)
    mean, size = float(special.expit(logit)), float(np.exp(log_size))
    own = trials / (trials + size)
    value = (hits + mean * size) / (trials + size)
    total = mean * (1 - mean) / trials * (1 + (trials - 1) / (size + 1))
    variance = _spread(value * (1 - value) / (trials + size + 1), own, total, hits / trials - mean)
    known = np.maximum(value * (1 - value) / variance - 1, 1e-3)
    low, high = stats.beta.interval(confidence, value * known, (1 - value) * known)
    return Shrunken(value, low, high, own, mean, float(np.sqrt(mean * (1 - mean) / (size + 1))))


def shrink_counts(counts: Array, exposures: Array, confidence: float = CONFIDENCE) -> Shrunken:
    """Shrink rates of counts per exposure: gamma-Poisson model, maximum likelihood, exposures all positive.

    The true rates follow a gamma distribution with mean μ and rate b; a unit's own rate has weight e/(e + b).
    The interval is that of a gamma distribution with the moments of `_spread`.

    Source: Clayton & Kaldor (1987), Biometrics 43:671–681, §3.1.
    """
    pooled = float(counts.sum() / exposures.sum())
    typical = float(exposures.mean())

    def loss(parameters: Array) -> tuple[float, Array]:
        mean, b = np.exp(parameters[0]), np.exp(parameters[1]) * typical
        a = mean * b
        unexposed = -np.log1p(exposures / b)
        terms = special.gammaln(a + counts) - special.gammaln(a) + a * unexposed
        by_a = np.sum(special.digamma(a + counts) - special.digamma(a) + unexposed)
        by_b = np.sum((mean * exposures - counts) / (b + exposures))
        slope = np.array([by_a * a, by_a * a + by_b * b])
        return -float(np.sum(terms - counts * np.log(b + exposures))), -slope

    log_mean, log_b = _fit(loss, float(np.log(pooled)), 5.0)
    mean, b = float(np.exp(log_mean)), float(np.exp(log_b)) * typical
    own = exposures / (exposures + b)
    value = (counts + mean * b) / (exposures + b)
    variance = _spread(value / (exposures + b), own, mean / exposures + mean / b, counts / exposures - mean)
    low, high = stats.gamma.interval(confidence, value**2 / variance, scale=variance / value)
    return Shrunken(value, low, high, own, mean, float(np.sqrt(mean / b)))


def shrink_means(
    means: Array, errors: Array, confidence: float = CONFIDENCE, mean: float | None = None
) -> Shrunken:
    """Shrink means: normal model, variance between units by Paule & Mandel, errors all positive.

    The common mean is estimated unless given.

    Source: Morris (1983), J. Am. Stat. Assoc. 78:47–55; Paule & Mandel (1982), J. Res. Natl. Bur. Stand.
    87:377–385.
    """
    sampling = errors**2

    def excess(between: float) -> float:
        weights = 1 / (sampling + between)
        centre = np.sum(weights * means) / np.sum(weights) if mean is None else mean
        return float(np.sum(weights * (means - centre) ** 2) - wanted)

    wanted = len(means) - (1 if mean is None else 0)
    # At this variance every squared distance counts for less than one.
    reach = np.ptp(means) if mean is None else np.abs(means - mean).max()
    most = float(reach**2 * len(means)) + float(np.finfo(float).tiny)
    between = 0.0
    if excess(0.0) > 0:
        between = optimize.root_scalar(excess, bracket=(0.0, most), method="brentq", xtol=1e-14).root
    total = sampling + between
    common = float(np.sum(means / total) / np.sum(1 / total)) if mean is None else mean
    own = between / total
    value = own * means + (1 - own) * common
    half = stats.norm.ppf(0.5 + confidence / 2) * np.sqrt(_spread(sampling * own, own, total, means - common))
    return Shrunken(value, value - half, value + half, own, common, float(np.sqrt(between)))


def _fit(loss: Callable[[Array], tuple[float, Array]], location: float, reach: float) -> tuple[float, float]:
    """Return location and log size of the prior at the least loss, from three starting sizes.

    The location is looked for up to `reach` away from where it begins. `loss` returns the negative log
    likelihood and its gradient. TNC, because L-BFGS-B calls threaded linear algebra, which for two parameters
    on a busy machine takes a hundred times as long.
    """
    fits = [
        optimize.minimize(
            loss,
            np.array([location, start]),
            jac=True,
            method="TNC",
            bounds=[(location - reach, location + reach), _LOG_SIZE],
            options={"ftol": 1e-14, "gtol": 1e-9, "maxfun": 500},
        )
        for start in (0.0, 3.0, 6.0)
    ]
    best = min(fits, key=lambda fit: fit.fun)
    return float(best.x[0]), float(best.x[1])


def _spread(posterior: Array, own: Array, total: Array, distance: Array) -> Array:
    """Return the posterior variance, widened for the mean and the spread being estimated themselves.

    Without it the intervals of few units that hardly differ would shrink to nothing.

    Parameters
    ----------
    posterior, own, total, distance
        Shape (units,): posterior variance given the prior, weight on the own value, variance of the raw
        value over units of this size, distance of the raw value from the mean.

    Source: Morris (1983), equations 4.1–4.3 in the form for unequal variances.
    """
    weights = 1 / total
    others = 1 - own
    typical = len(total) / weights.sum()
    shrinkage = 2 / (len(total) - 3) * others**2 * typical / total
    return posterior + others**2 / weights.sum() + shrinkage * distance**2
