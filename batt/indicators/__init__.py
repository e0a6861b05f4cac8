"""The thirteen indicators: one YAML file of facts and one rule a number, added up once for all of them.

A rule (``iNN_<slug>.py``) returns counted-unit rows; ``_compute`` adds them up and gives value, interval, n
and status. Opening this folder is reading the table of contents.
"""

from batt.indicators._compute import IndicatorResult, compute
from batt.indicators._contract import COUNTRY
from batt.indicators._exits import job_codes
from batt.indicators._members import members
from batt.indicators._provider_tables import PAIRS
from batt.indicators._units import ALL
from batt.indicators.breakdowns import breakdowns
from batt.indicators.engines import ENGINES, run_on
from batt.indicators.run import Filters, load, load_breakdown, load_breakdowns, load_units, run

__all__ = [
    "ALL",
    "COUNTRY",
    "ENGINES",
    "PAIRS",
    "Filters",
    "IndicatorResult",
    "breakdowns",
    "compute",
    "job_codes",
    "load",
    "load_breakdown",
    "load_breakdowns",
    "load_units",
    "members",
    "run",
    "run_on",
]
