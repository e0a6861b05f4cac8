"""The only door between numbers and a published page.

Reports accept a :class:`PublishedTable` and nothing else, and only the functions here can make one. The basic
rule (decision; symbol and small counts after Statistics Norway, five answers after Norwegian staff surveys):

- rates and means need at least five persons behind them, never answers;
- counts of 1 or 2 are hidden, and so are rates whose numerator or complement is 1 or 2;
- zeros are shown, except where they tell about every member of a small group: 0 % and 100 % and unanimous
  answers need at least ten persons;
- parts that add up to a shown total never have exactly one hidden part;
- curves from individual data are smoothed, or drawn in steps of at least five events, and end where fewer
  than five persons are left.

Over the units and programmes together, `batt.protection` hides further cells until no hidden count can be
worked out, and :func:`publish_for` gives each role what it may see. The thresholds stand in
``batt/protection/settings.yaml``.

The tables under ``data/processed`` are internal and complete. Nothing is hidden in them.
"""

from batt.disclosure.code_counts import publish_code_counts, told_rows
from batt.disclosure.comparisons import Comparisons
from batt.disclosure.own import publish_own
from batt.disclosure.publish import (
    publish_counts,
    publish_curve,
    publish_facts,
    publish_means,
    publish_shares,
    publish_steps,
)
from batt.disclosure.roles import ANONYMOUS, check_reader, publish_for, publish_with_names
from batt.disclosure.run import load_protected, run
from batt.disclosure.table import HIDDEN, SHOWN, Cell, PublishedTable
from batt.protection import MIN_PERSONS, MIN_PERSONS_UNANIMOUS, ProtectedTable, settings
from batt.registry.readers import OF_ONE_PROVIDER, ROLES, UNITS, Role

__all__ = [
    "ANONYMOUS",
    "HIDDEN",
    "MIN_PERSONS",
    "MIN_PERSONS_UNANIMOUS",
    "OF_ONE_PROVIDER",
    "ROLES",
    "SHOWN",
    "UNITS",
    "Cell",
    "Comparisons",
    "ProtectedTable",
    "PublishedTable",
    "Role",
    "check_reader",
    "load_protected",
    "publish_code_counts",
    "publish_counts",
    "publish_curve",
    "publish_facts",
    "publish_for",
    "publish_means",
    "publish_own",
    "publish_shares",
    "publish_steps",
    "publish_with_names",
    "run",
    "settings",
    "told_rows",
]
