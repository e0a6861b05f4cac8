"""The monthly newsletter to members: what happened in the month, and in the year so far.

Every count of persons is told to the nearest five, and places, shares and charts are made of what is told:
two newsletters put together do not tell the month between them. A single month is never ranked, and a
provider's month is never told. A month is called a signal only where it is more, or less, than season and
chance explain.
"""

from batt.reports.newsletter.activity import activity
from batt.reports.newsletter.control import control
from batt.reports.newsletter.exits import exits
from batt.reports.newsletter.in_brief import in_brief
from batt.reports.newsletter.method import method
from batt.reports.newsletter.page import KIND, NewsletterPage
from batt.reports.newsletter.rankings import rankings
from batt.reports.newsletter.reconciliation import reconciliation

__all__ = [
    "KIND",
    "NewsletterPage",
    "activity",
    "control",
    "exits",
    "in_brief",
    "method",
    "rankings",
    "reconciliation",
]
