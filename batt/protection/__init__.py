"""How much of each figure must be hidden, so that adding and subtracting does not bring it back.

The counts of a year – of providers, counties and the country, of programmes, indicators, activity and end
causes – are one system of linear equations. :mod:`basic_rule` hides what a figure tells by itself;
:mod:`secondary` hides further cells until no hidden count can be worked out, which :mod:`certify` proves by
linear programming; :mod:`prune` shows again what need not be hidden. Thresholds stand in ``settings.yaml``.

What is found here is still internal. `batt.disclosure` is the door to a page.
"""

from batt.protection.basic_rule import INDICATOR_KEYS, INDICATOR_NUMBERS
from batt.protection.protected_table import (
    ProtectedTable,
    protect_indicators,
    protected_from,
    protection_frame,
)
from batt.protection.releases import release
from batt.protection.rules import MIN_PERSONS, MIN_PERSONS_UNANIMOUS
from batt.protection.run import Only, load, reported_rows, run
from batt.protection.settings import settings

__all__ = [
    "INDICATOR_KEYS",
    "INDICATOR_NUMBERS",
    "MIN_PERSONS",
    "MIN_PERSONS_UNANIMOUS",
    "Only",
    "ProtectedTable",
    "load",
    "protect_indicators",
    "protected_from",
    "protection_frame",
    "release",
    "reported_rows",
    "run",
    "settings",
]
