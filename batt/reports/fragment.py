"""A piece of a page that this package built and therefore vouches for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from batt.reports.kept_table import TABLES_TYPE, KeptTable, to_text

MARK = {"batt": {"fragment": True}}
"""Output metadata by which the export knows a fragment; nothing else gets onto a page."""


@dataclass(frozen=True)
class Fragment:
    """HTML that is safe to show: markup of our own, everything from files escaped.

    In a notebook it shows itself; fragments are joined with ``+``. The tables in it are kept beside, for the
    other forms in which a report goes out.
    """

    html: Markup
    tables: tuple[KeptTable, ...] = ()

    def __add__(self, other: "Fragment") -> "Fragment":
        return Fragment(self.html + Markup("\n") + other.html, self.tables + other.tables)

    def __str__(self) -> str:
        return str(self.html)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        shown = {"text/html": str(self.html), "text/plain": "part of a page"}
        return shown | ({TABLES_TYPE: to_text(self.tables)} if self.tables else {}), {"text/html": MARK}


def joined(pieces: Iterable[Fragment]) -> Fragment:
    """Return pieces one after the other as one."""
    several = list(pieces)
    return Fragment(
        Markup("\n").join(piece.html for piece in several),
        tuple(table for piece in several for table in piece.tables),
    )
