"""Published tables as HTML: the only user of great_tables.

Every cell becomes text here, so that no library's own idea of a number reaches a page. Cells without a
number get a mark, and below the table stands what the marks that occur mean.
"""

import base64
import hashlib
import re
import warnings
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any

import pandas as pd
import pyarrow as pa
from great_tables import GT
from markupsafe import Markup, escape

from batt.disclosure import HIDDEN, SHOWN, PublishedTable
from batt.errors import DisclosureError, UsageError
from batt.reports.formats import NOT_NUMERIC, format_interval, format_value
from batt.reports.fragment import Fragment
from batt.reports.kept_table import keep_table
from batt.reports.numbers import Numbers
from batt.reports.words import Words

Column = str | tuple[str, str]
"""A column of the table, or the two limits of an interval that share one column."""
Columns = Mapping[Any, str]
"""Something said of each :data:`Column`. (Typed by ``Any``: a mapping's keys do not vary with their type.)"""

# Marks travel through great_tables as private characters, since it escapes everything.
_MARKS = {HIDDEN: "\ue100", "missing": "\ue101", "too_few": "\ue102", "not_applicable": "\ue103"}
FREE_TEXT = "nb"
"""The language of what providers write."""
_OPEN, _CLOSE = "\ue110", "\ue111"
_LEGENDS = {HIDDEN: "hidden", "missing": "absent", "too_few": "absent", "not_applicable": "not_applicable"}
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_TABLE = re.compile(r"<table.*</table>", re.DOTALL)
_WORTHLESS = re.compile(r' data-quarto-[a-z-]+="[^"]*"| rowspan="1"| colspan="1"| class="gt_[^"]*"')
_NAMED_HEADINGS = re.compile(r'(?<=<td) headers="[^"]*"|(?<=scope="(?:row|col)") id="[^"]*"')
_IDS = re.compile(r'\bid="([^"]*)"')
_RIGHT = re.compile(r'class="[^"]*gt_right[^"]*"')


def show_table(
    published: PublishedTable,
    *,
    id: str,
    columns: Columns,
    words: Words,
    caption: str,
    formats: Columns | None = None,
    groups: str | None = None,
    unit: str = "unit",
    source: str = "",
    notes: Sequence[str] = (),
    written_by: Mapping[str, str] | None = None,
) -> Fragment:
    """Set a published table.

    Parameters
    ----------
    published
        What to show, in the order of its rows.
    id
        Name of the table on the page: letters, digits and hyphens.
    columns
        Column to heading, in order. The first is the row heading. A pair of columns is set as one interval.
    words
        The page's words; its language is the language of the numbers.
    caption
        What the table shows, in words.
    formats
        Column to the name of its format (see :mod:`batt.reports.formats`); text where none is given.
    groups
        Column whose values head groups of rows.
    unit
        Column with the unit of each row, for the formats ``unit`` and ``unit_change``.
    source, notes
        Lines below the table.
    written_by
        Columns of free text to the column that says, row by row, whether providers wrote it: they write
        Norwegian, on English pages too.

    Raises
    ------
    DisclosureError
        If the table has not been through the door.
    UsageError
        If a column is unknown, or the id is no id.
    """
    if not isinstance(published, PublishedTable):
        raise DisclosureError(f"A page shows published tables only, not {type(published).__name__}.")
    _check(published, id, columns, groups)
    formats = formats or {}
    texts = {
        f"c{place}": _texts(published, column, formats.get(column, "text"), unit, words)
        for place, column in enumerate(columns)
    }
    if words.lang != FREE_TEXT:
        for column, is_theirs in (written_by or {}).items():
            place = f"c{list(columns).index(column)}"
            texts[place] = [
                f"{_OPEN}{text}{_CLOSE}" if theirs else text
                for text, theirs in zip(texts[place], published.column(is_theirs), strict=True)
            ]
    if groups is not None:
        texts["group"] = [str(value) for value in published.column(groups)]
    headings = {f"c{place}": heading for place, heading in enumerate(columns.values())}
    right = [
        f"c{place}" for place, column in enumerate(columns) if formats.get(column, "text") not in NOT_NUMERIC
    ]
    table = _started(texts, rowname_col="c0", groupname_col="group" if groups else None, id=f"{id}-table")
    table = table.tab_stubhead(headings["c0"]).cols_label({**headings})
    table = table.cols_align("left", columns=[name for name in texts if name not in (*right, "c0", "group")])
    table = table.cols_align("right", columns=[name for name in right if name != "c0"])
    kept = keep_table(
        published,
        id=id,
        columns=columns,
        formats=formats,
        caption=caption,
        groups=None if groups is None else (groups, words("group")),
        unit=unit,
        source=source,
        notes=notes,
    )
    return Fragment(
        _frame(
            id,
            _own_markup(table.as_raw_html(), id, words, is_grouped=groups is not None),
            caption,
            _below(texts, source, notes, words),
        ),
        (kept,),
    )


def _started(texts: Mapping[str, list[str]], **settings: Any) -> GT:
    """Hand great_tables texts. It goes through them one by one: in a frame that takes three times as long."""
    table = pa.table({name: pa.array(column, pa.string()) for name, column in texts.items()})
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "PyArrow Table support is currently experimental")
        return GT(table, **settings)


def _texts(published: PublishedTable, column: Column, name: str, unit: str, words: Words) -> list[str]:
    numbers = Numbers(words.lang)
    units = published.column(unit) if unit in published.columns else [None] * len(published)
    first, last = (column, column) if isinstance(column, str) else column
    texts = []
    for low, high, row_unit in zip(published.cells(first), published.cells(last), units, strict=True):
        state = low.state if not low.is_shown else high.state
        if state != SHOWN or pd.isna(low.value) or pd.isna(high.value):
            texts.append(_MARKS.get(state, _MARKS["missing"]))
        elif isinstance(column, str):
            texts.append(format_value(numbers, low.value, name, row_unit))
        else:
            texts.append(format_interval(numbers, low.value, high.value, name, row_unit))
    return texts


def _own_markup(html: str, id: str, words: Words, *, is_grouped: bool) -> Markup:
    """Keep the table element alone: the page has its own style sheet and its own way to scroll.

    Where rows are not grouped the scope of each heading says all, and cells need not name their headings.
    """
    found = _TABLE.search(_STYLE.sub("", html))
    if found is None:
        raise ValueError("great_tables gave no table")
    table = _WORTHLESS.sub("", _RIGHT.sub('class="right"', found[0]))
    table = re.sub(r"\n\s*(?!\s*<tr)", "", table if is_grouped else _NAMED_HEADINGS.sub("", table))
    table = re.sub(r"\n\s+", "\n", table)
    table = _with_short_names(table, id)
    for state, character in _MARKS.items():
        table = table.replace(character, str(mark(state, words)))
    return Markup(table.replace(_OPEN, f'<span lang="{FREE_TEXT}">').replace(_CLOSE, "</span>"))


def _with_short_names(table: str, id: str) -> str:
    """Name headings by a few letters of the table's own and a number: every cell names three of them."""
    own = "h" + base64.b32encode(hashlib.sha256(id.encode()).digest())[:4].decode().lower()
    names = {name: f"{own}-{place}" for place, name in enumerate(dict.fromkeys(_IDS.findall(table)))}

    def renamed(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(names.get(name, name) for name in found[2].split(" "))}"'

    return re.sub(r'\b(id|headers)="([^"]*)"', renamed, table)


def mark(state: str, words: Words) -> Markup:
    """Return the mark that stands for a number which is not shown, with its meaning for those who listen.

    The meaning is a name and no text, so that a table pasted elsewhere holds the mark alone.
    """
    look = {HIDDEN: "hidden", "not_applicable": "not_applicable"}.get(state, "absent")
    return Markup(
        '<span class="mark {}" role="img" title="{meaning}" aria-label="{meaning}">{}</span>'
    ).format(look.replace("_", "-"), words(f"{look}_mark"), meaning=words(f"{state}_spoken"))


def _below(texts: Mapping[str, list[str]], source: str, notes: Sequence[str], words: Words) -> Markup:
    occurring = set().union(*map(set, chain.from_iterable(texts.values())))
    looks = list(dict.fromkeys(look for state, look in _LEGENDS.items() if _MARKS[state] in occurring))
    lines = [escape(note) for note in notes]
    if looks:
        parts = [
            Markup('<span class="legend-mark {}">{}</span> {}').format(
                look.replace("_", "-"), words(f"{look}_mark"), words(f"legend_{look}")
            )
            for look in looks
        ]
        lines.append(Markup('<span class="legend">{}</span>').format(Markup(" &ensp; ").join(parts)))
    if source:
        lines.append(Markup("{}: {}").format(words("source_label"), source))
    return Markup("").join(Markup('<p class="below">{}</p>').format(line) for line in lines)


def _frame(id: str, table: Markup, caption: str, below: Markup) -> Markup:
    return Markup(
        '<figure class="table" id="{id}"><figcaption id="{id}-caption">{caption}</figcaption>'
        '<div class="scroll" role="region" tabindex="0" aria-labelledby="{id}-caption">'
        "{table}</div>{below}</figure>"
    ).format(id=id, caption=caption, table=table, below=below)


def _check(published: PublishedTable, id: str, columns: Columns, groups: str | None) -> None:
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", id):
        raise UsageError(f"Table id {id!r}: expected letters, digits and hyphens, a letter first.")
    wanted = [name for column in columns for name in ([column] if isinstance(column, str) else column)]
    unknown = [name for name in [*wanted, *([groups] if groups else [])] if name not in published.columns]
    if unknown:
        raise UsageError(
            f"Table {id}: no column {', '.join(unknown)}. It has {', '.join(published.columns)}."
        )
    empty = [str(column) for column, heading in columns.items() if not heading.strip()]
    if empty:
        raise UsageError(f"Table {id}: column {', '.join(empty)} has no heading.")
