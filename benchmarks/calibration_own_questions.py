"""How often curve and differences of a researcher's own question are right when people come in clusters."""

from collections.abc import Iterator

import numpy as np
from calibration_line import Line, coverage
from scipy.special import expit

from batt.relationships.own_questions.standardised import StandardisedFit, fit_curve, fit_line

PROVIDERS = 60
CLAIM, NOMINAL = 0.95, 0.05
AT = np.array([12.0, 30.0, 55.0])
PERCENTILES = np.array([0.10, 0.50, 0.90])
MONTHS = 4.0
WORLD = "60 providers of 5–60 people, provider effects SD 0.35 on the logit, two covariates"


def _people(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return exposure (weeks), covariates, providers and provider effects of one made-up year.

    Exposure and covariates go together, and differ between providers.
    """
    sizes = rng.integers(5, 61, PROVIDERS)
    clusters = np.repeat(np.arange(PROVIDERS), sizes)
    n = len(clusters)
    usual = 0.3 * rng.standard_normal(PROVIDERS)[clusters]
    age = rng.standard_normal(n) + usual
    low = (rng.random(n) < expit(0.5 * age)).astype(float)
    weeks = 100 * rng.beta(2, 3, n) * expit(1.5 + 0.5 * age + usual)
    effect = 0.35 * rng.standard_normal(PROVIDERS)[clusters]
    return weeks, np.column_stack([age, low]), clusters, effect


def _predictor(weeks: np.ndarray, others: np.ndarray, hump: float) -> np.ndarray:
    """Return the log odds without provider effects."""
    return -0.6 + hump * (1 - ((weeks - 45) / 35) ** 2) - 0.4 * others[:, 0] - 0.5 * others[:, 1]


def _over_providers(predictor: np.ndarray) -> np.ndarray:
    """Return the share, averaged over what providers there are."""
    points, weights = np.polynomial.hermite_e.hermegauss(21)
    return expit(predictor[:, None] + 0.35 * points) @ (weights / weights.sum())


def own_question_rates(seeds: int) -> Iterator[Line]:
    """Yield coverage of curve and difference, and how often the largest difference is found where none is."""
    pointwise, step, found = np.empty((seeds, len(AT))), np.empty(seeds), np.empty(seeds)
    any_of_three = np.empty(seeds)
    for seed in range(seeds):
        rng = np.random.default_rng([41, seed])
        weeks, others, clusters, effect = _people(rng)
        predictor = _predictor(weeks, others, 0.6)
        y = (rng.random(len(weeks)) < expit(predictor + effect)).astype(float)
        fit = fit_curve(weeks, y, others, clusters)
        truth = np.array(
            [_over_providers(_predictor(np.full(len(weeks), at), others, 0.6)).mean() for at in AT]
        )
        _, low, high = fit.curve(AT)
        pointwise[seed] = (low <= truth) & (truth <= high)
        any_of_three[seed] = _covers_largest(fit, weeks, others)

        nothing = _predictor(np.full(len(weeks), 45.0), others, 0.0)
        flat = (rng.random(len(weeks)) < expit(nothing + effect)).astype(float)
        found[seed] = (
            fit_curve(weeks, flat, others, clusters).largest_difference(*_compared(weeks)).p < NOMINAL
        )

        line = nothing + 0.01 * weeks
        rising = (rng.random(len(weeks)) < expit(line + effect)).astype(float)
        estimate = fit_line(weeks, rising, others, clusters).difference(weeks, weeks + MONTHS)
        gained = (_over_providers(line + 0.01 * MONTHS) - _over_providers(line)).mean()
        step[seed] = estimate.low <= gained <= estimate.high
    for at, covered in zip(AT, pointwise.T, strict=True):
        yield coverage(f"own curve, at {at:g} weeks", WORLD, CLAIM, covered)
    yield coverage("own average difference", WORLD, CLAIM, step)
    yield coverage("own largest difference", WORLD, CLAIM, any_of_three, "at least")
    yield coverage("own largest difference, type I", WORLD, NOMINAL, found, "at most")


def _compared(weeks: np.ndarray) -> tuple[float, float, float]:
    low, middle, high = np.quantile(weeks, PERCENTILES)
    return float(low), float(middle), float(high)


def _covers_largest(fit: StandardisedFit, weeks: np.ndarray, others: np.ndarray) -> bool:
    """Tell whether the interval of the difference that was chosen holds its true value."""
    estimate = fit.largest_difference(*_compared(weeks))
    shares = [
        _over_providers(_predictor(np.full(len(weeks), at), others, 0.6)).mean() for at in _compared(weeks)
    ]
    fitted = [fit.share(at)[0] for at in _compared(weeks)]
    pairs = [(0, 1), (1, 2), (0, 2)]
    chosen = min(pairs, key=lambda pair: abs(fitted[pair[1]] - fitted[pair[0]] - estimate.value))
    truth = shares[chosen[1]] - shares[chosen[0]]
    return estimate.low <= truth <= estimate.high
