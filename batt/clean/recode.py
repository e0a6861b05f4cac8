"""Received codes → the codes of the registry."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from batt.registry.model import CodeList


@dataclass(frozen=True)
class Recoded:
    """A column of codes.

    Attributes
    ----------
    values
        Codes, ``str``; NA where the cell was empty or the code is unknown.
    is_misspelt
        Whether a known misspelling was put right. Capitals and spaces are no misspelling.
    is_unknown
        Whether the cell holds no code of the list, or one not in use in the year.
    """

    values: pd.Series
    is_misspelt: pd.Series
    is_unknown: pd.Series


def recode(column: pd.Series, codes: CodeList, year: int) -> Recoded:
    """Look up every different text of a column in a code list.

    Parameters
    ----------
    column
        Text, NA for an empty cell.
    codes
        The code list; only codes valid in ``year`` count.
    """
    exact, misspelt = _keys(codes, year)
    return _looked_up(column, lambda text: _look_up(text, exact, misspelt))


def recode_list(column: pd.Series, codes: CodeList, year: int) -> Recoded:
    """Look up columns whose cells hold several codes separated by ``|``.

    Returns
    -------
    Recoded
        Values in the order of the code list, each once, joined by ``|``. A cell with one unknown code is
        unknown.
    """
    exact, misspelt = _keys(codes, year)
    order = [entry.code for entry in codes]

    def read(text: str) -> tuple[str | None, bool]:
        found = [_look_up(part, exact, misspelt) for part in text.split("|") if part.strip()]
        known = {code for code, _ in found if code is not None}
        if not found or any(code is None for code, _ in found):
            return None, False
        return "|".join(sorted(known, key=order.index)), any(wrong for _, wrong in found)

    return _looked_up(column, read)


def _keys(codes: CodeList, year: int) -> tuple[dict[str, str], dict[str, str]]:
    """Return what is read as each code, and what is put right as each code."""
    valid = [entry for entry in codes if entry.is_valid_in(year)]
    exact = {_folded(entry.code): entry.code for entry in valid}
    misspelt = {_folded(text): entry.code for entry in valid for text in entry.misspellings}
    return exact, misspelt


def _folded(text: str) -> str:
    """Write a code without spaces and in small letters."""
    return re.sub(r"\s+", "", text).casefold()


def _look_up(text: str, exact: dict[str, str], misspelt: dict[str, str]) -> tuple[str | None, bool]:
    """Return the code that a text means, and whether it was misspelt."""
    folded = _folded(text)
    if folded in exact:
        return exact[folded], False
    return misspelt.get(folded), folded in misspelt


def _looked_up(column: pd.Series, read: Callable[[str], tuple[str | None, bool]]) -> Recoded:
    """Read every different text once."""
    at, texts = pd.factorize(column)
    found = [read(str(text)) for text in texts]
    values = pd.Series([*(code for code, _ in found), None], dtype="str").take(at)
    misspelt = pd.Series([*(wrong for _, wrong in found), False], dtype=bool).take(at)
    unknown = pd.Series([*(code is None for code, _ in found), False], dtype=bool).take(at)
    return Recoded(*(series.set_axis(column.index) for series in (values, misspelt, unknown)))
