"""The differences between two runs as a page, in two languages: how much, why it can, and every number.

What it shows is printed already, on pages that may be for different readers: the page says so.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from batt.atomic import write_text
from batt.disclosure import publish_facts
from batt.paths import Root
from batt.provenance.differences.changed_numbers import NOT_THERE, ChangedCell
from batt.provenance.differences.side_by_side import side_by_side
from batt.provenance.differences.two_runs import HIDDEN_MARK, KINDS, Side, TwoRuns, became
from batt.registry import LANGUAGES, load
from batt.reports.fragment import Fragment, joined
from batt.reports.html import render
from batt.reports.page import Page
from batt.reports.tables import FREE_TEXT

MOST = 100
"""So many numbers of an indicator, and so many sentences, are shown; the list has them all."""
_TEXTS = ("differences", "how")
_OTHER = "other"
_NORWEGIAN = "is_norwegian"
_QUOTED = ("row", "column", "before", "after")
"""What a page of another language may say in its own."""
_PRINTED = "printed already on the pages that are compared"


def write_page(found: TwoRuns, file: Path) -> list[Path]:
    """Write the page in each language: ``changes.html`` gives ``changes.nb.html`` and ``changes.en.html``."""
    names = {lang: f"{file.name.removesuffix('.html')}.{lang}.html" for lang in LANGUAGES}
    written = []
    for lang, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True):
        page = _DifferencesPage(found.in_language(lang), file.parent, lang)
        head = page.head(
            page.title(),
            lead=page.words(
                "diff_lead", year=found.year, before=page.name(found.before), after=page.name(found.after)
            ),
            is_simulated=found.after.record.is_simulated,
            other_language=names[other],
        )
        body = joined(section(page) for section in SECTIONS)
        place = file.with_name(names[lang])
        write_text(place, render(body.html, head))
        written.append(place)
    return written


class _DifferencesPage(Page):
    """The page of two runs in one language."""

    def __init__(self, found: TwoRuns, folder: Path, lang: str):
        record = found.after.record
        forening = next(entry.choice for entry in record.options if entry.key == "forening")
        super().__init__(Root(folder), record.year, "differences", lang, forening, texts=_TEXTS)
        self.found = found
        self.whole = [cell for cell in found.cells if _is_whole(cell)]
        self.by_indicator: dict[str, list[ChangedCell]] = {
            id: [cell for cell in found.cells if cell.indicator == id and not _is_whole(cell)]
            for id in (*(entry.id for entry in load().indicators), "")
        }

    def title(self) -> str:
        """Return the finding."""
        cells = self.found.cells
        if not cells:
            return self.words("diff_title_none")
        reasons = {self.because(cell) for cell in cells}
        told = {"places": self.count("places", len(cells)), "pages": self.count("pages", len(_pages(cells)))}
        if len(reasons) > 1 or not self.found.why(cells[0]):
            return self.words("diff_title", **told)
        return self.words("diff_title_because", because=reasons.pop(), **told)

    def name(self, side: Side) -> str:
        """Return which run or edition a side is."""
        ended = dt.datetime.fromisoformat(side.record.ended)
        date = self.numbers.date(ended.date())
        run = self.words("diff_run", date=date, time=f"{ended:%H:%M}")
        return self.words("diff_edition", number=side.edition, run=run) if side.edition else run

    def because(self, cell: ChangedCell) -> str:
        """Return what can have changed a cell."""
        return self.reasons([self.found.why(cell)])

    def reasons(self, of: Iterable[Sequence[str]]) -> str:
        """Return what can have changed several cells."""
        several = list(of)
        told = [self.words(f"diff_kind_{kind}") for kind in KINDS if any(kind in kinds for kinds in several)]
        if not all(several):
            told.append(self.words("diff_untold"))
        return self.words("diff_or").join(told)

    def label(self, indicator: str) -> str:
        """Return the name of an indicator; that of numbers of none for an empty one."""
        if not indicator:
            return self.words("diff_other_numbers")
        entry = load().indicator(indicator)
        return f"{entry.number}. {entry.short[self.lang]}"

    def count(self, what: str, n: int) -> str:
        """Return so many places or pages in words."""
        return self.words(f"diff_{what}_{'one' if n == 1 else 'many'}", n=self.numbers.integer(n))

    def said(self, text: str) -> str:
        """Return a cell as it is printed, with words where there is nothing or a hidden number."""
        if text in ("", NOT_THERE):
            return self.words("diff_not_there")
        return re.sub(rf"(?<!\S){HIDDEN_MARK}(?!\S)", self.words("diff_hidden"), text)

    def rows(
        self, id: str, rows: list[dict[str, Any]], columns: Sequence[str], caption: str, **more: Any
    ) -> Fragment:
        """Show rows as a table; headings are the words of the columns. What Norwegian pages say is marked."""
        frame = pd.DataFrame(rows).assign(
            **{_NORWEGIAN: [_is_norwegian(row.get("page", "")) for row in rows]}
        )
        return self.table(
            publish_facts(frame, why=_PRINTED),
            id=id,
            columns={name: self.words(f"diff_{name}") for name in columns},
            caption=caption,
            written_by={name: _NORWEGIAN for name in _QUOTED if name in columns},
            **more,
        )


def _first(page: _DifferencesPage) -> Fragment:
    start = page.box("diff_readers", kind="limits")
    altered = [
        f"{page.name(side)}: {name}"
        for side in (page.found.before, page.found.after)
        for name in side.altered
    ]
    if altered:
        start += page.box("diff_altered", kind="warning", files="; ".join(altered))
    return start


def _in_short(page: _DifferencesPage) -> Fragment:
    found = page.found
    start = page.section("in-short", page.words("diff_in_short"))
    if not found.cells and not found.texts:
        return start + page.text("diff_none_text")
    groups = {id: [cell for cell in found.cells if cell.indicator == id] for id in page.by_indicator}
    rows = []
    for id, cells in groups.items():
        if cells:
            turned = Counter(became(cell) for cell in cells)
            counts = {"places": len(cells), "pages": len(_pages(cells))}
            counts |= {"now_hidden": turned["hidden"], "now_shown": turned["shown"]}
            because = page.reasons(found.why(cell) for cell in cells)
            rows.append({"indicator": page.label(id), **counts, "because": because})
    # Columns about hiding are there where something was hidden.
    turned = [name for name in ("now_hidden", "now_shown") if any(row[name] for row in rows)]
    counted = ("places", "pages", *turned)
    if rows:
        start += page.rows(
            "summary-table",
            rows,
            ("indicator", *counted, "because"),
            page.words("diff_summary_caption"),
            formats=dict.fromkeys(counted, "integer"),
        )
    if found.texts:
        start += page.text("diff_texts_count", places=page.count("places", len(found.texts)))
    return start


def _apart(page: _DifferencesPage) -> Fragment:
    start = page.section("apart", page.words("diff_apart"))
    rows = side_by_side(page.found.before.record, page.found.after.record, page.words)
    if not rows:
        return start + page.text("diff_apart_none")
    columns = ("thing", "before", "after", "kind")
    caption = page.words("diff_apart_caption")
    return start + page.text("diff_apart_text") + page.rows("apart-table", rows, columns, caption)


def _numbers(page: _DifferencesPage) -> Fragment:
    known = {id: cells for id, cells in page.by_indicator.items() if cells}
    if not known:
        return joined([])
    return joined(
        [
            page.section("numbers", page.words("diff_numbers")),
            *(_of_indicator(page, id, cells) for id, cells in known.items()),
        ]
    )


def _of_indicator(page: _DifferencesPage, id: str, cells: Sequence[ChangedCell]) -> Fragment:
    reasons = {page.because(cell) for cell in cells}
    rows = [
        {
            "page": cell.page,
            "row": cell.row or page.words("diff_heading"),
            "column": cell.column or page.words("diff_whole_row"),
            "before": page.said(cell.before),
            "after": page.said(cell.after),
            "because": page.because(cell),
        }
        for cell in cells[:MOST]
    ]
    columns, key, told = (
        ["row", "column", "before", "after"],
        "diff_numbers_because",
        {"because": page.because(cells[0])},
    )
    if len(reasons) > 1:
        columns, key, told = [*columns, "because"], "diff_numbers_caption", {}
    return page.rows(
        f"{id or _OTHER}-table",
        rows,
        columns,
        page.words(key, indicator=page.label(id), **told),
        groups="page",
        notes=_more(page, len(cells)),
    )


def _one_side(page: _DifferencesPage) -> Fragment:
    if not page.whole:
        return joined([])
    rows = [
        {
            "page": cell.page,
            "what": " · ".join(filter(None, (cell.table, cell.column))) or page.words("diff_whole_page"),
            "became": page.words(f"diff_{became(cell)}"),
        }
        for cell in page.whole[:MOST]
    ]
    start = page.section("one-side", page.words("diff_one_side"))
    caption, notes = page.words("diff_one_side_caption"), _more(page, len(page.whole))
    return start + page.rows("one-side-table", rows, ("page", "what", "became"), caption, notes=notes)


def _texts(page: _DifferencesPage) -> Fragment:
    texts = page.found.texts
    if not texts:
        return joined([])
    rows = [
        {"page": text.page, "before": page.said(text.before), "after": page.said(text.after)}
        for text in texts[:MOST]
    ]
    start = page.section("texts", page.words("diff_texts"))
    caption, notes = page.words("diff_texts_caption"), _more(page, len(texts))
    return start + page.rows("texts-table", rows, ("before", "after"), caption, groups="page", notes=notes)


SECTIONS = (_first, _in_short, _apart, _numbers, _one_side, _texts)
"""In the order in which they stand."""


def _is_whole(cell: ChangedCell) -> bool:
    """Tell whether a page, a table or a column is on one side alone."""
    return not cell.row and NOT_THERE in (cell.before, cell.after)


def _is_norwegian(page: str) -> bool:
    return page.endswith(f".{FREE_TEXT}.html")


def _pages(cells: Iterable[ChangedCell]) -> set[str]:
    return {cell.page for cell in cells}


def _more(page: _DifferencesPage, n: int) -> list[str]:
    if n <= MOST:
        return []
    integer = page.numbers.integer
    return [page.words("diff_more", n=integer(MOST), more=integer(n - MOST))]
