"""Pages against what is saved: the walk over all pages and tables."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.provenance.printed.against_saved import Count, against_saved
from batt.provenance.printed.as_kept import against_kept
from batt.provenance.printed.binding import Binding
from batt.provenance.printed.bindings import BINDINGS, UNBOUND
from batt.provenance.printed.card import against_card, against_glance
from batt.provenance.printed.difference import Difference
from batt.provenance.printed.page_tables import PageTable, read_tables
from batt.provenance.printed.saved import Reader, Saved
from batt.report_kinds import REPORT_KINDS, ReportKind
from batt.reports.forms.kept import read_kept
from batt.reports.kept_table import KeptTable

BY_HAND = {"card-table": against_card, "glance-table": against_glance}
"""Tables that are not set as the others are, and how each is read."""


@dataclass(frozen=True)
class PrintedPage:
    """A page that was made, and the notebook that it was made from."""

    file: Path
    executed: Path
    kind: ReportKind
    of: str
    lang: str


@dataclass
class Outcome:
    """What was held against what.

    Attributes
    ----------
    pages, tables
        How many were read.
    cells, bound
        Numeric cells by kind of page, and those of them that were held against a saved row.
    unbound
        The other numeric cells, by kind of page and table.
    found
        What differs.
    unaccounted
        Kinds and tables with numbers that are bound to nothing saved, and not known to be so.
    """

    pages: int = 0
    tables: int = 0
    cells: Counter[str] = field(default_factory=Counter)
    bound: Counter[str] = field(default_factory=Counter)
    unbound: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: list[Difference] = field(default_factory=list)
    unaccounted: set[tuple[str, str]] = field(default_factory=set)

    def share(self, kind: str) -> float:
        """Return which share of a kind's numeric cells was held against a saved row; 1 where it has none."""
        return self.bound[kind] / self.cells[kind] if self.cells[kind] else 1.0


def pages_of(root: Root, year: int) -> list[PrintedPage]:
    """Return all pages that were made of a year: those of units and of all, in every language."""
    found = []
    for kind in REPORT_KINDS:
        for file in sorted(root.reports(year).glob(f"{kind.name}.*.html")):
            found.append(_page(root, year, kind, file, ""))
        for file in sorted((root.reports(year) / kind.name).glob("*.html")):
            found.append(_page(root, year, kind, file, file.name.split(".")[0]))
    return found


def _page(root: Root, year: int, kind: ReportKind, file: Path, of: str) -> PrintedPage:
    lang = file.name.split(".")[1]
    name = "-".join(filter(None, (kind.name, of, lang, str(year))))
    return PrintedPage(file, root.executed(year) / f"{name}.ipynb", kind, of, lang)


def differences(root: Root, year: int, pages: Iterable[PrintedPage] | None = None) -> Outcome:
    """Hold every table of pages against what the notebook kept, and that against what is saved.

    Parameters
    ----------
    pages
        All pages of the year, if not told.

    Raises
    ------
    UsageError
        If a page's executed notebook is gone.
    """
    outcome, saved = Outcome(), Saved(root, year)
    for page in pages_of(root, year) if pages is None else pages:
        outcome.pages += 1
        for found in _of_page(page, saved, outcome):
            outcome.found.append(replace(found, page=root.relative(page.file)))
    return outcome


def _of_page(page: PrintedPage, saved: Saved, outcome: Outcome) -> Iterator[Difference]:
    if not page.executed.exists():
        raise UsageError([Problem(page.executed.name, "is not there", fix="Make the report again.")])
    reader = Reader(saved, page.kind.name, page.lang, page.kind.role or "public", page.of)
    printed = {table.id: table for table in read_tables(page.file.read_text(encoding="utf-8"))}
    kept = {table.id: table for table in read_kept(page.executed).tables}
    outcome.tables += len(printed)
    for id in sorted({*printed, *kept} - set(BY_HAND)):
        if id not in printed or id not in kept:
            where = "on the page alone" if id in printed else "kept, but not on the page"
            yield Difference(id, "table", "", where, "")
            continue
        yield from against_kept(printed[id], kept[id], page.lang)
        yield from _of_table(kept[id], reader, outcome)
    for id in sorted(set(printed) & set(BY_HAND)):
        yield from _by_hand(printed[id], reader, outcome)


def _by_hand(table: PageTable, reader: Reader, outcome: Outcome) -> Iterator[Difference]:
    count = Count()
    yield from BY_HAND[table.id](table, reader, count)
    outcome.cells[reader.kind] += count.cells
    outcome.bound[reader.kind] += count.bound


def _of_table(table: KeptTable, reader: Reader, outcome: Outcome) -> Iterator[Difference]:
    numeric = sum(column.format != "text" for column in table.columns) * len(table.rows)
    outcome.cells[reader.kind] += numeric
    binding, count = _binding(table.id, reader.kind), Count()
    if binding is not None:
        yield from against_saved(table, binding, reader, count)
    outcome.cells[reader.kind] += count.cells
    outcome.bound[reader.kind] += count.bound
    loose = numeric + count.cells - count.bound
    if loose:
        outcome.unbound[reader.kind, re.sub(r"\d+", "#", table.id)] += loose
    if binding is None and numeric and not any(re.fullmatch(one, table.id) for one in UNBOUND):
        outcome.unaccounted.add((reader.kind, table.id))


def _binding(id: str, kind: str) -> Binding | None:
    for binding in BINDINGS:
        if re.fullmatch(binding.tables, id) and (not binding.kinds or kind in binding.kinds):
            return binding
    return None
