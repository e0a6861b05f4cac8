"""The comparisons of the year as everybody may see them, for a page that has none of its own."""

from batt.registry import Options
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.page import Page


def public_comparisons(page: Page) -> ComparisonPage:
    """Return the public page of comparisons that belongs to another page: same year, language, providers."""
    return ComparisonPage(page.root, page.year, page.lang, Options(forening=page.forening))
