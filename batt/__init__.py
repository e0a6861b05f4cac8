"""The BATT workbook: from yearly raw files to reports, every figure traceable to its rows.

::

    data/raw/<year>/ ─► clean ─► indicators ─► comparisons ─► relationships ─► reports/
      as received,      tidy     13 numbers    benchmarks,     hypotheses       HTML, one
      never edited      tables   per unit      ranks, funnels, with honest      folder a year
                        + ledger               adjustment      uncertainty
                           ▲         ▲             ▲                ▲              ▲
                           └─────────┴──────  batt/registry  ───────┴──────────────┘
                             what is measured, as data: programmes, indicators, survey
                             questions, codes, options, targets, hypotheses, caveats

Read ``batt/pipeline.py`` first.
"""

__version__ = "0.1.0"
