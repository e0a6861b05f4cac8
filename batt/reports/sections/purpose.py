"""What BATT is for, and what its figures cannot tell."""

from batt.registry import load
from batt.reports.fragment import Fragment
from batt.reports.page import Page

LIMITS = (
    "different_conditions",
    "selection",
    "exit_is_not_lasting_work",
    "adapted_work",
    "proxies",
    "compromise",
    "voluntary",
    "two_populations",
)


def purpose(page: Page) -> Fragment:
    """Show the purpose-and-limits box, how the figures are to be read first."""
    words, registry = page.words, load()
    reading, aim = registry.caveat("normative_reading"), registry.caveat("purpose")
    piece = (
        page.section("purpose", words("purpose_title"))
        + page.box("plain", kind="limits", title=reading.title[page.lang], text=reading.text[page.lang])
        + page.text("plain", text=aim.text[page.lang])
        + page.section("limits", words("limits_title"), level=3)
    )
    for name in LIMITS:
        caveat = registry.caveat(name)
        piece += page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
    return piece
