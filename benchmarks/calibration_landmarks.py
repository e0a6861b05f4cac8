"""How often tests of what staying goes with raise a false alarm, and their intervals hold the truth."""

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from calibration_line import Line, coverage
from staying_worlds import FRAILTY, JOB_RATE, OTHER_RATE, PROVIDERS, Stays, sizes, stays

from batt.relationships.staying.exit_hazards import exit_hazards, time_at_risk
from batt.relationships.staying.landmark import landmark_shares, landmark_weeks
from batt.relationships.staying.landmark_groups import landmark_groups
from batt.relationships.staying.range_scan import RangeScan, scan_ranges
from batt.relationships.staying.three_parts import three_parts

SIZE, LEVEL = 0.05, 0.95
WORLD = f"60 providers, frailty {FRAILTY}, late entry"
LOG_RATIO = 0.5
WEEK, HORIZON = 4, 8
BANDS = (0, 4, 10, 20)
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(40)
DAYS = np.arange(1200)


@cache
def _bumped() -> np.ndarray:
    """Return a rate of leaving to a job by day that is three times as high in weeks 8 to 14."""
    return JOB_RATE / 2 * np.where((DAYS >= 56) & (DAYS < 98), 3.0, 1.0)


def _curves(by_day: np.ndarray, frailty: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the share gone to a job and the share still in by day, over providers of every frailty."""
    rate = by_day * np.exp(frailty * NODES)[:, None]
    total = rate + OTHER_RATE
    still = np.exp(-np.cumsum(total, axis=1))
    before = np.column_stack([np.ones(len(NODES)), still[:, :-1]])
    gone = np.cumsum(before * rate / total * -np.expm1(-total), axis=1)
    mix = WEIGHTS / WEIGHTS.sum()
    return np.append(0.0, mix @ gone), np.append(1.0, mix @ still)


def _share(weeks: np.ndarray, by_day: np.ndarray, frailty: float = FRAILTY) -> np.ndarray:
    """Return the true share leaving to a job within the horizon, among those in at each week."""
    gone, still = _curves(by_day, frailty)
    begin = np.asarray(weeks * 7).astype(int)
    return (gone[begin + 7 * HORIZON] - gone[begin]) / still[begin]


def _rates(by_day: np.ndarray) -> np.ndarray:
    """Return the true rate per week of leaving to a job in each of `BANDS`."""
    gone, still = _curves(by_day, FRAILTY)
    marks = 7 * np.array(BANDS)
    time = np.cumsum((still[:-1] + still[1:]) / 2)
    spent = np.diff(np.append(0.0, time)[marks]) / 7
    return np.diff(gone[marks]) / spent


def _constant(factor: float = 1.0) -> np.ndarray:
    return np.full(len(DAYS), JOB_RATE * factor)


def _measured(seeds: int, stream: int, is_so: Callable[[np.random.Generator], bool]) -> np.ndarray:
    """Return one 0 or 1 per seed."""
    return np.array([float(is_so(np.random.default_rng([stream, seed]))) for seed in range(seeds)])


def landmark_rates(seeds: int) -> Iterator[Line]:
    """Yield coverage of landmark shares, and false alarms and coverage of the difference of two groups."""

    def holds(rng: np.random.Generator) -> bool:
        world = stays(rng)
        found = landmark_shares(
            world.time,
            world.cause,
            world.entry,
            world.provider,
            outcome=1,
            horizon_weeks=HORIZON,
            weeks=[WEEK],
        )
        return bool(found.low[0] < _share(np.array([WEEK]), _constant())[0] < found.high[0])

    def groups(rng: np.random.Generator, log_ratio: float):
        world = stays(rng, log_ratio=log_ratio)
        return landmark_groups(
            world.time,
            world.cause,
            world.entry,
            world.provider,
            world.exposure == 1,
            outcome=1,
            week=WEEK,
            horizon_weeks=HORIZON,
        ).difference

    yield coverage("landmark share", WORLD, LEVEL, _measured(seeds, 61, holds))
    alarms = _measured(seeds, 62, lambda rng: groups(rng, 0.0).p <= SIZE)
    yield coverage("difference at a landmark, test", WORLD, SIZE, alarms)
    week = np.array([WEEK])
    truth = (_share(week, _constant(np.exp(LOG_RATIO))) - _share(week, _constant()))[0]

    def holds_difference(rng: np.random.Generator) -> bool:
        found = groups(rng, LOG_RATIO)
        return found.low < truth < found.high

    yield coverage("difference at a landmark", WORLD, LEVEL, _measured(seeds, 63, holds_difference))


def hazard_rates(seeds: int) -> Iterator[Line]:
    """Yield coverage of rates by bands and of the ratios of three parts."""
    true = _rates(_constant())
    gone, _ = _curves(_constant(), FRAILTY)
    marks = 7 * np.array(BANDS)
    sub = -np.diff(np.log(1 - gone[marks])) / np.diff(marks)

    def rate_holds(rng: np.random.Generator) -> bool:
        world = stays(rng)
        at_risk = time_at_risk(world.time, world.cause, world.entry, world.provider, BANDS)
        row = exit_hazards(at_risk).query("cause == 'job'").iloc[1]
        return bool(row["low"] < true[1] < row["high"])

    yield coverage("rate in a band of weeks", WORLD, LEVEL, _measured(seeds, 64, rate_holds))
    for name, part, truth in (
        ("to_early", "hazard", true[1] / true[0]),
        ("to_late", "hazard", true[1] / true[2]),
        ("sub_to_early", "subdistribution hazard", sub[1] / sub[0]),
        ("sub_to_late", "subdistribution hazard", sub[1] / sub[2]),
    ):

        def ratio_holds(rng: np.random.Generator, name: str = name, truth: float = truth) -> bool:
            world = stays(rng)
            parts = three_parts(
                world.time, world.cause, world.entry, world.provider, outcome=1, weeks=BANDS[1:]
            )
            found = getattr(parts, name)
            return found.low < truth < found.high

        side = "early" if name.endswith("early") else "late"
        held = _measured(seeds, 65, ratio_holds)
        yield coverage(f"{part}, middle to {side} weeks", WORLD, LEVEL, held)


def range_rates(seeds: int) -> Iterator[Line]:
    """Yield false alarms of the scan for a range, and coverage of the height's interval."""
    worlds = {
        "60 providers, the same chance at every week": (lambda rng: stays(rng, frailty=0.0)),
        f"{WORLD}, chances that fall by selection": stays,
    }
    for name, draw in worlds.items():
        alarms = _measured(seeds, 66, lambda rng, draw=draw: _scan(draw(rng))[0].p <= SIZE)
        yield coverage("range that stands out, test", name, SIZE, alarms, "at most")

    def holds(rng: np.random.Generator) -> bool:
        found, weeks, influence = _scan(_bumped_stays(rng))
        true = scan_ranges(weeks, _share(weeks, _bumped()), influence, seed=0).value
        return found.low <= true <= found.high

    name = f"60 providers, frailty {FRAILTY}, chances higher in a range"
    yield coverage("height of a range", name, LEVEL, _measured(seeds, 67, holds), "at least")


def _scan(world: Stays) -> tuple[RangeScan, np.ndarray, np.ndarray]:
    """Scan one world's landmark shares."""
    weeks = landmark_weeks(world.time, world.entry, HORIZON, np.inf)
    found = landmark_shares(
        world.time, world.cause, world.entry, world.provider, outcome=1, horizon_weeks=HORIZON, weeks=weeks
    )
    return scan_ranges(found.weeks, found.share, found.influence, seed=1), weeks, found.influence


def _bumped_stays(rng: np.random.Generator) -> Stays:
    """Draw people whose rate of leaving to a job is higher in a range of weeks, some still in at the end."""
    size = sizes(rng)
    provider = np.repeat(np.arange(PROVIDERS), size)
    n = len(provider)
    lived = rng.exponential(1, n) / np.exp(np.repeat(FRAILTY * rng.standard_normal(PROVIDERS), size))
    cumulative = np.append(0.0, np.cumsum(_bumped()))
    job = np.interp(lived, cumulative, np.arange(len(cumulative)), right=np.inf)
    other, observed = rng.exponential(1 / OTHER_RATE, n), rng.uniform(100, 500, n)
    time = np.ceil(np.minimum(np.minimum(job, other), observed))
    cause = np.where(np.minimum(job, other) > observed, 0, np.where(job < other, 1, 2))
    return Stays(time, cause, np.zeros(n), provider, np.zeros(n))
