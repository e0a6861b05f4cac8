"""How often a control chart of monthly counts calls a month a signal where only season and chance move it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from calibration_line import Line, coverage

from batt.comparisons.monthly_control import monthly_control
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import MonthlyRows
from batt.disclosure.rounding import rounded

POINT, RUN = 0.0027, 0.0078
"""Chance of a normal point outside three standard deviations, and of eight on one side, 2 · 2⁻⁸."""
ALARMS = POINT + RUN
SLACK = 0.01
"""What estimated limits, skewed counts and rounding may add."""
SEASON = np.array([1.1, 1.0, 1.15, 1.05, 1.05, 1.1, 0.45, 0.9, 1.2, 1.2, 1.1, 0.7])
SEASON = SEASON / SEASON.mean()


@dataclass(frozen=True)
class _World:
    """Counts of one programme by month: level × season, the level changing between years, then chance.

    ``spread`` is the relative standard deviation of single months beyond a Poisson count. The last
    year is that reported on.
    """

    level: float
    years: int
    spread: float = 0.0
    shift: float = 1.0
    rounds: bool = True

    @property
    def name(self) -> str:
        extra = f", months spread {self.spread:.0%}" if self.spread else ""
        moved = f", last month × {self.shift:g}" if self.shift != 1 else ""
        return f"{self.level:g} a month, {self.years} years before, July at half{extra}{moved}" + (
            ", rounded" if self.rounds else ""
        )

    def rows(self, rng: np.random.Generator) -> MonthlyRows:
        """Return the series as reports of one provider."""
        mean = self.level * np.tile(SEASON, self.years + 1)
        mean[-1] *= self.shift
        if self.spread:
            mean = mean * rng.gamma(self.spread**-2, self.spread**2, len(mean))
        months = [f"{year}-{month:02d}" for year in range(2015 - self.years, 2016) for month in range(1, 13)]
        exits = pd.DataFrame({"month": months, "exits_n": rng.poisson(mean)})
        exits = exits.assign(programme="AB", provider_id="P", end_cause="F1", group="job", is_job=True)
        none = exits.iloc[:0]
        return MonthlyRows(2015, exits, none, none[["provider_id"]], none)

    def told(self, rng: np.random.Generator) -> pd.Series:
        """Return what the months of the last year signal."""
        rows = self.rows(rng)
        delivery = pd.DataFrame({"month": rows.all_months, "providers_n": 1, "providers_expected_n": 1})
        points, _ = monthly_control(rows, delivery, Telling(rounded) if self.rounds else Telling())
        return points.loc[(points["programme"] == "AB") & (points["month"] >= "2015"), "signal"]


QUIET = (
    _World(100, 3),
    _World(100, 2),
    _World(30, 3),
    _World(12, 3),
    _World(100, 3, rounds=False),
    _World(100, 3, spread=0.15),
    _World(400, 3, spread=0.10),
)


def control_charts(seeds: int) -> Iterator[Line]:
    """Yield the false alarms of the charts, and how often they see a month that is halved."""
    for number, world in enumerate(QUIET):
        told = [world.told(np.random.default_rng([29, number, seed])) for seed in range(seeds)]
        rates = np.array([float((one != "").mean()) for one in told])
        yield coverage("control chart, false alarms a month", world.name, ALARMS, rates, "at most", SLACK)
    world = _World(200, 3, shift=0.5)
    seen = [world.told(np.random.default_rng([29, 99, seed])).iloc[-1] for seed in range(seeds)]
    found = np.array([float(one == "below") for one in seen])
    yield coverage("control chart, a halved month is seen", world.name, 0.9, found, "at least")
