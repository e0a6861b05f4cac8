"""How the numbers of one column are written, chosen by name."""

from collections.abc import Callable
from typing import Any

from batt.errors import UsageError
from batt.reports.numbers import Numbers

Format = Callable[[Numbers, Any], str]

FORMATS: dict[str, Format] = {
    "text": lambda numbers, value: str(value),
    "year": lambda numbers, value: numbers.year(value),
    "integer": lambda numbers, value: numbers.integer(value),
    "decimal": lambda numbers, value: numbers.decimal(value, 1),
    "decimal2": lambda numbers, value: numbers.decimal(value, 2),
    "decimal3": lambda numbers, value: numbers.decimal(value, 3),
    "percent": lambda numbers, value: numbers.percent(value, 0),
    "percent1": lambda numbers, value: numbers.percent(value, 1),
    "percentage_points": lambda numbers, value: numbers.percentage_points(value, 1),
    "change": lambda numbers, value: numbers.change(value, 1),
    "change2": lambda numbers, value: numbers.change(value, 2),
    "p_value": lambda numbers, value: numbers.p_value(value),
}

BY_UNIT = {"share": "percent", "score": "decimal2", "days": "decimal", "weeks": "decimal", "firms": "decimal"}
IN_TABLE_BY_UNIT = BY_UNIT | {"share": "percent1"}
CHANGE_BY_UNIT = {
    "share": "percentage_points",
    "score": "change2",
    "days": "change",
    "weeks": "change",
    "firms": "change",
}
NOT_NUMERIC = frozenset({"text"})


def format_name(name: str, unit: str | None) -> str:
    """Resolve ``unit``, ``unit_table`` and ``unit_change``, which mean: as the row's unit asks for.

    ``unit_table`` has the decimals that a change needs to be checked by; ``unit`` is for text and figures.

    Raises
    ------
    UsageError
        If the format or the unit is unknown.
    """
    by_unit = {"unit": BY_UNIT, "unit_table": IN_TABLE_BY_UNIT, "unit_change": CHANGE_BY_UNIT}.get(name)
    resolved = name if by_unit is None else by_unit.get(str(unit), f"{name} of {unit!r}")
    if resolved not in FORMATS:
        raise UsageError(
            f"Unknown format {resolved}. Known: unit, unit_table, unit_change, {', '.join(FORMATS)}."
        )
    return resolved


def format_value(numbers: Numbers, value: Any, name: str, unit: str | None = None) -> str:
    """Return one number as text."""
    return FORMATS[format_name(name, unit)](numbers, value)


def format_interval(numbers: Numbers, low: Any, high: Any, name: str, unit: str | None = None) -> str:
    """Return two limits as one range, with the decimals of the format."""
    resolved = format_name(name, unit)
    places = {"integer": 0, "decimal": 1, "decimal2": 2, "decimal3": 3, "percent": 0, "percent1": 1}
    if resolved not in places:
        raise UsageError(f"Format {resolved} has no range. Expected one of: {', '.join(places)}.")
    return numbers.interval(low, high, places[resolved], percent=resolved.startswith("percent"))
