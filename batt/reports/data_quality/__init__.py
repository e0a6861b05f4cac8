"""The year's data quality: who delivered, when, who answered, what became of the rows, each sender's errors.

Counts rows and files, and names rows by their number in the sender's own file; no received value is shown.
"""

from batt.reports.data_quality.corrections import corrections
from batt.reports.data_quality.errors import by_reason, by_sender, errors_by_sender, remarks
from batt.reports.data_quality.lateness import lateness
from batt.reports.data_quality.received import by_table, cover, files_not_used, in_brief, quality_page
from batt.reports.data_quality.responses import responses

__all__ = [
    "by_reason",
    "by_sender",
    "by_table",
    "corrections",
    "cover",
    "errors_by_sender",
    "files_not_used",
    "in_brief",
    "lateness",
    "quality_page",
    "remarks",
    "responses",
]
