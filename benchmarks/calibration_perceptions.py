"""How often gaps, slopes within providers, correlations and shares of two groups do what they claim."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
from calibration_line import Line
from calibration_trial import (
    BOOTSTRAP_DRAWS,
    BOOTSTRAP_SEEDS,
    COVERAGE,
    SIZE,
    Rng,
    Trial,
    holds,
    lines,
    rejects,
)
from survey_worlds import ALIKE, PROVIDERS, SIXTY

from batt.relationships.estimate import Estimate
from batt.relationships.surveys.matched_gaps import Contrast, matched_gaps
from batt.relationships.surveys.robust_correlation import robust_correlation
from batt.relationships.surveys.spread_of_shares import spread_of_shares
from batt.relationships.surveys.two_groups import Answered, above_half, count_yes, difference
from batt.relationships.surveys.within_slope import within_slope

# --- gaps -----------------------------------------------------------------------------------------------

GAP = Contrast("gap", "staff", "nav", ("rights", "adaptation"))


def _form(rng: Rng, effects: np.ndarray, gap: float, most: int) -> pd.DataFrame:
    provider = np.repeat(np.arange(PROVIDERS), rng.integers(3, most + 1, PROVIDERS))
    items = ALIKE.items(rng, effects[provider] + gap, 2)
    return pd.DataFrame(
        {"provider_id": provider, "year": 2015, "rights": items[:, 0], "adaptation": items[:, 1]}
    )


def _gap(rng: Rng, gap: float, *, skewed: bool) -> Estimate:
    """Estimate a gap that differs between providers, evenly or at a few by very much (mean `gap`)."""
    effects = ALIKE.effects(rng)
    own = 0.4 * (rng.exponential(size=PROVIDERS) - 1) if skewed else 0.25 * rng.standard_normal(PROVIDERS)
    answers = {"staff": _form(rng, effects + own, gap, 15), "nav": _form(rng, effects, 0.0, 10)}
    seed = int(rng.integers(2**31))
    return matched_gaps(answers, [GAP], seed=seed, draws=BOOTSTRAP_DRAWS).gaps["gap"]


def gap_coverage(seeds: int) -> Iterator[Line]:
    """Yield coverage and error of the bootstrap-t of a gap; as many seeds as bootstraps are tried on."""
    draws = f"{PROVIDERS} providers, {BOOTSTRAP_DRAWS} draws"
    trials = [
        Trial(
            "matched gap, interval",
            f"{draws}, gap 0.4",
            COVERAGE,
            lambda rng: holds(_gap(rng, 0.4, skewed=False), 0.4),
        ),
        Trial(
            "matched gap, interval",
            f"{draws}, no gap on average, skewed",
            COVERAGE,
            lambda rng: holds(_gap(rng, 0.0, skewed=True), 0.0),
        ),
        Trial(
            "matched gap, test",
            f"{draws}, no gap on average",
            SIZE,
            lambda rng: rejects(_gap(rng, 0.0, skewed=False)),
        ),
    ]
    return lines(trials, min(seeds, BOOTSTRAP_SEEDS), 44)


# --- respondents of the same provider -------------------------------------------------------------------


def _slope(slope: float, *, is_rare: bool) -> Callable[[Rng], bool]:
    """Try a slope that differs between providers, with a group effect per provider and programme."""

    def held(rng: Rng) -> bool:
        provider = ALIKE.providers(rng)
        cell = 2 * provider + rng.integers(0, 2, len(provider))
        if is_rare:
            # Help at some providers only, much at a few of them.
            x = rng.random(len(provider)) < rng.beta(0.3, 2, PROVIDERS)[provider]
        else:
            x = rng.integers(1, 7, len(provider))
        own = slope + 0.1 * rng.standard_normal(PROVIDERS)
        level = 0.5 * rng.standard_normal(2 * PROVIDERS)[cell] + own[provider] * x
        y = level + rng.standard_normal(len(provider))
        return holds(within_slope(y, x, cell, provider), slope)

    return held


def _correlation(rng: Rng, correlation: float) -> Estimate:
    """Correlate two figures of providers, both the more uncertain the smaller the provider."""
    spread = 1 / np.sqrt(rng.integers(4, 60, PROVIDERS))
    x, other = rng.standard_normal((2, PROVIDERS))
    y = correlation * x + np.sqrt(1 - correlation**2) * other
    return robust_correlation(spread * x, spread * y)


SHARE_OF_SEVEN = 3 / 40
ALL_ALIKE = np.ones(9)
TWO_STAND_OUT = np.array([0.3, *np.ones(7), 2.5])
"""Shares of 7 at nine items against the usual one; where two stand out, those two are always compared."""


def _spread(rng: Rng, items: np.ndarray) -> Estimate:
    """Compare the shares of 7 at items, by which respondents and providers differ."""
    provider = ALIKE.providers(rng)
    rate = rng.beta(3, 37, PROVIDERS)[provider]
    hits = rng.random((len(provider), len(items))) < rate[:, None] * items
    answered = rng.random(hits.shape) < 0.95
    return spread_of_shares(hits, answered, provider, seed=int(rng.integers(2**31)))


def within_rates(seeds: int) -> Iterator[Line]:
    """Yield the rates of slopes within providers, of correlations and of the spread of shares."""
    trials = [
        Trial(
            "slope within providers, interval",
            f"{SIXTY}, answers 1–6, 0.1",
            COVERAGE,
            _slope(0.1, is_rare=False),
        ),
        Trial(
            "slope within providers, interval",
            f"{SIXTY}, rare help, none",
            COVERAGE,
            _slope(0.0, is_rare=True),
        ),
        Trial(
            "correlation of providers, test",
            f"{PROVIDERS} providers of 4–59",
            SIZE,
            lambda rng: rejects(_correlation(rng, 0.0)),
        ),
        Trial(
            "correlation of providers, interval",
            f"{PROVIDERS} providers of 4–59, 0.4",
            COVERAGE,
            lambda rng: holds(_correlation(rng, 0.4), 0.4),
        ),
        Trial(
            "spread of shares, test",
            f"{SIXTY}, 9 equal items",
            SIZE,
            lambda rng: rejects(_spread(rng, ALL_ALIKE)),
        ),
        Trial(
            "spread of shares, interval",
            f"{SIXTY}, 2 of 9 items stand out",
            COVERAGE,
            lambda rng: holds(_spread(rng, TWO_STAND_OUT), SHARE_OF_SEVEN * (2.5 - 0.3)),
        ),
    ]
    return lines(trials, seeds, 45)


# --- shares of yes --------------------------------------------------------------------------------------


def _counted(rng: Rng, share: float, n: int) -> Answered:
    return count_yes(rng.random(n) < share)


def _offices(rng: Rng, share: float) -> Answered:
    """Return the answers of 100 offices with one to four respondents each, alike within the office."""
    office = np.repeat(np.arange(100), rng.integers(1, 5, 100))
    own = rng.beta(4 * share, 4 * (1 - share), 100)
    return count_yes(rng.random(len(office)) < own[office], office)


def _is_not_found(counted: Answered) -> bool:
    return above_half(counted).p >= SIZE


def two_group_rates(seeds: int) -> Iterator[Line]:
    """Yield the rates of the statements about two groups: differences of shares, shares above a half."""
    trials = [
        Trial(
            "difference of shares, one-sided",
            "120 and 200 answering, both 0.5",
            SIZE,
            lambda rng: difference(_counted(rng, 0.5, 120), _counted(rng, 0.5, 200)).p < SIZE,
        ),
        Trial(
            "difference of shares, interval",
            "120 and 200 answering, 0.8 and 0.62",
            COVERAGE,
            lambda rng: holds(difference(_counted(rng, 0.8, 120), _counted(rng, 0.62, 200)), 0.18),
        ),
        Trial(
            "difference of shares, one-sided",
            "60 providers and 100 offices with 1–4 alike, both 0.6",
            SIZE,
            lambda rng: difference(_counted(rng, 0.6, 60), _offices(rng, 0.6)).p < SIZE,
        ),
        Trial(
            "difference of shares, interval",
            "60 providers and 100 offices with 1–4 alike, 0.75 and 0.55",
            COVERAGE,
            lambda rng: holds(difference(_counted(rng, 0.75, 60), _offices(rng, 0.55)), 0.2),
        ),
        Trial(
            "share above one half, not found",
            "60 answering, true 0.5",
            COVERAGE,
            lambda rng: _is_not_found(_counted(rng, 0.5, 60)),
            "at least",
        ),
        Trial(
            "share above one half, not found",
            "100 offices with 1–4 alike, true 0.5",
            COVERAGE,
            lambda rng: _is_not_found(_offices(rng, 0.5)),
            "at least",
        ),
        Trial(
            "share, interval",
            "30–90 answering, 0.62",
            COVERAGE,
            lambda rng: holds(above_half(_counted(rng, 0.62, int(rng.integers(30, 91)))), 0.62),
        ),
        Trial(
            "share, interval",
            "100 offices with 1–4 alike, 0.62",
            COVERAGE,
            lambda rng: holds(above_half(_offices(rng, 0.62)), 0.62),
        ),
    ]
    return lines(trials, seeds, 46)
