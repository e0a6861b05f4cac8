"""Say a number of each scale in the units that a secretariat reads, with its interval.

A finding's numbers are shares 0–1, ratios or points; here 0.031 becomes "about 3 more in 100". One class per
way of counting; `scale_of` chooses it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from batt.reports.numbers import Numbers
from batt.reports.words import Words

Row = Mapping[str, Any]
"""One row of the findings table, by column name."""

BOUNDED = frozenset({"duration", "landmark"})
"""Methods whose number is a height that cannot be below zero: its interval tells no power."""
SIZES = BOUNDED | {"non_response_bounds", "spread_of_shares"}
"""Methods whose number is the size of something and has no direction of its own."""
_WHOLE_FROM = 2
"""So many in 100 are told without decimals."""


@dataclass(frozen=True)
class Scale:
    """How one scale is said in one language. Subclasses say how."""

    words: Words
    numbers: Numbers

    def value(self, value: float) -> str:
        """Say an estimate."""
        raise NotImplementedError

    def interval(self, low: float, high: float) -> str:
        """Say its interval; an end that is infinite is left open."""
        if math.isinf(high):
            return self.words("interval_from", low=self.end(low))
        if math.isinf(low):
            return self.words("interval_up_to", high=self.end(high))
        return self.between(low, high)

    def between(self, low: float, high: float) -> str:
        return self.words("interval_plain", low=self.end(low), high=self.end(high))

    def end(self, end: float) -> str:
        """Say one end of an interval by itself."""
        raise NotImplementedError

    def size(self, distance: float, null: float, direction: str) -> str:
        """Say how large a difference is, or which level it leads to, where the scale is one of levels."""
        raise NotImplementedError


@dataclass(frozen=True)
class Difference(Scale):
    """A difference that is counted in something and has two sides."""

    name: str
    times: float
    places: int
    size_key: str
    interval_keys: tuple[str, str, str]

    def value(self, value: float) -> str:
        scaled = abs(value) * self.times
        is_whole = self.times > 1 and scaled >= _WHOLE_FROM
        told = self.numbers.decimal(scaled, 0 if is_whole else self.places)
        if float(round(scaled, self.places)) == 0:
            return self.words(f"said_{self.name}_same")
        return self.words(f"said_{self.name}_{'more' if value > 0 else 'fewer'}", x=told)

    def between(self, low: float, high: float) -> str:
        up, down, across = self.interval_keys
        if low >= 0:
            return self.words(up, low=self._amount(low), high=self._amount(high))
        if high <= 0:
            return self.words(down, low=self._amount(high), high=self._amount(low))
        return self.words(across, low=self._amount(low), high=self._amount(high))

    def end(self, end: float) -> str:
        return self.numbers.change(end * self.times, self.places)

    def size(self, distance: float, null: float, direction: str) -> str:
        return self.words(self.size_key, x=_size(distance * self.times, self.places, self.numbers))

    def _amount(self, end: float) -> str:
        return self.numbers.decimal(abs(end) * self.times, self.places)


@dataclass(frozen=True)
class Size(Scale):
    """The height or the width of something: it has no direction."""

    name: str
    times: float
    places: int
    size_key: str

    def value(self, value: float) -> str:
        scaled = value * self.times
        is_whole = self.times > 1 and abs(scaled) >= _WHOLE_FROM
        return self.words(f"said_{self.name}", x=self.numbers.decimal(scaled, 0 if is_whole else self.places))

    def end(self, end: float) -> str:
        return self.numbers.decimal(end * self.times, self.places)

    def size(self, distance: float, null: float, direction: str) -> str:
        return self.words(self.size_key, x=_size(distance * self.times, self.places, self.numbers))


@dataclass(frozen=True)
class Ratio(Scale):
    """How many times as high or as many."""

    name: str

    def value(self, value: float) -> str:
        return self.words(f"said_{self.name}", x=self.end(value))

    def end(self, end: float) -> str:
        return self.numbers.decimal(end, 2)

    def size(self, distance: float, null: float, direction: str) -> str:
        up, down = self.end(null * distance), self.end(null / distance)
        if direction == "differs":
            return self.words("size_times_either", x=up, y=down)
        return self.words("size_times", x=up if direction == "higher" else down)


@dataclass(frozen=True)
class Level(Scale):
    """A share or an agreement: a level that is held against the one that says "nothing there"."""

    name: str
    times: float
    places: int

    def value(self, value: float) -> str:
        if self.name == "explained" and value * self.times < 0.5:
            return self.words("said_explained_none")
        return self.words(f"said_{self.name}", x=self.end(value))

    def end(self, end: float) -> str:
        return self.numbers.decimal(end * self.times, self.places)

    def size(self, distance: float, null: float, direction: str) -> str:
        if null == 0:
            key = {"share": "size_in_100", "explained": "size_parts"}.get(self.name, "size_from_zero")
            return self.words(key, x=self.end(distance))
        up, down = self.end(null + distance), self.end(null - distance)
        if direction == "differs":
            return self.words("size_level_either", x=up, y=down)
        if direction == "higher":
            return self.words("size_level_up", x=up)
        return self.words("size_level_down", x=down)


def _size(amount: float, places: int, numbers: Numbers) -> str:
    """Write a size, of persons in 100 without decimals where it is whole."""
    is_whole = places == 1 and abs(amount - round(amount)) < 1e-9
    return numbers.decimal(amount, 0 if is_whole else places)


def scale_of(row: Row, words: Words) -> Scale:
    """Return how a finding's numbers are said.

    Parameters
    ----------
    row
        A row of the findings table: its ``scale`` and its ``method``.
    words
        Words that hold ``texts/verdicts.yaml``.
    """
    parts = words, Numbers(words.lang)
    scale = str(row["scale"])
    if row["method"] in SIZES:
        sizes = {
            "share_difference": Size(*parts, "height", 100, 1, "size_in_100"),
            "points": Size(*parts, "points_apart", 1, 2, "size_points"),
        }
        return sizes[scale]
    if scale.endswith("_ratio"):
        return Ratio(*parts, scale)
    more, higher = ("more", "fewer", "across"), ("higher", "lower", "lower_higher")
    differences = {
        "share_difference": (100, 1, "size_in_100", more),
        "points": (1, 2, "size_points", higher),
        "weeks": (1, 1, "size_weeks", more),
    }
    if scale in differences:
        times, places, size_key, sides = differences[scale]
        up, down, across = (f"interval_{side}" for side in sides)
        return Difference(*parts, scale, times, places, size_key, (up, down, across))
    levels = {"share": (100, 0), "probability": (100, 0), "explained": (100, 0), "correlation": (1, 2)}
    return Level(*parts, scale, *levels[scale])
