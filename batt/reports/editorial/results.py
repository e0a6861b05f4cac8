"""Placeholders: which result ``{i08.AB.NO.2015}`` is, and how it is written."""

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from batt.disclosure import HIDDEN, SHOWN, PublishedTable
from batt.reports.formats import format_interval, format_value
from batt.reports.numbers import Numbers

PLACEHOLDER = re.compile(r"(?<!\\)\{([^{}\n]*)\}")
STRAY_BRACE = re.compile(r"(?<!\\)[{}]")
EXPECTED = "Expected {indicator.programme.unit.year}, such as {i08.AB.NO.2015}, {…:ci} or {…:n}."
_NAME = re.compile(
    r"(?P<indicator>[\w.]+)\.(?P<programme>\w+)\.(?P<unit>[^.:\s]+)\.(?P<year>\d{4})(:(?P<form>\w+))?"
)
_COLUMNS = {"value": ("value",), "ci": ("ci_low", "ci_high"), "n": ("n",)}
_KEYS = ["indicator", "programme", "unit_id", "year"]
_SUGGESTIONS = 3


@dataclass(frozen=True)
class Result:
    """What a placeholder names: a figure, of a programme, unit and year, as ``value``, ``ci`` or ``n``."""

    indicator: str
    programme: str
    unit: str
    year: int
    form: str = "value"

    @property
    def name(self) -> str:
        return ".".join(self._parts)

    @property
    def _parts(self) -> tuple[str, str, str, str]:
        return self.indicator, self.programme, self.unit, str(self.year)

    def row(self, values: PublishedTable) -> PublishedTable:
        """Return the rows of a table of reported figures that it names: one, or none."""
        return values.where(
            indicator=self.indicator, programme=self.programme, unit_id=self.unit, year=self.year
        )

    def state(self, values: PublishedTable) -> str:
        """Return ``shown``, ``unknown`` where there is no such figure, or why there is nothing to show.

        ``no_interval`` where the figure has a value but no interval.
        """
        row = self.row(values)
        if len(row) != 1:
            return "unknown"
        states = [next(row.cells(column)).state for column in _COLUMNS[self.form]]
        value = next(row.cells("value")).state
        if self.form == "ci" and HIDDEN not in states and value == SHOWN and set(states) != {SHOWN}:
            return "no_interval"
        return next((state for state in states if state != SHOWN), SHOWN)

    def text(self, values: PublishedTable, lang: str) -> str:
        """Return a figure that is shown, as readers of the language write it."""
        row, numbers = self.row(values), Numbers(lang)
        shown = {column: next(row.cells(column)).value for column in (*_COLUMNS[self.form], "unit")}
        format = "integer" if shown["unit"] == "persons" else "unit"
        if self.form == "n":
            return numbers.integer(shown["n"])
        if self.form == "ci":
            return format_interval(numbers, shown["ci_low"], shown["ci_high"], format, shown["unit"])
        return format_value(numbers, shown["value"], format, shown["unit"])


def parse_result(placeholder: str) -> Result | None:
    """Return the result that the inside of a placeholder names; None if it is not of that form."""
    found = _NAME.fullmatch(placeholder.strip())
    if found is None or (found["form"] or "value") not in _COLUMNS:
        return None
    year, form = int(found["year"]), found["form"] or "value"
    return Result(found["indicator"], found["programme"], found["unit"], year, form)


def nearest(result: Result, values: PublishedTable) -> list[str]:
    """Return the names of the existing results that look most like one that does not exist."""
    keys = values.data[_KEYS].astype("str")
    asked = pd.Series(result._parts, index=_KEYS)
    alike = keys.eq(asked).sum(axis=1)
    closest = keys[alike >= min(alike.max(), len(_KEYS) - 1)] if len(keys) else keys
    names = list(dict.fromkeys(closest.agg(".".join, axis=1))) if len(closest) else []
    return close_to(result.name, names)


def close_to(name: str, names: Sequence[str] | Iterable[str]) -> list[str]:
    """Return the few names that look most like one, nearest first."""
    return difflib.get_close_matches(name, list(names), n=_SUGGESTIONS, cutoff=0.4)
