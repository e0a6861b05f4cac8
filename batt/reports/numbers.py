"""Numbers as text, in Norwegian and English.

Rounding is half up, as Norwegian statistics do (2.5 becomes 3 and 0.125 becomes 0.13); Python's own ``round``
goes to the even digit. A missing number is never turned into text here: tables show why it is missing.
"""

import datetime as dt
import math
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from batt.errors import UsageError

LOCALES = {"nb": "nb_NO", "en": "en_GB"}
LANGUAGES = tuple(LOCALES)

MINUS = "−"
EN_DASH = "–"
NARROW_NO_BREAK_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"

# A double carries 15 to 17 digits; keeping 14 undoes representation error (0.7 − 0.415) before rounding.
_SIGNIFICANT_DIGITS = 14


def round_half_up(x: Any, places: int = 0) -> Decimal:
    """Round half away from zero, on the number as a person would write it.

    Parameters
    ----------
    x
        A finite number.
    places
        Decimals to keep.

    Raises
    ------
    ValueError
        If ``x`` is missing or infinite.
    """
    exact = Decimal(x) if isinstance(x, int | Decimal) else _as_written(x)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


class Numbers:
    """Print numbers as readers of one language expect them.

    Parameters
    ----------
    lang
        ``nb`` or ``en``.

    Raises
    ------
    UsageError
        If the language is another.
    """

    def __init__(self, lang: str):
        if lang not in LOCALES:
            raise UsageError(f"Unknown language {lang!r}. Expected one of: {', '.join(LOCALES)}.")
        self.lang = lang
        self._locale = LOCALES[lang]

    def integer(self, n: Any) -> str:
        """Return a whole number with thousands set apart: ``12 345`` or ``12,345``."""
        return self.decimal(n, places=0)

    def decimal(self, x: Any, places: int = 1) -> str:
        """Return a number with a fixed count of decimals."""
        rounded = _without_negative_zero(round_half_up(x, places))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        return self._typeset(format_decimal(rounded, format=pattern, locale=self._locale))

    def percent(self, share: Any, places: int = 0) -> str:
        """Return a share (0–1) as per cent: ``36 %`` in Norwegian, ``36%`` in English."""
        rounded = _without_negative_zero(_percentage(share, places))
        pattern = "0" + ("." + "0" * places if places else "") + ("\u00a0%" if self.lang == "nb" else "%")
        return self._typeset(format_percent(rounded / 100, format=pattern, locale=self._locale))

    def percentage_points(self, change: Any, places: int = 1) -> str:
        """Return a change between two shares (−1 to 1) as signed percentage points, without the unit."""
        return self._signed(_percentage(change, places), places)

    def change(self, difference: Any, places: int = 1) -> str:
        """Return a difference with its sign: ``+0,3`` or ``−0,3``; no change has no sign."""
        return self._signed(round_half_up(difference, places), places)

    def p_value(self, p: Any) -> str:
        """Return a p-value with three decimals, ``< 0.001`` below that."""
        if round_half_up(p, 6) < Decimal("0.001"):
            return f"<{NO_BREAK_SPACE}{self.decimal(0.001, 3)}"
        return self.decimal(p, 3)

    def interval(self, low: Any, high: Any, places: int = 1, *, percent: bool = False) -> str:
        """Return two limits as a range; with words between them where a dash could be read as a minus."""
        if percent:
            ends = (_percentage(low, places), _percentage(high, places))
        else:
            ends = (round_half_up(low, places), round_half_up(high, places))
        texts = [self.decimal(end, places) for end in ends]
        between = EN_DASH if min(ends) >= 0 else {"nb": " til ", "en": " to "}[self.lang]
        unit = {"nb": f"{NO_BREAK_SPACE}%", "en": "%"}[self.lang] if percent else ""
        return f"{texts[0]}{between}{texts[1]}{unit}"

    def year(self, year: Any) -> str:
        """Return a year without a thousands mark."""
        return str(int(year))

    def date(self, date: dt.date) -> str:
        """Return a date in words: ``15. januar 2016`` or ``15 January 2016``."""
        return format_date(date, format="long", locale=self._locale).replace(" ", NO_BREAK_SPACE)

    def month(self, month: str) -> str:
        """Return a month given as ``YYYY-MM`` in words: ``mars 2015`` or ``March 2015``."""
        first = dt.date.fromisoformat(f"{month}-01")
        return format_date(first, format="LLLL y", locale=self._locale).replace(" ", NO_BREAK_SPACE)

    def _signed(self, rounded: Decimal, places: int) -> str:
        text = self.decimal(rounded, places)
        return f"+{text}" if rounded > 0 else text

    def _typeset(self, text: str) -> str:
        """Set a true minus, and thousands apart by a narrow space that does not break."""
        body, percent_sign, tail = text.partition(f"{NO_BREAK_SPACE}%")
        return body.replace("-", MINUS).replace(NO_BREAK_SPACE, NARROW_NO_BREAK_SPACE) + percent_sign + tail


def _percentage(share: Any, places: int) -> Decimal:
    """Return 100 × share rounded half up; the product is formed in decimals, where 0.285 is 28.5."""
    return round_half_up(_as_written(share) * 100, places)


def _as_written(x: Any) -> Decimal:
    """Return a number as a person would write it, free of the last bits of a double."""
    try:
        number = float(x)
    except TypeError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError("a missing or infinite number cannot be printed")
    return Decimal(format(number, f".{_SIGNIFICANT_DIGITS}g"))


def _without_negative_zero(x: Decimal) -> Decimal:
    return abs(x) if x == 0 else x
