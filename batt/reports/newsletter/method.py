"""How the newsletter's figures are made."""

from batt.comparisons.control_limits import RUN
from batt.comparisons.monthly_control import COMPLETE, MINIMUM_MEAN, MINIMUM_POINTS, MINIMUM_SEASON
from batt.disclosure import settings
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import NewsletterPage


def method(page: NewsletterPage) -> Fragment:
    """Tell the rules by which counts are rounded, months are signals, and providers are ranked."""
    number = page.numbers.integer
    return page.section("method", page.words("newsletter_method_title")) + page.text(
        "newsletter_method",
        step=number(settings().month_counts_to_nearest),
        season=number(MINIMUM_SEASON),
        points=number(MINIMUM_POINTS),
        mean=number(MINIMUM_MEAN),
        run=number(RUN),
        complete=page.numbers.percent(COMPLETE),
    )
