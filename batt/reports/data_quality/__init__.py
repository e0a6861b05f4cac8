"""The year's data quality: who delivered, what became of the rows, and each sender's errors.

Counts rows and files, and names rows by their number in the sender's own file; no received value is shown.
"""

from batt.reports.data_quality.errors import by_reason, by_sender, errors_by_sender, remarks
from batt.reports.data_quality.received import by_table, cover, files_not_used, in_brief, quality_page

__all__ = [
    "by_reason",
    "by_sender",
    "by_table",
    "cover",
    "errors_by_sender",
    "files_not_used",
    "in_brief",
    "quality_page",
    "remarks",
]
