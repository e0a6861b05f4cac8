"""Type I error and coverage of two groups compared within sixteen sites, as large as those of JTPA."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from calibration_line import Line, coverage
from scipy.special import expit

from batt.relationships.estimate import Estimate
from batt.study.compared_rows import TwoGroups
from batt.study.share_comparison import METHODS, estimates_of_difference

LEVEL, COVERAGE = 0.05, 0.95
SIZES = (1392, 788, 636, 524, 485, 463, 401, 353, 234, 190, 179, 177, 87, 81, 74, 38)
"""Women at each site. Source: National JTPA Study."""

LEVEL_OF_ALL, SPREAD_OF_LEVELS, OFFERED = 1.665, 0.43, 2 / 3
"""Logit of the share with a job and its spread between sites, as fitted to that study; the share offered."""

LOG_ODDS = 0.15
SPREAD_OF_EFFECTS = 0.15
"""Between sites, of the log odds ratio: what makes the uncertainty one of sites and not of persons alone."""

NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)


def _draw(rng: np.random.Generator, log_odds: float, spread: float) -> tuple[Estimate, ...]:
    sites = np.repeat(np.arange(len(SIZES)), SIZES)
    level = rng.normal(LEVEL_OF_ALL, SPREAD_OF_LEVELS, len(SIZES))
    effect = rng.normal(log_odds, spread, len(SIZES))
    is_first = (rng.random(len(sites)) < OFFERED).astype(float)
    job = rng.random(len(sites)) < expit(level[sites] + effect[sites] * is_first)
    people = TwoGroups(pd.DataFrame({"is_job": job}), is_first, np.empty((len(sites), 0)), sites)
    return estimates_of_difference(people)


def _true_difference(log_odds: float, spread: float) -> float:
    """Return the difference in the share, averaged over sites."""
    spread_together = np.hypot(SPREAD_OF_LEVELS, spread)
    weights = WEIGHTS / WEIGHTS.sum()
    offered = expit(LEVEL_OF_ALL + log_odds + spread_together * NODES) @ weights
    return float(offered - expit(LEVEL_OF_ALL + SPREAD_OF_LEVELS * NODES) @ weights)


def sixteen_sites_rates(seeds: int) -> Iterator[Line]:
    """Yield error without an effect, and coverage with one, of every method for a difference in shares.

    The methods that allow for effects of their own at every site are tried with such effects as well; the
    random-intercept logit assumes one effect for all, and is tried where that holds.
    """
    parts = [part for part, scale in METHODS if scale == "share_difference"]
    drawn = {
        name: [_draw(np.random.default_rng([30, seed]), *world) for seed in range(seeds)]
        for name, world in (
            ("no effect", (0.0, 0.0)),
            ("one effect", (LOG_ODDS, 0.0)),
            ("effects that differ, none on average", (0.0, SPREAD_OF_EFFECTS)),
        )
    }
    for place, part in enumerate(parts):
        for name, tables in drawn.items():
            if part == "random_intercept_logit" and name.startswith("effects"):
                continue
            found = [table[place] for table in tables if not table[place].reason]
            world = f"16 sites as in JTPA, {name}"
            if name == "one effect":
                truth = _true_difference(LOG_ODDS, 0.0)
                held = np.array([one.low <= truth <= one.high for one in found], dtype=float)
                yield coverage(f"{part}, interval", world, COVERAGE, held)
            else:
                rejected = np.array([one.p <= LEVEL for one in found], dtype=float)
                yield coverage(f"{part}, test", world, LEVEL, rejected)
