"""Providers compared, for one reader: the public, the sector, one provider, or the Directorate.

A section a file, each a function of the :class:`ComparisonPage`. Every comparison says whether high is good,
carries n, interval and response rate, and marks the reader's own figures by more than a colour.
"""

from batt.reports.comparisons.benchmarks import benchmarks
from batt.reports.comparisons.best_practice import best_practice
from batt.reports.comparisons.change import change
from batt.reports.comparisons.conditions import conditions
from batt.reports.comparisons.funnels import funnels
from batt.reports.comparisons.method import method
from batt.reports.comparisons.newsletter import newsletter
from batt.reports.comparisons.page import ComparisonPage, cover, how_to_read
from batt.reports.comparisons.ranks import ranks
from batt.reports.comparisons.readings import readings
from batt.reports.comparisons.targets import targets

__all__ = [
    "ComparisonPage",
    "benchmarks",
    "best_practice",
    "change",
    "conditions",
    "cover",
    "funnels",
    "how_to_read",
    "method",
    "newsletter",
    "ranks",
    "readings",
    "targets",
]
