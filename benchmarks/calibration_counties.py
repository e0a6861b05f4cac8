"""How often a county is said to stand apart from the country that is like all the others."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from calibration_line import Line, Side, coverage

from batt.comparisons.county_standing import FALSE_ALARM_SHARE, county_standings

PEOPLE = np.array(
    [278, 556, 613, 193, 187, 265, 236, 170, 111, 175, 443, 490, 108, 257, 297, 133, 238, 159, 74]
)
"""Thousands of people in each of the 19 counties, by which providers are spread over them."""
ITEMS = 8
Rng = np.random.Generator
Tables = tuple[pd.DataFrame, pd.DataFrame]


@dataclass(frozen=True)
class _Nation:
    """Providers of very unlike size, spread over the counties by lot: no county differs from another.

    Attributes
    ----------
    units
        Exits, respondents or persons of the middle provider.
    """

    providers: int
    units: int

    def county(self, rng: Rng) -> np.ndarray:
        return rng.choice(len(PEOPLE), self.providers, p=PEOPLE / PEOPLE.sum())

    def sizes(self, rng: Rng) -> np.ndarray:
        return np.maximum(1, np.rint(self.units * np.exp(rng.standard_normal(self.providers)))).astype(int)


def _shares(nation: _Nation, logit: float, spread: float, rng: Rng) -> Tables:
    """Draw who went to a job; the log odds differ between providers by `spread`."""
    size = nation.sizes(rng)
    own = np.repeat(logit + spread * rng.standard_normal(nation.providers), size)
    return _tables(nation, rng, "i08", size, (rng.random(len(own)) < 1 / (1 + np.exp(-own))).astype(int))


def _scores(nation: _Nation, spread: float, rng: Rng) -> Tables:
    """Draw forms of eight answers 1–6, of which some are left out; respondents differ too."""
    size = nation.sizes(rng)
    own = np.repeat(4.4 + spread * rng.standard_normal(nation.providers), size)
    level = np.clip(own + 0.3 * rng.standard_normal(len(own)), 1, 6)
    answered = np.where(rng.random(len(own)) < 0.85, ITEMS, rng.integers(3, ITEMS + 1, len(own)))
    return _tables(nation, rng, "i02", size, answered + rng.binomial(5 * answered, (level - 1) / 5), answered)


def _minutes(nation: _Nation, spread: float, rng: Rng) -> Tables:
    """Draw minutes of training a person, much for a few; the level differs between providers by `spread`."""
    size = nation.sizes(rng)
    level = np.repeat(rng.gamma(spread**-2, spread**2, nation.providers), size)
    return _tables(nation, rng, "i04", size, np.rint(rng.exponential(1350, len(level)) * level).astype(int))


def _tables(
    nation: _Nation, rng: Rng, indicator: str, size: np.ndarray, x: np.ndarray, w: np.ndarray | int = 1
) -> Tables:
    """Return the counted units, one row each, and the providers, one row each."""
    provider = np.arange(nation.providers).astype(str)
    units = pd.DataFrame({"provider_id": np.repeat(provider, size), "x": x, "w": w})
    units = units.assign(indicator=indicator, programme="AB", cluster=np.arange(len(units)).astype(str))
    return units, pd.DataFrame({"provider_id": provider, "county": nation.county(rng).astype(str)})


@dataclass(frozen=True)
class _World:
    name: str
    draw: Callable[[Rng], Tables]
    side: Side = "equals"


MANY, RARE, ANSWERING, STAFF = _Nation(160, 14), _Nation(125, 8), _Nation(260, 15), _Nation(350, 9)
FEW = _Nation(24, 20)
WORLDS = (
    _World("shares 0.40, 160 providers, effects 0.35", partial(_shares, MANY, -0.4, 0.35)),
    _World("shares 0.20, 125 small providers, effects 0.35", partial(_shares, RARE, -1.4, 0.35), "at most"),
    _World("shares 0.40, 160 providers alike", partial(_shares, MANY, -0.4, 0.0), "at most"),
    _World("means 1–6, 260 providers, quality 0.2", partial(_scores, ANSWERING, 0.2)),
    _World("means 1–6, 260 providers alike", partial(_scores, ANSWERING, 0.0), "at most"),
    _World("minutes, 350 providers, levels spread 50%", partial(_minutes, STAFF, 0.5)),
    _World("shares 0.40, 24 providers, effects 0.35", partial(_shares, FEW, -0.4, 0.35), "at most"),
    _World("means 1–6, 24 providers, quality 0.2", partial(_scores, FEW, 0.2), "at most"),
)


def county_rates(seeds: int) -> Iterator[Line]:
    """Yield the share of the counties that are said to stand apart, per world.

    One side only where the variance between providers is often cut at zero: where they are alike, few or
    small.
    """
    for number, world in enumerate(WORLDS):
        told = [
            county_standings(*world.draw(np.random.default_rng([31, number, seed]))) for seed in range(seeds)
        ]
        rates = np.array([_apart(one) for one in told if (one["standing"] != "unknown").any()])
        yield coverage(
            "a county stands apart, false alarms", world.name, FALSE_ALARM_SHARE, rates, world.side
        )


def _apart(standings: pd.DataFrame) -> float:
    judged = standings.loc[standings["standing"] != "unknown", "standing"]
    return float(judged.isin(["above", "below"]).mean())
