"""Put the pieces of a study's report together."""

from collections.abc import Iterable

from markupsafe import Markup

from batt.reports.fragment import Fragment

NOTHING = Fragment(Markup(""))
"""What a section returns that the data do not allow."""


def joined(fragments: Iterable[Fragment]) -> Fragment:
    """Join fragments, leaving out empty ones."""
    total = NOTHING
    for fragment in fragments:
        if fragment.html:
            total = total + fragment if total.html else fragment
    return total


def capital(text: str) -> str:
    """Return a text with a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
