"""Which cells of the tables of two folders say something else, matched by their headings."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from batt.provenance.differences.cell_meaning import Meaning, meaning_of
from batt.provenance.differences.printed_folder import PrintedFolder
from batt.provenance.printed.page_tables import PageRow, PageTable

NOT_THERE = "(not there)"
"""Said of a side that has no such page, table, row or column."""

Pair = tuple[int | None, int | None]


@dataclass(frozen=True)
class ChangedCell:
    """One cell that differs; or a whole row, column, table or page that one side alone has.

    Attributes
    ----------
    page, table
        The page's path below the folder, and the table's id; no table where the page is on one side alone.
    row, column
        The headings; a row's with the heading of its group, and with a number where several have the same.
        Empty for all rows, and for all columns.
    before, after
        What each side prints: `NOT_THERE` where it has nothing.
    indicator, unit, programme
        Whose number it is, by what the headings say; empty where they do not.
    """

    page: str
    table: str
    row: str
    column: str
    before: str
    after: str
    indicator: str = ""
    unit: str = ""
    programme: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.page, self.table, self.row, self.column) if part)
        return f"{where}: {self.before} → {self.after}"


def changed_cells(before: PrintedFolder, after: PrintedFolder) -> list[ChangedCell]:
    """Return what the tables of two folders print differently, in the order of pages, tables and rows.

    A row, column, table or page that only one side has is one difference.
    """
    return [
        cell for name in _in_both_orders(before.pages, after.pages) for cell in _of_page(name, before, after)
    ]


def _of_page(name: str, before: PrintedFolder, after: PrintedFolder) -> Iterator[ChangedCell]:
    sides = (before, after)
    if before.files.get(name) == after.files.get(name):
        return
    if any(name not in side.files for side in sides):
        there = [len(side.page(name).tables) if name in side.files else None for side in sides]
        yield ChangedCell(name, "", "", "", *_told(there, "table"))
        return
    then, now = (side.page(name).tables for side in sides)
    for id in _in_both_orders(list(then), list(now)):
        if id in then and id in now:
            yield from _of_table(name, then[id], now[id])
        else:
            rows = [len(side[id].rows) if id in side else None for side in (then, now)]
            yield ChangedCell(name, id, "", "", *_told(rows, "row"))


def _of_table(page: str, before: PageTable, after: PageTable) -> Iterator[ChangedCell]:
    then, now = _numbered(before.headings), _numbered(after.headings)
    renamed = _renamed(then, now)
    now = [renamed.get(heading, heading) for heading in now]
    for new, old in renamed.items():
        yield ChangedCell(page, before.id, "", old, old, new)
    for heading in _in_both_orders(then, now):
        if (heading in then) != (heading in now):
            sides = ((before, then), (after, now))
            cells = [len(side.rows) if heading in own else None for side, own in sides]
            yield ChangedCell(page, before.id, "", heading, *_told(cells, "cell"))
    columns = [(heading, then.index(heading), now.index(heading)) for heading in then if heading in now]
    for row, (i, j) in _matched(before.rows, after.rows):
        old = before.rows[i] if i is not None else None
        new = after.rows[j] if j is not None else None
        known = old or new
        if known is None:
            continue
        if old is None or new is None:
            meant = meaning_of(page, before.id, known, "")
            sides = [" · ".join(side.cells) if side else NOT_THERE for side in (old, new)]
            yield _cell(page, before.id, row, "", sides[0], sides[1], meant)
            continue
        for heading, first, second in _cells_of(old, new, columns):
            said, says = _at(old, first), _at(new, second)
            if said != says:
                meant = meaning_of(page, before.id, known, heading)
                yield _cell(page, before.id, row, heading, said, says, meant)


def _cells_of(old: PageRow, new: PageRow, columns: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return the columns of two rows; by place where a row has another number of cells than headings."""
    named = max((place for _, *both in columns for place in both), default=-1)
    more = range(named + 1, max(len(old.cells), len(new.cells)))
    return [*columns, *((f"column {place + 1}", place, place) for place in more)]


def _at(row: PageRow, place: int) -> str:
    return row.cells[place] if place < len(row.cells) else NOT_THERE


def _cell(
    page: str, table: str, row: str, column: str, before: str, after: str, meant: Meaning
) -> ChangedCell:
    return ChangedCell(page, table, row, column, before, after, meant.indicator, meant.unit, meant.programme)


def _matched(before: Sequence[PageRow], after: Sequence[PageRow]) -> Iterator[tuple[str, Pair]]:
    """Give the rows of two tables in pairs that have the same heading, each with that heading.

    Of rows with the same heading those that are equal go together first, and the others in their order.
    """
    sides = [_by_heading(rows) for rows in (before, after)]
    renamed = _renamed(list(sides[0]), list(sides[1]))
    sides[1] = {renamed.get(heading, heading): places for heading, places in sides[1].items()}
    for heading in _in_both_orders(list(sides[0]), list(sides[1])):
        old, new = (side.get(heading, []) for side in sides)
        pairs = _aligned([before[i].cells for i in old], [after[j].cells for j in new])
        is_one = len(old) <= 1 and len(new) <= 1
        for i, j in pairs:
            number = (i if i is not None else j or 0) + 1
            told = heading if is_one else f"{heading} ({number})"
            yield told, (old[i] if i is not None else None, new[j] if j is not None else None)


def _by_heading(rows: Sequence[PageRow]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        own = row.cells[0] if row.cells else ""
        found.setdefault(" · ".join(part for part in (row.group, own) if part), []).append(place)
    return found


def _aligned(old: list[list[str]], new: list[list[str]]) -> list[Pair]:
    if len(old) == len(new) == 1:
        return [(0, 0)]
    lines = [["\0".join(cells) for cells in side] for side in (old, new)]
    pairs: list[Pair] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, *lines, autojunk=False).get_opcodes():
        pairs += zip_longest(range(i, i_end), range(j, j_end))
    return pairs


def _renamed(before: Sequence[str], after: Sequence[str]) -> dict[str, str]:
    """Return new headings that differ from one that is gone in numbers alone, such as ``AB, n = 40``."""
    gone = _by_words(set(before) - set(after))
    new = _by_words(set(after) - set(before))
    return {new[words]: heading for words, heading in gone.items() if words in new}


def _by_words(headings: Iterable[str]) -> dict[str, str]:
    """Return headings by what they say without numbers, where no other says the same."""
    found: dict[str, list[str]] = {}
    for heading in headings:
        found.setdefault(re.sub(r"\d+", "#", heading), []).append(heading)
    # A heading of numbers alone, such as a year or a week, is another one if these differ.
    return {
        words: ones[0] for words, ones in found.items() if len(ones) == 1 and re.search(r"[^\W\d]{2}", words)
    }


def _numbered(headings: Sequence[str]) -> list[str]:
    """Return headings with a number behind those that stand there more than once."""
    seen: dict[str, int] = {}
    told = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        told.append(heading if seen[heading] == 1 else f"{heading} ({seen[heading]})")
    return told


def _in_both_orders(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return what stands in either, in the order of the first, each new one behind what it follows."""
    told: list[str] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        told += [*before[i:i_end], *after[j:j_end]]
    return list(dict.fromkeys(told))


def _told(counts: Sequence[int | None], what: str) -> tuple[str, str]:
    then, now = (NOT_THERE if n is None else f"{n} {what}{'' if n == 1 else 's'}" for n in counts)
    return then, now
