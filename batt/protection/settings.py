"""The thresholds of the disclosure rules, read from ``settings.yaml`` beside this module."""

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from batt.errors import DisclosureError, Problem

_FILE = Path(__file__).with_name("settings.yaml")


@dataclass(frozen=True)
class Settings:
    """Thresholds; what each is for stands beside it in ``settings.yaml``."""

    min_persons: int
    min_persons_unanimous: int
    largest_small_count: int
    min_events_per_step: int
    min_interval: int
    min_relative_interval: float
    min_hidden_providers: int
    named_top_providers: int
    month_counts_to_nearest: int
    min_exits_monthly_share: int
    attacked_cells: int


@cache
def settings() -> Settings:
    """Return the project's settings."""
    return read_settings(_FILE)


def read_settings(path: Path) -> Settings:
    """Read thresholds from a file.

    Raises
    ------
    DisclosureError
        If a threshold is missing, unknown, or not a positive number. All are listed.
    """
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    found = read if isinstance(read, dict) else {}
    kinds = {field.name: field.type for field in fields(Settings)}
    problems = [
        Problem(f"{path.name}, {name}", "unknown threshold", fix="remove it")
        for name in found
        if name not in kinds
    ]
    for name, kind in kinds.items():
        value = found.get(name)
        allowed = int if kind is int else int | float
        if isinstance(value, bool) or not isinstance(value, allowed) or value <= 0:
            problems.append(Problem(f"{path.name}, {name}", f"is {value!r}", expected="a positive number"))
    if problems:
        raise DisclosureError(problems)
    return Settings(**found)
