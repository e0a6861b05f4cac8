"""Numbers that stand in the words of a cell, such as ``about 7 in 100``, against the saved ones."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd

_ASIDE = re.compile(
    r"\b(?:in|av|of) 100\b|[−-]1 (?:til|to) 1\b|(?<![\d.,])1–6(?![.,]?\d)|\b95 ?%|^.*◆[^:]*:", re.DOTALL
)
"""What is in words for its own sake: of how many, which scale, which interval, whose figure it is about."""
_BELOW = re.compile(r"\s*<")


def numbers_in(text: str, lang: str) -> list[Decimal]:
    """Return the numbers that a text says, without signs and without those that are part of its words."""
    point, thousands = {"nb": (",", " "), "en": (".", ",")}[lang]
    number = re.compile(rf"\d+(?:{thousands}\d{{3}})*(?:{re.escape(point)}\d+)?")
    plain = _ASIDE.sub(" ", text)
    return [Decimal(one.replace(thousands, "").replace(point, ".")) for one in number.findall(plain)]


def unsaid(text: str, record: Mapping[str, Any], columns: Sequence[str], lang: str) -> list[Decimal]:
    """Return the numbers of a text that are none of a row's, each of which may be said once.

    A number may be said with any decimals, and times a hundred.
    """
    below = _BELOW.match(text)
    if below:
        ends = numbers_in(text, lang)
        return [] if any(float(record[name]) < ends[0] for name in columns) else ends
    left = [Decimal(f"{abs(float(record[name])):.14g}") for name in columns if not pd.isna(record[name])]
    wrong = []
    for number in numbers_in(text, lang):
        found = next((value for value in left if _is_said(value, number)), None)
        if found is None:
            wrong.append(number)
        else:
            left.remove(found)
    return wrong


def _is_said(value: Decimal, number: Decimal) -> bool:
    places = Decimal(1).scaleb(int(number.as_tuple().exponent))
    return number in {(value * times).quantize(places, rounding=ROUND_HALF_UP) for times in (1, 100)}
