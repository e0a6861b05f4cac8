"""Sections of reports, one a file: each selects saved tables, publishes them, and puts text, figure and table
together. A section takes a :class:`batt.reports.page.Page` and returns a piece of it; none computes an
indicator.
"""

from batt.reports.sections.activity import activity
from batt.reports.sections.after_the_programme import after_the_programme
from batt.reports.sections.definitions import definitions
from batt.reports.sections.deliveries import deliveries
from batt.reports.sections.duration import duration
from batt.reports.sections.end_causes import end_causes
from batt.reports.sections.indicators import indicators
from batt.reports.sections.job_acquisition import job_acquisition
from batt.reports.sections.notices import notices
from batt.reports.sections.purpose import purpose
from batt.reports.sections.surveys import surveys
from batt.reports.sections.year_in_brief import year_in_brief

__all__ = [
    "activity",
    "after_the_programme",
    "definitions",
    "deliveries",
    "duration",
    "end_causes",
    "indicators",
    "job_acquisition",
    "notices",
    "purpose",
    "surveys",
    "year_in_brief",
]
