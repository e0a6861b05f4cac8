"""Saved numbers rounded as a reader expects them: on their own, so that two ways of rounding meet."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_PLACES = {
    "year": 0,
    "integer": 0,
    "decimal": 1,
    "decimal2": 2,
    "decimal3": 3,
    "percent": 0,
    "percent1": 1,
    "percentage_points": 1,
    "change": 1,
    "change2": 2,
    "p_value": 3,
}
_LEAST_P = Decimal("0.001")


def as_printed(value: Any, format: str) -> float:
    """Return a saved number as a page must print it: half up, shares as per cent, small p-values as 0."""
    number = Decimal(f"{float(value):.14g}")
    if format == "p_value" and number.quantize(Decimal("1e-6"), rounding=ROUND_HALF_UP) < _LEAST_P:
        return 0.0
    if format.startswith("percent"):
        number *= 100
    places = _PLACES[format]
    return float(number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)) + 0.0
