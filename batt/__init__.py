"""The BATT workbook: from yearly raw files to reports, every figure traceable to its rows.

::

    data/raw/<year>/ ─► clean ─► indicators ─► comparisons ─► relationships ─► disclosure ─► reports/
      as received,      tidy     13 numbers    benchmarks,     hypotheses       what may be   HTML, one
      never edited      tables   per unit      ranks, funnels, with honest      shown, and    folder a year
                        + ledger               adjustment      uncertainty      to whom
                           ▲         ▲             ▲                ▲               ▲             ▲
                           └─────────┴─────────────┴─  batt/registry  ──────────────┴─────────────┘
                             what is measured, as data: programmes, indicators, survey
                             questions, codes, options, targets, hypotheses, caveats

Read ``batt/pipeline.py`` first.
"""

__version__ = "0.1.0"
