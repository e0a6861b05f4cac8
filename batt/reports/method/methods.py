"""The statistical methods with their papers."""

from batt.reports.fragment import Fragment, joined
from batt.reports.method.cover import MethodPage
from batt.reports.method.statistics import STATISTICS, shown_method

PARTS = ("figures", "comparisons", "relationships", "many")


def methods(page: MethodPage) -> Fragment:
    """Show every method by what it is behind."""
    return (
        page.section("statistics", page.words("statistics_title"), new_page=True)
        + page.text("statistics_text", lang=page.lang)
        + joined(_part(page, part) for part in PARTS)
    )


def _part(page: MethodPage, part: str) -> Fragment:
    names = [name for name, entry in STATISTICS.items() if entry.part == part]
    return page.section(f"statistics-{part}", page.words(f"statistics_{part}"), level=3) + joined(
        shown_method(page, name) for name in names
    )
