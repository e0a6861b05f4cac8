"""A piece of a page that this package built and therefore vouches for."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

MARK = {"batt": {"fragment": True}}
"""Output metadata by which the export knows a fragment; nothing else gets onto a page."""


@dataclass(frozen=True)
class Fragment:
    """HTML that is safe to show: markup of our own, everything from files escaped.

    In a notebook it shows itself; fragments are joined with ``+``.
    """

    html: Markup

    def __add__(self, other: "Fragment") -> "Fragment":
        return Fragment(self.html + Markup("\n") + other.html)

    def __str__(self) -> str:
        return str(self.html)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": str(self.html), "text/plain": "part of a page"}, {"text/html": MARK}


def joined(pieces: Iterable[Fragment]) -> Fragment:
    """Return pieces one after the other as one."""
    return Fragment(Markup("\n").join(piece.html for piece in pieces))
