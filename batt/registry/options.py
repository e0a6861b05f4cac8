"""Which reading of each open rule is in force: one object, passed into every rule and every step key."""

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from typing import Self

from batt.errors import Problem, UsageError
from batt.registry.load import load


@dataclass(frozen=True)
class Options:
    """The readings in force; defaults are the first choices of ``options.yaml``."""

    exit_denominator: str = "all_exits"
    job_codes: str = "F1-F6"
    count_unit: str = "spells"
    survey_mean: str = "pooled"
    training_hours: str = "paid"
    staff_denominator: str = "headcount"
    partner_unit: str = "firm"
    placement_population: str = "year"
    weeks: str = "exclusive"
    health_provider: str = "mean"
    time_population: str = "exits"
    national_mean: str = "pooled"
    forening: str = "all"

    def __post_init__(self) -> None:
        problems = []
        for spec in load().options:
            choice = getattr(self, spec.key)
            if choice not in spec.choices:
                problems.append(
                    Problem(
                        f"option {spec.key}",
                        f"unknown choice '{choice}'",
                        f"Known choices: {', '.join(spec.choices)}.",
                        "Give one of them: `batt options` explains each.",
                    )
                )
        if problems:
            raise UsageError(problems)

    @classmethod
    def parse(cls, assignments: Iterable[str]) -> Self:
        """Return options from ``key=value`` texts; keys not named keep their default.

        Raises
        ------
        UsageError
            An assignment without ``=``, an unknown key, an unknown choice or two for one key; all are listed.
        """
        keys = [entry.name for entry in fields(cls)]
        chosen: dict[str, str] = {}
        problems = []
        for assignment in assignments:
            key, equals, value = assignment.partition("=")
            if not equals or key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"Did you mean {near[0]}?" if near else f"Known keys: {', '.join(keys)}."
                problems.append(
                    Problem(
                        f"option '{assignment}'",
                        "is not key=value with a known key",
                        hint,
                        "See `batt options`.",
                    )
                )
            elif chosen.setdefault(key, value) != value:
                problems.append(
                    Problem(
                        f"option {key}",
                        f"two choices: '{chosen[key]}' and '{value}'",
                        "Expected one.",
                        "Leave one of them out.",
                    )
                )
        if problems:
            raise UsageError(problems)
        return cls(**chosen)

    def as_dict(self) -> dict[str, str]:
        """Return every option by key, in registry order."""
        return asdict(self)

    def changed(self) -> dict[str, str]:
        """Return only the options that differ from their default."""
        return {
            spec.key: getattr(self, spec.key)
            for spec in load().options
            if getattr(self, spec.key) != spec.default
        }
