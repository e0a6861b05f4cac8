"""The editor's hand: forewords, comments and captions that people write, on pages that the workbook makes.

They stand in ``data/editorial/<year>/nb.md`` and ``en.md``, under headings that name where each text goes.

- The workbook never writes in a text that is there; so it survives every run.
- A number in a text is a placeholder, ``{i08.AB.NO.2015}``, and becomes what the page's reader may see of
  that result. One that does not exist, has no value or may not be shown stops the run, and all are listed.
- Readers see what is made by hand: every comment stands in a box that says so.
- No markup but Markdown gets through, and no page loads anything.
"""

from batt.reports.editorial.check import check
from batt.reports.editorial.parse import Place, Text, read_texts
from batt.reports.editorial.places import Spot, check_placed, spots
from batt.reports.editorial.shown import caption, editorial
from batt.reports.editorial.template import write_templates

__all__ = [
    "Place",
    "Spot",
    "Text",
    "caption",
    "check",
    "check_placed",
    "editorial",
    "read_texts",
    "spots",
    "write_templates",
]
