"""Providers compared fairly: one method a file, every comparison with how sure it is.

``run`` compares the providers of a year and saves each table; ``load`` reads them back. ``compare`` does it
in memory, among all cells or among some of them.
"""

from batt.comparisons.among import is_among
from batt.comparisons.basis import Basis, read_basis
from batt.comparisons.cells import comparison_cells
from batt.comparisons.compare import compare, year_strata
from batt.comparisons.monthly import monthly_tables
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.run import load, run
from batt.comparisons.year_data import YearData

__all__ = [
    "Basis",
    "Telling",
    "YearData",
    "compare",
    "comparison_cells",
    "is_among",
    "load",
    "monthly_tables",
    "read_basis",
    "run",
    "year_strata",
]
