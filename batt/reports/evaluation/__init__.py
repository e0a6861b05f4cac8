"""The evaluation: every registered claim with its verdict, those that matter most in full. A section a file.

Each section takes a :class:`batt.reports.verdicts.FindingsPage`. Nothing is computed here, and no verdict is
written by hand: sentences are made from the saved findings by `batt.reports.verdicts`.
"""

from batt.reports.evaluation.in_brief import in_brief
from batt.reports.evaluation.index_of_claims import index_of_claims
from batt.reports.evaluation.joining import joining
from batt.reports.evaluation.length_of_stay import active_solutions_and_stay, jobs_and_stay
from batt.reports.evaluation.method import method
from batt.reports.evaluation.network import network, prediction
from batt.reports.evaluation.own_curve import own_curve
from batt.reports.evaluation.own_questions import own_questions
from batt.reports.evaluation.supported_employment import first_start, many_placements
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

__all__ = [
    "FindingsPage",
    "active_solutions_and_stay",
    "claim",
    "first_start",
    "in_brief",
    "index_of_claims",
    "jobs_and_stay",
    "joining",
    "many_placements",
    "method",
    "network",
    "own_curve",
    "own_questions",
    "prediction",
]
