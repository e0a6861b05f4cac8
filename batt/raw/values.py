"""Parse whole columns of text into values and say which cells could not be read.

Dates, months and yes or no stand here; numbers, whose marks need the whole column, in `batt.raw.numbers`.
"""

import re
from datetime import date

import pandas as pd

from batt.raw.numbers import both_readings, parse_decimal, parse_integer
from batt.raw.parsed import Parsed, parse_each

__all__ = [
    "Parsed",
    "both_readings",
    "parse_date",
    "parse_decimal",
    "parse_integer",
    "parse_month",
    "parse_yes_no",
]

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
)
_NORWEGIAN = re.compile(
    r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?: ([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]+)?)?)?"
)
_MONTH = re.compile(r"([0-9]{4})-?(0[1-9]|1[0-2])(?:-01)?")
_YES_NO = {
    **dict.fromkeys(("ja", "j", "yes", "y", "true", "1"), True),
    **dict.fromkeys(("nei", "n", "no", "false", "0"), False),
}


def parse_date(column: pd.Series) -> Parsed:
    """Parse dates written ``2015-03-04``, ``04.03.2015`` or ``4.3.2015``.

    A time of day after the date is dropped. A date that no calendar has, a year of two digits, slashes and
    a workbook's serial number are failures: none of them is guessed.

    Returns
    -------
    Parsed
        Values ``datetime64[us]`` at midnight, NaT where missing.
    """
    return parse_each(column, _date, "datetime64[us]")


def parse_month(column: pd.Series) -> Parsed:
    """Parse months written ``2015-03``, ``201503``, or as the date of their first day.

    The last is what a spreadsheet makes of ``2015-03``.

    Returns
    -------
    Parsed
        Values ``str`` of the form ``2015-03``, NA where missing.
    """
    return parse_each(column, _month, "str")


def parse_yes_no(column: pd.Series) -> Parsed:
    """Parse ja/nei, j/n, yes/no, y/n, true/false and 1/0, in capitals or not.

    Returns
    -------
    Parsed
        Values ``boolean``, NA where missing.
    """
    return parse_each(column, lambda text: _YES_NO.get(text.casefold()), "boolean")


def _date(text: str) -> date | None:
    """Read one date."""
    iso, norwegian = _ISO.fullmatch(text), _NORWEGIAN.fullmatch(text)
    match = iso or norwegian
    if not match:
        return None
    if int(match[4] or 0) > 23 or int(match[5] or 0) > 59 or int(match[6] or 0) > 59:
        return None
    year, month, day = (match[1], match[2], match[3]) if iso else (match[3], match[2], match[1])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _month(text: str) -> str | None:
    """Read one month."""
    match = _MONTH.fullmatch(text.removesuffix(" 00:00:00"))
    return f"{match[1]}-{match[2]}" if match else None
