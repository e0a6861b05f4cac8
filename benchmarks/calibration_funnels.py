"""How often the funnels flag where nobody differs, where providers differ, and how good their variance is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from aggregate_worlds import (
    Z95,
    Z998,
    count_world,
    exact_count_rate,
    exact_share_rate,
    mean_world,
    share_world,
)
from calibration_line import Line, coverage

from batt.comparisons.funnel import Funnels, funnels

PROVIDERS = 350
FEW_PROVIDERS = 40
COUNT_RATE = 10.0
"""Middle number of firms per 100 participants in the world of counts, to which τ is relative."""
LEVELS = {"95": (0.05, Z95), "998": (0.002, Z998)}
NAMES = {"95": "funnel at 95 %", "998": "funnel at 99.8 %"}
Draw = Callable[[np.random.Generator, int, float], pd.DataFrame]
Exact = Callable[[pd.DataFrame, float, float, float], np.ndarray]


@dataclass(frozen=True)
class World:
    """A kind of funnel, how its tables are drawn, its exact false-alarm rate, and a variance to plant."""

    name: str
    draw: Draw
    exact: Exact
    tau: float


def _exact_share(cells: pd.DataFrame, target: float, alpha: float, z: float) -> np.ndarray:
    return exact_share_rate(cells["size"].to_numpy(dtype=int), target, z)


def _exact_count(cells: pd.DataFrame, target: float, alpha: float, z: float) -> np.ndarray:
    return exact_count_rate(target * cells["size"].to_numpy(dtype=float), alpha)


def _nominal(cells: pd.DataFrame, target: float, alpha: float, z: float) -> np.ndarray:
    """Return the nominal rate: means are continuous."""
    return np.full(len(cells), alpha)


WORLDS = (
    World(
        "shares, p0 0.40, 10–150 exits",
        lambda rng, k, tau: share_world(rng, k, 0.4, (10, 150), tau),
        _exact_share,
        0.1,
    ),
    World(
        "shares, p0 0.10, 5–60 exits",
        lambda rng, k, tau: share_world(rng, k, 0.1, (5, 60), tau),
        _exact_share,
        0.08,
    ),
    World(
        "counts, 1–15 expected",
        lambda rng, k, tau: count_world(rng, k, COUNT_RATE / 100, (10, 150), tau),
        _exact_count,
        0.3,
    ),
    World(
        "means, 5–60 answering",
        lambda rng, k, tau: mean_world(rng, k, 4.6, (5, 60), tau),
        _nominal,
        0.2,
    ),
)


def run(world: World, seed: int, providers: int, tau: float) -> Funnels:
    """Draw one table and build its funnel; counts get the participants they were drawn with."""
    cells = world.draw(np.random.default_rng([4, seed]), providers, tau)
    exposure = cells[["provider_id"]].assign(participants_n=cells["denominator"])
    return funnels(cells, exposure)


def flagged(cells: pd.DataFrame, column: str, level: str) -> float:
    """Return the share of providers flagged at a level; a flag at 99.8 % is one at 95 % too."""
    reached = cells[column].str.endswith("998" if level == "998" else ("95", "998"))
    return float(reached.mean())


def funnel_rates(seeds: int) -> Iterator[Line]:
    """Yield, per funnel and level, the share flagged where no provider differs against the exact rate.

    The exact rate is added up here, anew, from the distribution at the target that the funnel used.
    """
    for world in WORLDS:
        tables = [run(world, seed, PROVIDERS, 0.0).cells for seed in range(seeds)]
        for level, (alpha, z) in LEVELS.items():
            seen = np.array([flagged(cells, "flag_plain", level) for cells in tables])
            exact = np.array(
                [world.exact(cells, float(cells["target"].iloc[0]), alpha, z).mean() for cells in tables]
            )
            yield _against(NAMES[level], world.name, exact, seen)


def overdispersed_rates(seeds: int) -> Iterator[Line]:
    """Yield the share flagged by the widened limits where providers do differ, against the rate printed."""
    for world in WORLDS:
        tables = [run(world, seed, PROVIDERS, world.tau).cells for seed in range(seeds)]
        for level in LEVELS:
            seen = np.array([flagged(cells, "flag", level) for cells in tables])
            printed = np.array([cells[f"alarm_adjusted_{level}"].mean() for cells in tables])
            yield _against(f"overdispersed {NAMES[level]}", f"{world.name}, τ {world.tau:g}", printed, seen)


def variance_intervals(seeds: int) -> Iterator[Line]:
    """Yield how often the interval of the variance between providers holds the planted one.

    Without variance the interval can miss on one side alone.
    """
    for world in WORLDS:
        for tau in (0.0, world.tau):
            planted = tau**2 * (COUNT_RATE if world.exact is _exact_count else 1)
            held = np.empty(seeds)
            for seed in range(seeds):
                group = run(world, seed, FEW_PROVIDERS, tau).groups.iloc[0]
                held[seed] = group["tau2_low"] <= planted <= group["tau2_high"]
            name = "interval of the variance between providers"
            yield coverage(name, f"{world.name}, τ {tau:g}", 0.975 if tau == 0 else 0.95, held)


def _against(method: str, world: str, claimed: np.ndarray, seen: np.ndarray) -> Line:
    difference = seen - claimed
    error = difference.std(ddof=1) / np.sqrt(len(seen))
    return Line(method, world, float(claimed.mean()), float(seen.mean()), float(error))
