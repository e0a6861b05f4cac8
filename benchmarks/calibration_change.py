"""How often the event study rejects where joining changes nothing, and holds the effect where it does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from calibration_line import Line, coverage

from batt.relationships.change.event_study import EventStudy, event_study
from batt.relationships.change.group_time_effects import group_time_effects

PROVIDERS, ALREADY_IN = 60, 12
YEARS = np.array([2012, 2013, 2014, 2015])
COVERAGE, SIZE = 0.95, 0.05
EFFECT = 0.05
DRAWS = 499


@dataclass(frozen=True)
class _World:
    """60 providers with lasting differences, common shocks, own years and binomial exits over four years.

    ``joiners`` join in 2013, 2014 or 2015, 12 were in before, the rest never join.
    """

    joiners: int
    effect: float = 0.0

    @property
    def name(self) -> str:
        return f"60 providers, {self.joiners} joining, 5–500 exits a year, effect {self.effect:g}"

    def draw(self, rng: np.random.Generator) -> pd.DataFrame:
        """Return one row per provider and year."""
        joined = np.full(PROVIDERS, np.inf)
        joined[: self.joiners] = rng.choice(YEARS[1:], self.joiners)
        joined[self.joiners : self.joiners + ALREADY_IN] = -np.inf
        level = rng.normal(0.25, 0.07, (PROVIDERS, 1)) + rng.normal(0, 0.02, 4)
        share = level + rng.normal(0, 0.03, (PROVIDERS, 4)) + self.effect * (joined[:, None] <= YEARS)
        sizes = np.clip(np.exp(rng.normal(3.2, 0.8, (PROVIDERS, 1))) + 4, 5, 500)
        exits = np.maximum(rng.poisson(np.broadcast_to(sizes, share.shape)), 1)
        jobs = rng.binomial(exits, np.clip(share, 0.01, 0.99))
        return pd.DataFrame(
            {
                "provider_id": np.repeat(np.arange(PROVIDERS), 4),
                "year": np.tile(YEARS, PROVIDERS),
                "value": (jobs / exits).ravel(),
                "size": exits.ravel(),
                "joined": np.repeat(joined, 4),
            }
        )

    def study(self, rng: np.random.Generator, anticipation: int = 0) -> EventStudy:
        effects = group_time_effects(
            self.draw(rng), outcome="value", weight="size", anticipation=anticipation
        )
        return event_study(effects, scale="share_difference", draws=DRAWS)


@dataclass(frozen=True)
class _Trial:
    """One line: a method, its claim, and whether it happened in one study (NaN: it gave no number)."""

    method: str
    world: _World
    claim: float
    happens: Callable[[EventStudy], float]
    anticipation: int = 0


def event_studies(seeds: int) -> Iterator[Line]:
    """Yield type I error and coverage of the event study, over those data sets that gave a number."""
    for number, trial in enumerate(TRIALS):
        studies = (
            trial.world.study(np.random.default_rng([15, number, seed]), trial.anticipation)
            for seed in range(seeds)
        )
        happened = np.array([trial.happens(study) for study in studies], dtype=float)
        known = happened[np.isfinite(happened)]
        refused = f", {seeds - len(known)} refused" if len(known) < seeds else ""
        yield coverage(trial.method, trial.world.name + refused, trial.claim, known)


def _rejects(study: EventStudy) -> float:
    return float(study.overall.p <= SIZE) if not study.overall.reason else np.nan


def _holds(study: EventStudy) -> float:
    return float(study.overall.low <= EFFECT <= study.overall.high) if not study.overall.reason else np.nan


def _holds_all(study: EventStudy) -> float:
    """Whether the joint limits hold the path: nothing before joining, the effect after."""
    path = study.path.dropna()
    true = np.where(path["event_time"] >= 0, EFFECT, 0.0)
    inside = (path["simultaneous_low"] <= true) & (true <= path["simultaneous_high"])
    return float(inside.all()) if len(path) else np.nan


def _holds_second_year(study: EventStudy) -> float:
    """Whether the limits of the second year after joining, taken alone, hold the effect."""
    second = study.effects.get(1)
    known = second is not None and not second.reason
    return float(second.low <= EFFECT <= second.high) if second is not None and known else np.nan


def _sees_a_trend(study: EventStudy) -> float:
    return float(study.pre_trend_p <= SIZE) if np.isfinite(study.pre_trend_p) else np.nan


def _sees_a_bad_year(study: EventStudy) -> float:
    before = study.effects.get(-1)
    return float(before.p <= SIZE) if before is not None and not before.reason else np.nan


MANY, FEW = _World(20), _World(10)
MANY_WITH_EFFECT, FEW_WITH_EFFECT = _World(20, EFFECT), _World(10, EFFECT)
TRIALS = (
    _Trial("event study, test of the effect", MANY, SIZE, _rejects),
    _Trial("event study, test of the effect", FEW, SIZE, _rejects),
    _Trial("event study, interval of the effect", MANY_WITH_EFFECT, COVERAGE, _holds),
    _Trial("event study, interval of the effect", FEW_WITH_EFFECT, COVERAGE, _holds),
    _Trial("event study, interval of one year", MANY_WITH_EFFECT, COVERAGE, _holds_second_year),
    _Trial("event study, joint limits of all years", MANY_WITH_EFFECT, COVERAGE, _holds_all),
    _Trial("event study, joint limits of all years", FEW_WITH_EFFECT, COVERAGE, _holds_all),
    _Trial("event study, joint test of earlier years", MANY, SIZE, _sees_a_trend),
    _Trial("event study, joint test of earlier years", FEW, SIZE, _sees_a_trend),
    _Trial("event study, test of the year before joining", MANY, SIZE, _sees_a_bad_year, anticipation=1),
)
