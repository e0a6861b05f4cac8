"""Which table, which provider a file's or a sheet's name speaks of."""

import difflib
import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

_PROVIDER = re.compile(r"([A-Za-z]\d{3,4})(?:[^0-9A-Za-z](.*))?", re.DOTALL)
_LEFT_LYING = {"thumbs.db", "desktop.ini"}
_GUIDES = {"readme", "les_meg", "lesmeg", "veiledning"}
# Senders write Deltakerløp; the tables are named without the three letters.
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


# The same few names stand in hundreds of files.
@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Write a name in small letters, without Norwegian letters, with ``_`` for spaces and hyphens.

    Signs that nobody sees, such as soft hyphens and spaces of no width, are dropped.
    """
    seen = "".join(sign for sign in name if unicodedata.category(sign) != "Cf")
    text = unicodedata.normalize("NFC", seen).casefold().translate(_LETTERS)
    return re.sub(r"[\s_\-]+", "_", text).strip("_")


def split_provider(stem: str) -> tuple[str | None, str]:
    """Split a file's stem or a folder's name into the provider it begins with and the rest.

    ``A017``, ``a017_2`` and ``A017 ny`` speak of A017; ``A0171234`` speaks of nobody. The rest is the whole
    name where no provider is named.
    """
    match = _PROVIDER.fullmatch(unicodedata.normalize("NFC", stem).strip())
    return (match[1].upper(), (match[2] or "").strip()) if match else (None, stem)


def match_table(name: str, table_names: Collection[str], year: int) -> str | None:
    """Find the table that a file's stem or a sheet speaks of.

    Capitals, spaces, hyphens and Norwegian letters do not matter; the year and the marks of a second copy
    (``_2``, ``(1)``, ``v2``, ``ny``) may follow. Another year's number does not match.

    Returns
    -------
    str | None
        None where no table has the name.
    """
    known = {normalised(table): table for table in table_names}
    text = normalised(name)
    # A year and a copy mark may both be there, in either order.
    for _ in range(3):
        if text in known:
            return known[text]
        text = re.sub(rf"(?:_(?:{year}|\d{{1,2}}|v\d{{1,2}}|ny)|_?\(\d{{1,2}}\))$", "", text)
    return None


def is_guide(name: str) -> bool:
    """Tell whether a file's stem or a sheet is a reading guide and holds no data."""
    return normalised(name) in _GUIDES


def is_ignored(name: str) -> bool:
    """Tell whether a file or folder is left lying by a program or explains the folder, and is no delivery."""
    low = name.casefold()
    return (
        name.startswith((".", "~$"))
        or low in _LEFT_LYING
        or low == "__macosx"
        or is_guide(name.partition(".")[0])
    )


def nearest(name: str, table_names: Collection[str]) -> str:
    """Return "Did you mean …?" for a misspelt table, or an empty string where nothing is near."""
    known = {normalised(table): table for table in table_names}
    found = difflib.get_close_matches(normalised(name), list(known), n=1)
    return f"Did you mean '{known[found[0]]}'?" if found else ""
