"""What is measured, as data: programmes, indicators, questions, codes, columns, options, hypotheses, caveats.

The only folder of the package that a non-programmer edits. Every file here is checked when it is loaded, and
whatever is wrong is told by file, row and value. ``registry`` imports no stage.
"""

from batt.registry.label import LANGUAGES
from batt.registry.load import load
from batt.registry.model import Registry
from batt.registry.options import Options

__all__ = ["LANGUAGES", "Options", "Registry", "load"]
