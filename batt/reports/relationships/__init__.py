"""The relationships: every registered claim on a page of its own, and one page with all of them.

Nothing is computed here. Verdict sentences are made from the saved findings by `batt.reports.verdicts`, never
by hand; pictures are those of the evaluation and the perceptions page. A claim without data has its page too,
which says why there is no answer and what it would take.

A section a file, each a function of a :class:`RelationshipsPage`. Those of the register are empty on the
page of a claim, and the other way round.
"""

from batt.reports.relationships.cautions import cautions
from batt.reports.relationships.checks import checks
from batt.reports.relationships.claimed import claimed
from batt.reports.relationships.exploratory import exploratory
from batt.reports.relationships.found import found
from batt.reports.relationships.page import RelationshipsPage
from batt.reports.relationships.reach import reach
from batt.reports.relationships.register import register
from batt.reports.relationships.tested import tested

__all__ = [
    "RelationshipsPage",
    "cautions",
    "checks",
    "claimed",
    "exploratory",
    "found",
    "reach",
    "register",
    "tested",
]
