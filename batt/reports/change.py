"""Whether two published values differ clearly: the rule behind every sentence about a change.

A change is called clear only where the 95 % interval of the difference excludes zero; everything else is "no
clear change". Nothing here says that a change is good: the direction of an indicator does that.
"""

import math
from dataclasses import dataclass
from typing import Literal

from batt.disclosure import PublishedTable, publish_facts

Judgement = Literal["up", "down", "none", "no_interval", "unknown"]

FALSE_ALARM_SHARE = 0.05
"""How often a 95 % interval excludes zero although nothing has changed."""

_WHY = "says of shown numbers alone whether they differ"


@dataclass(frozen=True)
class Estimate:
    """A published value with the limits of its 95 % interval; NaN where there are none."""

    value: float
    low: float
    high: float


def difference_interval(this: Estimate, last: Estimate) -> tuple[float, float]:
    """Return the 95 % interval of ``this`` − ``last`` from the two intervals, taken as independent.

    Source: Newcombe (1998), Stat. Med. 17:873–890, method 10; Zou & Donner (2008), Stat. Med. 27:1693–1702
    (the same construction for other intervals).
    """
    difference = this.value - last.value
    below = math.hypot(this.value - this.low, last.high - last.value)
    above = math.hypot(this.high - this.value, last.value - last.low)
    return difference - below, difference + above


def judge_change(this: Estimate, last: Estimate) -> Judgement:
    """Say whether a value has clearly gone up or down.

    Returns
    -------
    str
        ``unknown`` where one of the values is not shown, ``no_interval`` where one has no interval.
    """
    if math.isnan(this.value) or math.isnan(last.value):
        return "unknown"
    if any(math.isnan(end) for end in (this.low, this.high, last.low, last.high)):
        return "no_interval"
    low, high = difference_interval(this, last)
    return "up" if low > 0 else "down" if high < 0 else "none"


def with_judgement(table: PublishedTable, *, on: list[str], suffix: str = "_last") -> PublishedTable:
    """Add the column ``judgement`` to a table that has last year's numbers beside this year's.

    Parameters
    ----------
    table
        One row per key with ``value, ci_low, ci_high`` of both years, last year's with ``suffix``.
    on
        The keys of a row.
    """
    this, last = estimates(table), estimates(table, suffix)
    keys = table.data[on].assign(judgement=[judge_change(*pair) for pair in zip(this, last, strict=True)])
    return table.beside(publish_facts(keys, why=_WHY), on=on, suffix="")


def estimates(table: PublishedTable, suffix: str = "") -> list[Estimate]:
    """Return the shown values of a table with their intervals, row by row."""
    columns = [list(table.cells(f"{name}{suffix}")) for name in ("value", "ci_low", "ci_high")]
    numbers = [[float(cell.value) if cell.is_shown else math.nan for cell in column] for column in columns]
    return [Estimate(*row) for row in zip(*numbers, strict=True)]
