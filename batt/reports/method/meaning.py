"""What the numbers do not mean: every named caveat of the registry."""

from markupsafe import Markup

from batt.registry import load
from batt.registry.model import Caveat
from batt.reports.fragment import Fragment, joined
from batt.reports.method.cover import MethodPage

FIRST = "superpopulation"
"""What an interval on a complete count means is asked first."""


def meaning(page: MethodPage) -> Fragment:
    """Show what intervals mean on complete counts, then every other caveat with its source."""
    registry = load()
    first = registry.caveat(FIRST)
    others = [caveat for caveat in registry.caveats if caveat.id != FIRST]
    return (
        page.section("meaning", page.words("meaning_title"), new_page=True)
        + page.box("meaning_first", kind="limits", title=first.title[page.lang], text=first.text[page.lang])
        + joined(_caveat(page, caveat) for caveat in others)
    )


def _caveat(page: MethodPage, caveat: Caveat) -> Fragment:
    return Fragment(
        Markup('<p id="caveat-{}"><strong>{}.</strong> {} {}: <span lang="en">{}</span>.</p>').format(
            caveat.id.replace("_", "-"),
            caveat.title[page.lang],
            caveat.text[page.lang],
            page.words("source_label"),
            caveat.source.rstrip("."),
        )
    )
