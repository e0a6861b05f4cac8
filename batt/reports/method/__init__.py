"""The method page: every definition, formula, option, threshold and source, as the registry has them.

Nothing is written here that stands somewhere else: definitions, codes, questions and readings come from the
registry, thresholds from the settings of disclosure, methods from ``statistics.yaml``, versions from the lock
file. Every indicator has an anchor (``#i08``) that other pages link to. What the registry holds in English
only is marked as English on the Norwegian page.
"""

from batt.reports.method.codes import codes
from batt.reports.method.cover import MethodPage, foreword
from batt.reports.method.disclosure import disclosure
from batt.reports.method.indicators import indicators
from batt.reports.method.meaning import meaning
from batt.reports.method.methods import methods
from batt.reports.method.programmes import programmes
from batt.reports.method.readings import readings
from batt.reports.method.sources import sources
from batt.reports.method.surveys import surveys
from batt.reports.method.targets import targets
from batt.reports.method.versions import versions

__all__ = [
    "MethodPage",
    "codes",
    "disclosure",
    "foreword",
    "indicators",
    "meaning",
    "methods",
    "programmes",
    "readings",
    "sources",
    "surveys",
    "targets",
    "versions",
]
