"""Numbers of any size with a given count of significant digits."""

import math

from batt.reports.numbers import Numbers

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_TIMES = {"nb": " · 10", "en": " × 10"}


def scientific(numbers: Numbers, x: float, digits: int) -> str:
    """Return a number with significant digits: ``0.000494724``, or ``−1.82119 × 10⁻⁷`` if that is long.

    Raises
    ------
    ValueError
        The number is missing or infinite.
    """
    if x == 0:
        return numbers.integer(0)
    if not math.isfinite(x):
        raise ValueError("a missing or infinite number cannot be printed")
    power = math.floor(math.log10(abs(float(f"{x:.{digits - 1}e}"))))
    if -4 <= power < digits:
        return numbers.decimal(x, digits - 1 - power)
    mantissa = numbers.decimal(float(f"{x:.{digits - 1}e}") / 10.0**power, digits - 1)
    return f"{mantissa}{_TIMES[numbers.lang]}{str(power).translate(_RAISED)}"
