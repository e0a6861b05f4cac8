"""How the services are seen: the enquiry among providers and NAV offices, and the three surveys.

A section a file, each a function of a :class:`batt.reports.verdicts.FindingsPage`. Nothing is computed here.
"""

from batt.reports.perceptions.answers import answers, reliability
from batt.reports.perceptions.in_brief import in_brief, method
from batt.reports.perceptions.perspectives import perspectives
from batt.reports.perceptions.two_groups import two_groups
from batt.reports.perceptions.ways_of_answering import do_not_know, help_to_answer, own_plan
from batt.reports.verdicts import FindingsPage

__all__ = [
    "FindingsPage",
    "answers",
    "do_not_know",
    "help_to_answer",
    "in_brief",
    "method",
    "own_plan",
    "perspectives",
    "reliability",
    "two_groups",
]
