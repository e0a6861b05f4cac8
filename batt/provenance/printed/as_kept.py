"""Whether a table says on the page what its notebook has kept of it, cell by cell."""

import re
from collections.abc import Iterator
from itertools import zip_longest

from batt.provenance.printed.difference import Difference
from batt.provenance.printed.page_tables import PageTable
from batt.reports.formats import format_interval, format_value
from batt.reports.forms.kept import mark
from batt.reports.kept_table import PERCENTAGES, KeptCell, KeptColumn, KeptTable
from batt.reports.numbers import Numbers
from batt.reports.words import Words

_TYPOGRAPHY = {ord("\u00a0"): " ", ord("\u202f"): " ", ord("\u2060"): None, ord("\u00ad"): None}


def against_kept(page: PageTable, kept: KeptTable, lang: str) -> Iterator[Difference]:
    """Give the cells that say something else on the page than was kept.

    Parameters
    ----------
    page, kept
        The same table twice.
    lang
        The language of the page, in which numbers are printed.
    """
    is_grouped = any(row.group for row in page.rows)
    columns = kept.columns[1:] if is_grouped else kept.columns
    headings = [column.heading for column in columns if column.end != "high"]
    yield from _unequal(kept.id, "heading", headings, page.headings)
    if len(page.rows) != len(kept.rows):
        yield Difference(kept.id, "rows", "", str(len(page.rows)), str(len(kept.rows)))
    order = list(range(len(kept.rows)))
    if is_grouped:
        # A page sets the rows of a group together, wherever they stand among the kept ones.
        groups = list(dict.fromkeys(row[0] for row in kept.rows))
        order.sort(key=lambda number: groups.index(kept.rows[number][0]))
    for number, (place, row) in enumerate(zip(order, page.rows, strict=False)):
        cells = kept.cells(place)
        told = [*_told(cells[len(cells) - len(columns) :], columns, lang)]
        group = [str(cells[0].value)] if is_grouped else []
        where = f"row {number + 1}, {' '.join([*group, row.cells[0]])}"
        yield from _unequal(kept.id, where, [*group, *told], [row.group, *row.cells][not is_grouped :])


def _told(cells: list[KeptCell], columns: tuple[KeptColumn, ...], lang: str) -> Iterator[str]:
    """Give what each cell of a row must say; the ends of an interval say it together."""
    numbers, words = Numbers(lang), Words(lang, "forms")
    for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        if column.end == "high":
            continue
        last = cells[place + 1] if column.end == "low" else cell
        absent = next((one.state for one in (cell, last) if one.state != "shown"), None)
        if absent is not None:
            yield mark(absent, words)
        elif column.end == "low":
            low, high = (_unprinted(one) for one in (cell, last))
            yield format_interval(numbers, low, high, cell.format)
        else:
            yield format_value(numbers, _unprinted(cell), cell.format)


def _unprinted(cell: KeptCell) -> float | int | str | None:
    """Return the number that a kept one was printed from: shares are kept as per cent."""
    if cell.format in PERCENTAGES and isinstance(cell.value, int | float):
        return cell.value / 100
    return cell.value


def _unequal(table: str, where: str, wanted: list[str], printed: list[str]) -> Iterator[Difference]:
    for place, (want, said) in enumerate(zip_longest(wanted, printed, fillvalue="(no cell)")):
        if _plain(want) != _plain(said):
            yield Difference(table, where, f"column {place + 1}", said, want)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_TYPOGRAPHY)).strip()
