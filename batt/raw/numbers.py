"""Parse whole columns of text into numbers, whatever decimal mark and thousands mark the sender uses.

The rule for a cell with one point or comma: it is a decimal mark, unless exactly three digits follow and
one to three stand before (``1.234``): then it can also part thousands. Such a cell is read only if another
cell of its column shows what the mark is: as a decimal mark (``7.5``, ``0.125``, ``1 234.5``, ``1,234.5``) or
as a thousands mark (``1.234.567``, ``1.234,5``), and no cell shows the opposite. Otherwise it is ambiguous,
and the caller refuses the column with both readings. Number cells of a workbook were written with a point by
the reader, so there a point is known to be decimal.
"""

import re
from dataclasses import dataclass

import pandas as pd

from batt.raw.parsed import Parsed, parse_each

_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-"})
# No-break space, figure space, thin space, narrow no-break space: all part thousands.
_SPACES = str.maketrans({"\u00a0": " ", "\u2007": " ", "\u2009": " ", "\u202f": " "})
_FIRST = "[1-9][0-9]{0,2}"
_PLAIN = re.compile(r"[0-9]+")
_SPACED = re.compile(rf"({_FIRST}(?: [0-9]{{3}})+)(?:([.,])([0-9]+))?")
_ONE_MARK = re.compile(r"([0-9]*)([.,])([0-9]+)")
_REPEATED = re.compile(rf"{_FIRST}([.,])[0-9]{{3}}(?:\1[0-9]{{3}})+")
_BOTH = re.compile(rf"({_FIRST}(?:([.,])[0-9]{{3}})(?:\2[0-9]{{3}})*)(?!\2)([.,])([0-9]+)")
_THREE = re.compile(rf"{_FIRST}[.,][0-9]{{3}}")
_INTEGER_DIGITS = 18


@dataclass(frozen=True)
class _Number:
    """How one cell reads: its value, or the mark that makes it ambiguous; and what it shows of the marks."""

    text: str = ""
    decimal: str = ""
    thousands: str = ""
    doubtful: str = ""


def parse_decimal(column: pd.Series, decimal: str | None = None) -> Parsed:
    """Parse numbers with or without decimals.

    Parameters
    ----------
    column
        Text, NA for an empty cell.
    decimal
        The decimal mark if the file is known to use one (`RawTable.decimal`).

    Returns
    -------
    Parsed
        Values ``float64``, NaN where missing. A percentage sign, a unit or an exponent is a failure.
    """
    numbers, meaning = _read_column(column, decimal)

    def value(text: str) -> float | None:
        number = _settle(numbers[text], meaning)
        return float(number) if number else None

    return _marked(column, parse_each(column, value, "float64"), numbers, meaning)


def parse_integer(column: pd.Series, decimal: str | None = None) -> Parsed:
    """Parse whole numbers; ``5,0`` is 5, while ``5,5`` is a failure.

    Parameters
    ----------
    column
        Text, NA for an empty cell.
    decimal
        As for `parse_decimal`.

    Returns
    -------
    Parsed
        Values ``Int64``, NA where missing. More than 18 digits are a failure.
    """
    numbers, meaning = _read_column(column, decimal)

    def value(text: str) -> int | None:
        number = _settle(numbers[text], meaning)
        whole, _, part = number.partition(".")
        is_integer = bool(number) and not part.strip("0") and len(whole.lstrip("-")) <= _INTEGER_DIGITS
        return int(whole) if is_integer else None

    return _marked(column, parse_each(column, value, "Int64"), numbers, meaning)


def both_readings(cell: str) -> str:
    """Name the two numbers that an ambiguous cell can be: ``1.234`` is "1234 or 1,234 (decimals)"."""
    text = cell.strip().translate(_MINUS)
    return f"{re.sub('[.,]', '', text)} or {text.replace('.', ',')} (decimals)"


def _read_column(column: pd.Series, decimal: str | None) -> tuple[dict[str, _Number], dict[str, str]]:
    """Read every different cell, and find what each mark means in this column where that is certain."""
    numbers = {text.strip(): _read(text.strip()) for text in column.dropna().unique()}
    decimals = {number.decimal for number in numbers.values() if number.decimal} | (
        {decimal} if decimal else set()
    )
    thousands = {number.thousands for number in numbers.values() if number.thousands}
    meaning = dict.fromkeys(decimals - thousands, "decimal") | dict.fromkeys(
        thousands - decimals, "thousands"
    )
    return numbers, {mark: kind for mark, kind in meaning.items() if mark}


def _read(text: str) -> _Number:
    """Read one cell as far as it can be read alone."""
    body = text.translate(_MINUS).translate(_SPACES)
    sign = "-" if body.startswith("-") else ""
    body = body[1:].lstrip(" ") if body[:1] in ("-", "+") else body
    if _PLAIN.fullmatch(body):
        return _Number(sign + body)
    if match := _SPACED.fullmatch(body):
        return _Number(sign + _joined(match[1].replace(" ", ""), match[3]), decimal=match[2] or "")
    if _THREE.fullmatch(body):
        return _Number(sign + body, doubtful="." if "." in body else ",")
    if match := _ONE_MARK.fullmatch(body):
        return _Number(sign + _joined(match[1] or "0", match[3]), decimal=match[2])
    if match := _REPEATED.fullmatch(body):
        return _Number(sign + body.replace(match[1], ""), thousands=match[1])
    if match := _BOTH.fullmatch(body):
        whole = match[1].replace(match[2], "")
        return _Number(sign + _joined(whole, match[4]), decimal=match[3], thousands=match[2])
    return _Number()


def _joined(whole: str, part: str | None) -> str:
    """Write a number with a point."""
    return f"{whole}.{part}" if part else whole


def _settle(number: _Number, meaning: dict[str, str]) -> str:
    """Return the number as Python writes it; empty where it is none or stays ambiguous."""
    if not number.doubtful:
        return number.text
    kind = meaning.get(number.doubtful)
    replacement = {"decimal": ".", "thousands": ""}.get(kind or "")
    return "" if replacement is None else number.text.replace(number.doubtful, replacement)


def _marked(
    column: pd.Series, parsed: Parsed, numbers: dict[str, _Number], meaning: dict[str, str]
) -> Parsed:
    """Tell ambiguous cells from failed ones."""
    unclear = {text for text, number in numbers.items() if number.doubtful and number.doubtful not in meaning}
    if not unclear:
        return parsed
    ambiguous = column.str.strip().isin(unclear).astype(bool)
    return Parsed(parsed.values, parsed.failed & ~ambiguous, ambiguous)
