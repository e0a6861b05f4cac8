"""What the annual report tells of the other reports, each in one sentence and one table.

The sections that describe the year lie in `batt.reports.sections`. Those here are drawn from comparisons and
findings, and each leads to the report that says more. A section takes the page of the annual report.
"""

from batt.reports.annual_report.by_county import by_county
from batt.reports.annual_report.how_providers_differ import how_providers_differ
from batt.reports.annual_report.targets_met import targets_met
from batt.reports.annual_report.what_changed import what_changed
from batt.reports.annual_report.what_goes_together import MATTER, what_goes_together

__all__ = ["MATTER", "by_county", "how_providers_differ", "targets_met", "what_changed", "what_goes_together"]
