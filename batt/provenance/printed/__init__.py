"""Whether pages print what is saved: every table of a page against the Parquet tables it is made from.

Three things are held against each other, cell by cell: the page's HTML, what the executed notebook has kept
of each table, and the saved row that is found by what the row says, read from Parquet and not by the code
that makes pages. A cell that is hidden must be hidden by the saved protection, and one that is shown must
not.
"""

from batt.provenance.printed.compare import Outcome, PrintedPage, differences, pages_of
from batt.provenance.printed.difference import Difference

__all__ = ["Difference", "Outcome", "PrintedPage", "differences", "pages_of"]
