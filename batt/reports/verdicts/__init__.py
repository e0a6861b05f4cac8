"""Findings in words: every verdict sentence of a report is made here from a row of the findings table.

===========  =============================================================================
`scales`     a number of each scale in the units that a secretariat reads
`sentence`   number, uncertainty, verdict and reason as one sentence
`shown`      the findings through the door of disclosure
`page`       a page that is written from findings
`claim`      one registered claim in full: what is claimed, found, and not said by it
===========  =============================================================================
"""

from batt.reports.verdicts.page import FindingsPage
from batt.reports.verdicts.sentence import VERDICTS, finding_title, verdict_name, verdict_sentence
from batt.reports.verdicts.shown import published_findings

__all__ = [
    "VERDICTS",
    "FindingsPage",
    "finding_title",
    "published_findings",
    "verdict_name",
    "verdict_sentence",
]
