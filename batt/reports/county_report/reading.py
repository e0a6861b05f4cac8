"""What the figures of a county cannot tell."""

from batt.registry import load
from batt.reports.county_report.page import CountyPage
from batt.reports.fragment import Fragment, joined

CAVEATS = ("different_conditions", "selection", "small_groups", "exit_is_not_lasting_work")


def how_to_read(page: CountyPage) -> Fragment:
    """Say what to keep in mind before counties and providers are held against each other."""
    words = page.words
    return (
        page.section("how-to-read", words("county_reading_title"))
        + page.box("county_reading", kind="limits", title=words("county_reading_box"))
        + joined(_caveat(page, name) for name in CAVEATS)
    )


def _caveat(page: CountyPage, name: str) -> Fragment:
    caveat = load().caveat(name)
    return page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
