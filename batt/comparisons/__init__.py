"""Providers compared fairly: one method a file, every comparison with how sure it is.

``run`` compares the providers of a year and saves each table; ``load`` reads them back.
"""

from batt.comparisons.cells import comparison_cells
from batt.comparisons.run import compare, load, run
from batt.comparisons.year_data import YearData, read_year_data

__all__ = ["YearData", "compare", "comparison_cells", "load", "read_year_data", "run"]
