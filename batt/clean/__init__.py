"""Received files become tidy tables, and every received row is accounted for.

``run`` cleans a year and writes it; ``load`` reads it back, ``load_tables`` some of it; ``clean_year`` writes
nothing.
``histories`` follows providers through mergers and new names over the years.
"""

from batt.clean.lineage import histories
from batt.clean.model import CleanYear
from batt.clean.reasons import REASONS
from batt.clean.run import clean_year, run
from batt.clean.store import load, load_tables

__all__ = ["REASONS", "CleanYear", "clean_year", "histories", "load", "load_tables", "run"]
