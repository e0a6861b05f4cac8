"""The BATT workbook: from yearly raw files to reports, every figure traceable to its rows.

::

    data/raw/<year>/ ─► clean ─► indicators ─► comparisons ─► relationships ─► protection, ─► reports/
      as received,      tidy     13 numbers    benchmarks,     hypotheses       disclosure:    HTML, one
      never edited      tables   per unit      ranks, funnels, with honest      what may be    folder a year
                        + ledger               adjustment      uncertainty      shown, to whom
                           ▲         ▲             ▲                ▲               ▲             ▲
                           └─────────┴─────────────┴─  batt/registry  ──────────────┴─────────────┘
                             what is measured, as data: programmes, indicators, survey
                             questions, codes, options, targets, hypotheses, caveats

Read ``batt/stages.py`` first.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from batt.frames import YearData

__version__ = "0.1.0"


def load(year: int = 0, root: "str | Path" = "") -> "YearData":
    """Return a computed year as frames with a codebook: see `batt.frames.load_year`."""
    # Imported when called, so that a command that needs no frames starts at once.
    from batt.frames import load_year

    return load_year(year, root)
