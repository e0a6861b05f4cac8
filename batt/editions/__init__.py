"""Editions: a year's reports as somebody signed them off, kept beside every later run.

- ``reports/<year>/editions/<number>/`` holds the pages as they were, byte for byte; ``edition.json`` (who,
  when, options, hashes of pages, indicators, inputs and the workbook); ``published.csv`` (the figures that
  the public sees); and ``SHA256SUMS``.
- An edition is made of pages that are up to date, and is never written again.
- It goes out, so it is a release too: what it showed limits what later reports may show.
- What later runs change is listed: pages, and published figures before and after.
"""

from batt.editions.compare import CellChange, Difference, compare
from batt.editions.edition import Edition, editions, verify
from batt.editions.freeze import freeze
from batt.editions.steps import steps_behind

__all__ = [
    "CellChange",
    "Difference",
    "Edition",
    "compare",
    "editions",
    "freeze",
    "steps_behind",
    "verify",
]
