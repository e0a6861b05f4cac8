"""What happens in a course before it ends, drawn without looking at how it ends.

Because nothing here knows the end cause, whoever stays longer has no more of it than the time gives, and
comparing before with after carries no time that could not have been lost.
"""

from dataclasses import dataclass
from math import fsum

import numpy as np
import pandas as pd
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.stats import norm

from batt.simulate.calendar import DAYS_PER_YEAR, NEVER, Days
from batt.simulate.draws import choose
from batt.simulate.plan import Plan
from batt.simulate.streams import stream

STARTING_SHARE = 0.75
MEDIAN_DAYS_TO_START = 45
_START_SD = 0.8
_LONGEST_NOTICE_DAYS = 28
_TYPES = {"HOSPITERING": 0.42, "ARBEIDSPRAKSIS": 0.50, "JOBB": 0.08}
PRACTICE = ("HOSPITERING", "ARBEIDSPRAKSIS")
_FOLLOWED_UP_SHARE = 0.92


@dataclass(frozen=True)
class Progress:
    """What happened in the courses. Days are days since 1970-01-01.

    Attributes
    ----------
    placements
        One row per stay at a firm begun: ``course`` (row number), ``placement_from``, ``placement_type``,
        ``has_follow_up``.
    first_start
        First start in working life of each AB course, ``NEVER`` where there was none and in other programmes.
    agreed
        Day in the last weeks of each AB course on which a job is agreed if it ends in one; ``NEVER`` in other
        programmes.
    """

    placements: pd.DataFrame
    first_start: Days
    agreed: Days


def invent_progress(plan: Plan, providers: pd.DataFrame, stays: pd.DataFrame) -> Progress:
    """Draw what happens between start and end of each stay."""
    start, end = stays["start"].to_numpy(), stays["end"].to_numpy()
    rng = stream(plan.seed, "progress", 1)
    is_ab = (stays["programme"] == "AB").to_numpy()
    to_start = np.floor(rng.lognormal(np.log(MEDIAN_DAYS_TO_START), _START_SD, len(stays))).astype(np.int64)
    starts = is_ab & (rng.random(len(stays)) < STARTING_SHARE) & (to_start <= end - start)
    agreed = np.maximum(start, end - rng.integers(0, _LONGEST_NOTICE_DAYS, len(stays)))
    return Progress(
        placements=_placements(plan, providers, stays),
        first_start=np.where(starts, start + to_start, NEVER),
        agreed=np.where(is_ab, agreed, NEVER),
    )


def progress_effect(
    plan: Plan, providers: pd.DataFrame, stays: pd.DataFrame, progress: Progress
) -> NDArray[np.float64]:
    """Return what each stay's progress adds to the logit of a job at its end.

    Each effect is counted from what was to be expected after so long a stay, so that neither the share going
    to a job by length of stay nor the provider's effect is moved by it.
    """
    practice = progress.placements.loc[progress.placements["placement_type"].isin(PRACTICE), "course"]
    was_placed = np.zeros(len(stays), dtype=bool)
    was_placed[practice.to_numpy()] = True
    practice_share = fsum(_TYPES[code] for code in PRACTICE) / fsum(_TYPES.values())
    placed_share = 1 - np.exp(-practice_share * _placements_begun(plan, providers, stays))
    days = np.maximum(progress.agreed - stays["start"].to_numpy(), 1e-9)
    started_share = STARTING_SHARE * norm.cdf(np.log(days / MEDIAN_DAYS_TO_START) / _START_SD)
    has_started = (progress.first_start != NEVER) & (progress.first_start < progress.agreed)
    from_start = np.where(progress.agreed == NEVER, 0.0, has_started - started_share)
    return plan.placement_effect * (was_placed - placed_share) + plan.start_effect * from_start


def raised(effect: float, providers: pd.DataFrame) -> NDArray[np.float64]:
    """Return by how much each provider's outreach multiplies a rate; one on average."""
    return np.exp(effect * providers["outreach"].to_numpy() - effect**2 / 2)


def _placements(plan: Plan, providers: pd.DataFrame, stays: pd.DataFrame) -> pd.DataFrame:
    """Draw the stays at firms begun: some soon after the start, others at any time."""
    rng = stream(plan.seed, "progress", 0)
    start, days = stays["start"].to_numpy(), (stays["end"] - stays["start"]).to_numpy()
    factor = raised(plan.outreach_placements, providers)[stays["provider"]]
    early = _repeat(rng, plan.per_course(stays, "placements_per_course") * factor)
    early_days = 7 * plan.per_course(stays, "early_weeks")
    steady = _repeat(rng, plan.per_course(stays, "placements_per_year") * factor * days / DAYS_PER_YEAR)
    course = np.concatenate([early, steady])
    after = np.concatenate(
        [rng.exponential(early_days[early]), rng.random(len(steady)) * days[steady]],
    )
    n = len(course)
    begun = pd.DataFrame(
        {
            "course": course,
            "placement_from": start[course] + np.floor(after).astype(np.int64),
            "placement_type": choose(rng, tuple(_TYPES), tuple(_TYPES.values()), n).astype(str),
            "has_follow_up": rng.random(n) < _FOLLOWED_UP_SHARE,
        }
    )
    begun = begun.loc[after < days[course]]
    return begun.sort_values(["course", "placement_from"], kind="stable", ignore_index=True)


def _repeat(rng: Generator, mean: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return each row number as often as a Poisson draw says."""
    return np.repeat(np.arange(len(mean)), rng.poisson(mean))


def _placements_begun(plan: Plan, providers: pd.DataFrame, stays: pd.DataFrame) -> NDArray[np.float64]:
    """Return how many stays at firms are to be expected within each stay."""
    days = (stays["end"] - stays["start"]).to_numpy()
    early = 1 - np.exp(-days / (7 * plan.per_course(stays, "early_weeks")))
    begun = plan.per_course(stays, "placements_per_course") * early
    begun = begun + plan.per_course(stays, "placements_per_year") * days / DAYS_PER_YEAR
    return begun * raised(plan.outreach_placements, providers)[stays["provider"]]
