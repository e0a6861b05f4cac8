"""How often tests on people who stay and leave raise a false alarm, and their intervals hold the truth."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from calibration_line import Line, coverage
from staying_worlds import (
    FRAILTY,
    JOB_RATE,
    OTHER_RATE,
    Stays,
    by_person,
    by_provider,
    by_some_providers,
    stays,
    true_incidence,
)

from batt.relationships.staying.cox import cox
from batt.relationships.staying.cumulative_incidence import cumulative_incidence
from batt.relationships.staying.episodes import split_at
from batt.relationships.staying.fine_gray import fine_gray
from batt.relationships.staying.gray_test import gray_test
from batt.relationships.staying.hazard_fit import HazardFit
from batt.relationships.staying.incidence_band import incidence_band
from batt.relationships.staying.mean_cumulative_count import mean_cumulative_count
from batt.relationships.staying.proportionality import proportionality

SIZE, LEVEL = 0.05, 0.95
LOG_RATIO = float(np.log(1.5))
ALONE = 600
"""People of a world without providers."""

MIDDLE = 90
"""A day in the middle of a curve."""

WORLD = f"60 providers, frailty {FRAILTY}, late entry"
EXPOSURES = {
    "exposure of persons": by_person,
    "exposure of providers, on a scale": by_provider,
    "exposure of one provider in four": by_some_providers,
}


def _rate(seeds: int, stream: int, is_alarm: Callable[[np.random.Generator], bool]) -> np.ndarray:
    """Return one 0 or 1 per seed."""
    return np.array([float(is_alarm(np.random.default_rng([stream, seed]))) for seed in range(seeds)])


def _cox(world: Stays) -> HazardFit:
    return cox(world.time, world.cause == 1, world.exposure, entry=world.entry, clusters=world.provider)


def _first_start(rng: np.random.Generator) -> HazardFit:
    """Fit a first start that comes at a day of its own, at another pace per provider, and does nothing."""
    world = stays(rng)
    pace = 80 * np.exp(0.5 * rng.standard_normal(world.provider.max() + 1))[world.provider]
    pieces = split_at(world.entry, world.time, world.cause == 1, np.ceil(rng.exponential(pace)))
    return cox(
        pieces.time,
        pieces.event,
        pieces.changes > 0,
        entry=pieces.entry,
        clusters=world.provider[pieces.row],
    )


@cache
def _marginal_log_ratio() -> float:
    """Return what the Cox model without frailty estimates where the ratio given the provider is 1.5."""
    world = stays(np.random.default_rng([40, 0]), log_ratio=LOG_RATIO, providers=40_000)
    return float(_cox(world).coef[0])


def cox_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms of the clustered Wald test, and coverage of the hazard ratio's interval."""
    for name, draw in EXPOSURES.items():
        alarms = _rate(seeds, 41, lambda rng, draw=draw: _cox(stays(rng, draw)).estimate().p <= SIZE)
        yield coverage("Cox test by cluster", f"{WORLD}, {name}", SIZE, alarms)
    alarms = _rate(seeds, 42, lambda rng: _first_start(rng).estimate().p <= SIZE)
    yield coverage("Cox test by cluster", f"{WORLD}, first start that does nothing", SIZE, alarms)

    def holds(rng: np.random.Generator) -> bool:
        ratio = _cox(stays(rng, log_ratio=LOG_RATIO)).estimate()
        return ratio.low < np.exp(_marginal_log_ratio()) < ratio.high

    yield coverage(
        "Cox interval by cluster", f"{WORLD}, ratio 1.5 given the provider", LEVEL, _rate(seeds, 43, holds)
    )

    def holds_alone(rng: np.random.Generator) -> bool:
        world = stays(rng, log_ratio=LOG_RATIO, frailty=0.0)
        kept = slice(0, ALONE)
        ratio = cox(
            world.time[kept], world.cause[kept] == 1, world.exposure[kept], entry=world.entry[kept]
        ).estimate()
        return ratio.low < np.exp(LOG_RATIO) < ratio.high

    yield coverage(
        "Cox interval", f"{ALONE} independent people, ratio 1.5", LEVEL, _rate(seeds, 53, holds_alone)
    )

    def holds_within(rng: np.random.Generator) -> bool:
        world = stays(rng, log_ratio=LOG_RATIO)
        ratio = cox(
            world.time,
            world.cause == 1,
            world.exposure,
            entry=world.entry,
            clusters=world.provider,
            strata=world.provider,
        ).estimate()
        return ratio.low < np.exp(LOG_RATIO) < ratio.high

    yield coverage(
        "Cox interval, provider strata", f"{WORLD}, ratio 1.5", LEVEL, _rate(seeds, 44, holds_within)
    )


def proportionality_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms of the test of proportional hazards."""
    with_clusters = _rate(seeds, 45, lambda rng: proportionality(_cox(stays(rng))).p <= SIZE)
    yield coverage("proportionality by cluster", f"{WORLD}, no effect", SIZE, with_clusters)

    def alone(rng: np.random.Generator) -> bool:
        world = stays(rng, log_ratio=LOG_RATIO, frailty=0.0)
        return proportionality(cox(world.time, world.cause == 1, world.exposure, entry=world.entry)).p <= SIZE

    yield coverage("proportionality", "independent people, ratio 1.5", SIZE, _rate(seeds, 46, alone))


def competing_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms of Fine–Gray and of Gray's test."""
    for name, draw in EXPOSURES.items():

        def fine_gray_alarm(rng: np.random.Generator, draw=draw) -> bool:
            world = stays(rng, draw)
            fit = fine_gray(
                world.time, world.cause, world.exposure, entry=world.entry, clusters=world.provider
            )
            return fit.estimate().p <= SIZE

        alarms = _rate(seeds, 47, fine_gray_alarm)
        yield coverage("Fine–Gray test by cluster", f"{WORLD}, {name}", SIZE, alarms)
    for name, draw in EXPOSURES.items():
        if draw is by_provider:
            continue

        def gray_alarm(rng: np.random.Generator, draw=draw) -> bool:
            world = stays(rng, draw)
            test = gray_test(
                world.time, world.cause, world.exposure, clusters=world.provider, entry=world.entry
            )
            return test.p <= SIZE

        yield coverage("Gray's test by cluster", f"{WORLD}, {name}", SIZE, _rate(seeds, 48, gray_alarm))

    def independent(rng: np.random.Generator) -> bool:
        world = stays(rng, frailty=0.0, with_late_entry=False)
        group = rng.integers(0, 3, len(world.time))
        return gray_test(world.time, world.cause, group).p <= SIZE

    yield coverage("Gray's test", "independent people, three groups", SIZE, _rate(seeds, 49, independent))

    def fine_gray_alone(rng: np.random.Generator) -> bool:
        world = stays(rng, frailty=0.0)
        kept = slice(0, ALONE)
        fit = fine_gray(world.time[kept], world.cause[kept], world.exposure[kept], entry=world.entry[kept])
        return fit.estimate().p <= SIZE

    alarms = _rate(seeds, 54, fine_gray_alone)
    yield coverage("Fine–Gray test", f"{ALONE} independent people", SIZE, alarms)


def band_coverage(seeds: int) -> Iterator[Line]:
    """Yield how often the band holds the whole curve, and the interval one day of it."""
    for name, frailty in ((WORLD, FRAILTY), (f"{ALONE} independent people, late entry", 0.0)):
        whole, middle = np.empty((2, seeds))
        for seed in range(seeds):
            world = stays(np.random.default_rng([50, seed]), frailty=frailty)
            clusters = world.provider if frailty else None
            kept = slice(None) if frailty else slice(0, ALONE)
            band = incidence_band(
                world.time[kept],
                world.cause[kept],
                entry=world.entry[kept],
                clusters=clusters,
                draws=1000,
                seed=seed,
            )
            truth = true_incidence(band.day, frailty)
            whole[seed] = ((band.simultaneous_low <= truth) & (truth <= band.simultaneous_high)).all()
            day = int(np.searchsorted(band.day, MIDDLE))
            middle[seed] = band.low[day] <= truth[day] <= band.high[day]
        yield coverage("incidence band, whole curve", name, LEVEL, whole)
        yield coverage(f"incidence interval, day {MIDDLE}", name, LEVEL, middle)


def weekly_incidence_coverage(seeds: int) -> Iterator[Line]:
    """Yield how often the plain interval of a cumulative incidence holds it, for people without providers."""

    def holds(rng: np.random.Generator) -> bool:
        world = stays(rng, frailty=0.0)
        kept = slice(0, ALONE)
        curves = cumulative_incidence(
            world.time[kept], world.cause[kept], world.entry[kept], at=np.array([MIDDLE])
        )
        curve = curves.of(1)
        return bool(curve.low[0] <= true_incidence(np.array([MIDDLE]), 0.0)[0] <= curve.high[0])

    name = f"{ALONE} independent people, late entry"
    yield coverage(f"plain incidence interval, day {MIDDLE}", name, LEVEL, _rate(seeds, 55, holds))


def mean_count_coverage(seeds: int) -> Iterator[Line]:
    """Yield how often the interval of the mean number of placements holds it, at day 180."""
    rate, spread = 0.01, 0.35
    held = np.empty(seeds)
    day = 180
    for seed in range(seeds):
        rng = np.random.default_rng([51, seed])
        world = stays(rng, frailty=0.0)
        pace = rate * np.exp(spread * rng.standard_normal(world.provider.max() + 1))[world.provider]
        many = rng.poisson(pace * world.time)
        row = np.repeat(np.arange(len(many)), many)
        moment = np.ceil(rng.random(len(row)) * world.time[row])
        curve = mean_cumulative_count(
            world.time, world.cause > 0, row, moment, entry=world.entry, clusters=world.provider
        )
        leaving = JOB_RATE + OTHER_RATE
        truth = rate * np.exp(spread**2 / 2) * -np.expm1(-leaving * day) / leaving
        held[seed] = curve.low[day - 1] <= truth <= curve.high[day - 1]
    yield coverage("mean cumulative count, day 180", f"{WORLD}, leaving ends it", LEVEL, held)
