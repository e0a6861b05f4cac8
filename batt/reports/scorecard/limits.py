"""What the figures of a scorecard do not mean, and where the definitions are."""

from batt.reports.comparisons import ComparisonPage
from batt.reports.fragment import Fragment


def limits(page: ComparisonPage) -> Fragment:
    """Say in a box what the figures cannot tell."""
    words = page.words
    return page.section("limits", words("limits_title")) + page.box("limits_text", kind="limits")
