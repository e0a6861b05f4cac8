"""Where the two tables of a scorecard that are set by hand print a number: the card, and all at a glance."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from batt.provenance.printed.binding import Binding
from batt.provenance.printed.bindings.scorecard import own_figures
from batt.provenance.printed.codes import list_named, programmes
from batt.provenance.printed.page_tables import PageTable, read_tables
from batt.provenance.printed.reading import listed, own, this_year
from batt.provenance.printed.said import numbers_in
from batt.provenance.printed.saved import Reader
from batt.provenance.tracing.page_figure import CARD, GLANCE
from batt.provenance.tracing.traced_number import ALL
from batt.reports.words import Words

CARD_BINDING = Binding(CARD, own_figures, (this_year, own, listed), kinds=("scorecard",))
_GLANCE_FIGURE = re.compile(rf'<figure class="table[^"]*" id="{GLANCE}".*?</figure>', re.DOTALL)

Place = tuple[int, str, str, str, str, int, float]
"""Row and column of a table, the number there (indicator, unit, programme, year), and as it is printed."""


def glance_table(html: str) -> PageTable | None:
    """Return the table at a glance of a page; None where the page has none."""
    found = _GLANCE_FIGURE.search(html)
    return read_tables(found[0])[0] if found else None


def glance_places(glance: PageTable, card: Iterable[Place], reader: Reader) -> Iterator[Place]:
    """Give the places of a table at a glance that print a number of the card: an indicator a row.

    Parameters
    ----------
    card
        The places of the card of the same page.
    """
    whole = Words(reader.lang, "comparisons")("whole_provider")
    headings = glance.headings[1:-1]
    of_columns = [programmes(reader.lang).get(heading.strip(), "") for heading in headings]
    cells: dict[tuple[str, str], tuple[int, str, list[Decimal]]] = {}
    for number, row in enumerate(glance.rows, 1):
        indicator, _ = list_named(row.cells[0], reader.lang)
        is_whole = row.cells[1].strip().startswith(f"{whole}:")
        columns = zip([ALL] if is_whole else of_columns, headings, row.cells[1:], strict=False)
        for programme, heading, said in columns:
            cells[indicator, programme] = number, heading.strip(), numbers_in(said, reader.lang)
    for _, _, indicator, unit, programme, year, printed in card:
        row, heading, said = cells.get((indicator, programme), (0, "", []))
        if year == reader.year and Decimal(str(abs(printed))) in said:
            yield row, heading, indicator, unit, programme, year, printed
