"""How rows of comparisons are cut short, put beside each other, and explained where there is no number."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from batt.disclosure import PublishedTable
from batt.reports.comparisons.lists import LIST, without_per_100
from batt.reports.comparisons.own import is_own
from batt.reports.formats import format_value
from batt.reports.numbers import NO_BREAK_SPACE
from batt.reports.page import Page

COUNTS = "counts of providers, from shown cells"
FLAGS = ("inside", "above_95", "below_95", "above_998", "below_998")
LONG = 10
"""How many rows of a long list a table shows from its top, beside the reader's own."""
_PREVIOUS = "previous_"


def because(page: Page, reason: str) -> str:
    """Return the words of a reason code; nothing where there is none."""
    if reason.startswith(_PREVIOUS):
        return page.words("because_previous", reason=because(page, reason.removeprefix(_PREVIOUS)))
    return page.words(f"because_{reason}") if reason else ""


def told_to(page: Page, key: str) -> str:
    """Return a text about what is hidden, in words for its reader: the Directorate sees most."""
    return page.words(f"{key}_directorate" if page.role == "directorate" else key)


def text_of(page: Page, value: Any, unit: Any) -> str:
    """Return one shown number as text, by its unit."""
    return format_value(page.numbers, value, "unit_table", without_per_100(str(unit)))


def change_interval(page: Page, row: Mapping[str, Any], low: str, high: str) -> str:
    """Return the interval of a change as text, in percentage points for shares."""
    if row[low] != row[low]:
        return page.words("absent_mark")
    times = 100 if row["unit"] == "share" else 1
    places = 2 if row["unit"] == "score" else 1
    return page.numbers.interval(row[low] * times, row[high] * times, places).replace(" ", NO_BREAK_SPACE)


def top(page: Page, rows: PublishedTable, most: int) -> PublishedTable:
    """Keep the first rows of a long table, and the reader's own."""
    places = iter(range(len(rows)))
    return rows.filtered(lambda row: next(places) < most or is_own(page, row))


def outermost(page: Page, table: PublishedTable, column: str, most: int, *, by: str) -> PublishedTable:
    """Keep the rows with the highest and the lowest shown numbers of each group, and the reader's own.

    Parameters
    ----------
    most
        How many to keep at each end; ties with the last of them stay.
    by
        Column of the groups.
    """
    ends = {}
    for group in set(table.data[by]):
        shown = sorted(
            float(cell.value) for cell in table.where(**{by: group}).cells(column) if cell.is_shown
        )
        if len(shown) > 2 * most:
            ends[group] = (shown[most - 1], shown[-most])

    def is_kept(row: Mapping[str, Any]) -> bool:
        low, high = ends.get(row[by], (float("inf"), float("-inf")))
        return is_own(page, row) or not low < row[column] < high

    return table.filtered(is_kept)


def left_out(page: Page, rows: PublishedTable, shown: PublishedTable) -> list[str]:
    """Say how many rows a cut list leaves out; nothing where it is whole."""
    if len(rows) == len(shown):
        return []
    number = page.numbers.integer
    return [page.words("rows_left_out", n=number(len(rows) - len(shown)), all=number(len(rows)))]


def beside_same(left: PublishedTable, right: PublishedTable, columns: Sequence[str]) -> PublishedTable:
    """Put columns of another comparison of the same lists beside these.

    Providers without a name are matched on what is shown of them: list, value and n. Where several have the
    same, everything that follows from value and n is the same for them too.
    """
    keys = [*LIST, "value", "n"]
    right = right.with_text("twin", _counting(keys)).pick(*keys, "twin", *columns)
    return left.with_text("twin", _counting(keys)).beside(right, on=[*keys, "twin"], suffix="")


def _counting(keys: Sequence[str]) -> Callable[[Mapping[str, Any]], str]:
    """Return what numbers rows with the same keys, from 1."""
    seen: Counter[tuple] = Counter()

    def number(row: Mapping[str, Any]) -> str:
        key = tuple(str(row[name]) for name in keys)
        seen[key] += 1
        return str(seen[key])

    return number
