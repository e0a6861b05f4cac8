"""Find what points to a single person in cells that should not: identity numbers, addresses, telephones."""

import re
from datetime import date

import numpy as np
import pandas as pd
from stdnum.exceptions import ValidationError
from stdnum.no import fodselsnummer

from batt.errors import Problem

# Quick search by the column's engine; what it finds is looked at again one by one.
_SUSPECT = (
    r"@|[0-9]{6}[ \-]?[0-9]{5}|^[ ]*[1-9][0-9]{9}[ ]*$|[2-9][0-9]{7}|[2-9][0-9]{2} [0-9]{2} [0-9]{3}"
    r"|[2-9][0-9] [0-9]{2} [0-9]{2} [0-9]{2}"
)
_EMAIL = re.compile(r"[^\s@<>;,]+@[^\s@<>;,]+\.[A-Za-zæøåÆØÅ]{2,}")
_ELEVEN = re.compile(r"(?<![0-9])([0-9]{6})[ -]?([0-9]{5})(?![0-9])")
_GROUPED_PHONE = re.compile(
    r"(?<![0-9])(?:(?:\+|00)47 ?[2-9][0-9]{7}|(?:(?:\+|00)47 ?)?"
    r"(?:[2-9][0-9]{2} [0-9]{2} [0-9]{3}|[2-9][0-9] [0-9]{2} [0-9]{2} [0-9]{2}))(?![0-9])"
)
_BARE_PHONE = re.compile(r"(?<![0-9.,])([2-9][0-9]{7})(?![0-9])")
# An identity number of the first nine days of a month, which a spreadsheet took for a number.
_WITHOUT_ZERO = re.compile(r"[1-9][0-9]{9}")
IDENTITY_CELL = re.compile(r"\s*(?:[0-9]{6}[ \-]?[0-9]{5}|[1-9][0-9]{9})\s*")
"""What a cell looks like that is an identity number and nothing else."""

_ONLY_DIGITS = re.compile(r"\s*[0-9]{10,11}\s*")
_LONGEST_SHOWN = 30


def is_identity_number(text: str) -> bool:
    """Tell whether eleven digits make a Norwegian identity number, a D-number or an emergency (FH) number.

    Check digits and the date in it must be right; a number with day 80 or more carries no date. Ten digits
    are read as eleven of which a spreadsheet has taken the first, a zero.
    """
    text = text.strip()
    match = _ELEVEN.fullmatch(f"0{text}" if _WITHOUT_ZERO.fullmatch(text) else text)
    if not match:
        return False
    number = match[1] + match[2]
    if number[9] != fodselsnummer.calc_check_digit1(number) or number[10] != fodselsnummer.calc_check_digit2(
        number
    ):
        return False
    if int(number[:2]) >= 80:
        return True
    try:
        fodselsnummer.get_birth_date(number)
    except ValidationError:
        return False
    return True


def find_personal(column: pd.Series, *, is_id: bool) -> np.ndarray:
    """Mark the cells of a text or id column that look like personal data.

    Parameters
    ----------
    column
        Text, NA for an empty cell.
    is_id
        In an id column eight digits in a row are a telephone number only where they are not how the column
        numbers its rows, that is, in less than half of its cells.

    Returns
    -------
    numpy.ndarray
        One boolean a row; False for empty cells.
    """
    suspects = column.str.contains(_SUSPECT, regex=True).fillna(False).to_numpy(dtype=bool)
    found = np.zeros(len(column), dtype=bool)
    if not suspects.any():
        return found
    candidates = column[suspects]
    bare = np.array([_has_bare_phone(text) for text in candidates], dtype=bool)
    if is_id and 2 * bare.sum() >= column.notna().sum():
        bare[:] = False
    found[suspects] = bare | np.array([_is_personal(text) for text in candidates], dtype=bool)
    return found


def find_identity_numbers(column: pd.Series) -> np.ndarray:
    """Mark the cells of a column of numbers that are identity numbers. One boolean a row."""
    suspects = column.str.contains("[0-9]{10}", regex=True).fillna(False).to_numpy(dtype=bool)
    found = np.zeros(len(column), dtype=bool)
    found[suspects] = [
        bool(_ONLY_DIGITS.fullmatch(text)) and is_identity_number(text) for text in column[suspects]
    ]
    return found


def refuse_identity_column(column: pd.Series, where: str, header: str) -> list[Problem]:
    """Return a problem where most cells of an id column are identity numbers: the file must not be used."""
    cells = column.dropna()
    count = sum(is_identity_number(text) for text in cells if IDENTITY_CELL.fullmatch(text))
    if not count or 2 * count <= len(cells):
        return []
    return [
        Problem(
            f"{where}, {header}",
            f"{count} of {len(cells)} cells are national identity numbers",
            "Expected pseudonyms.",
            "Delete the file, tell the sender, and ask for a file with pseudonyms.",
        )
    ]


def shown(received: pd.Series) -> pd.Series:
    """Return received values as they may be written down.

    Empty where the value looks like personal data; only its length where it is a text rather than a value,
    since free text in the wrong column may speak of a person.
    """
    received = received.mask(find_personal(received, is_id=False), "")
    length = received.str.len()
    return received.mask(length > _LONGEST_SHOWN, "(" + length.astype("str") + " characters)")


def _is_personal(text: str) -> bool:
    """Tell whether a text holds an address, an identity number or a telephone number written as one."""
    return bool(
        _EMAIL.search(text)
        or _GROUPED_PHONE.search(text)
        or is_identity_number(text)
        or any(is_identity_number(match[0]) for match in _ELEVEN.finditer(text))
    )


def _has_bare_phone(text: str) -> bool:
    """Tell whether a text holds eight digits in a row that are no date such as 20150115."""
    return any(not _is_compact_date(match[1]) for match in _BARE_PHONE.finditer(text))


def _is_compact_date(digits: str) -> bool:
    """Tell whether eight digits are a day of this or the next decades written without marks."""
    try:
        return 2000 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year < 2100
    except ValueError:
        return False
