"""Errors in the provider's own delivery: where they are, which figures they touch, and what they cost."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from batt.clean import REASONS
from batt.disclosure import publish_facts, publish_own
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import by_list
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.notices import file_name
from batt.reports.sections.saved import own_account, own_breakdown

WHY = "names files, rows and columns of the provider's own delivery, and no value of anybody"
BOUNDS = "set_aside_bounds"
KINDS_MOST = 25
"""So many kinds of error are listed; the rest are counted."""
ROWS_MOST = 6
_ROW = ["source_file", "source_sheet", "source_row", "table"]
_KIND = ["source_file", "source_sheet", "table", "field", "reason"]


def errors(page: ComparisonPage) -> Fragment:
    """List what was set aside, changed and flagged, and how far the figures could be off for it."""
    words = page.words
    piece = page.section("errors", words("errors_title"))
    ledger, flags = (own_account(page, name) for name in ("ledger", "flags"))
    faults = ledger[~ledger["reason"].isin(["", "correction_file"])]
    if not len(faults) and not len(flags):
        return piece + page.text("errors_none")
    lines = pd.concat([faults[[*_KIND, "source_row"]], flags[[*_KIND, "source_row"]]], ignore_index=True)
    return piece + _counts(page, ledger, flags) + _table(page, lines) + _bounds(page)


def _counts(page: ComparisonPage, ledger: pd.DataFrame, flags: pd.DataFrame) -> Fragment:
    """Say how many rows were received, set aside and changed, and how many remarks were made."""
    integer = page.numbers.integer
    aside = ledger.loc[ledger["outcome"] == "set_aside", _ROW].drop_duplicates()
    corrected = ledger.loc[ledger["outcome"] == "corrected", _ROW].drop_duplicates()
    return page.text(
        "errors_counts",
        received=integer(len(ledger[_ROW].drop_duplicates())),
        set_aside=integer(len(aside)),
        corrected=integer(len(corrected)),
        flagged=integer(len(flags)),
    )


def _table(page: ComparisonPage, lines: pd.DataFrame) -> Fragment:
    """One row per file, column and reason, rows set aside first, then the most frequent."""
    words = page.words
    kinds = lines.groupby(_KIND, sort=False)["source_row"].agg(["size", list]).reset_index()
    order = ["set_aside", "corrected", "flag"]
    kinds["rank"] = [order.index(REASONS[reason].consequence) for reason in kinds["reason"]]
    kinds = kinds.sort_values(["rank", "size", *_KIND], ascending=[True, False, *[True] * len(_KIND)])
    more = max(len(kinds) - KINDS_MOST, 0)
    kinds = kinds.head(KINDS_MOST)
    touched = _touched(page)
    frame = pd.DataFrame(
        {
            "what": [words(f"reason_{reason}") for reason in kinds["reason"]],
            "followed": [words(f"followed_{order[rank]}") for rank in kinds["rank"]],
            "column": [_headers(page.year, *one) for one in zip(kinds["table"], kinds["field"])],
            "file": [
                ", ".join(filter(None, (file_name(file), sheet)))
                for file, sheet in zip(kinds["source_file"], kinds["source_sheet"])
            ],
            "rows": [_rows(page, rows) for rows in kinds["list"]],
            "n": kinds["size"].to_numpy(),
            "touches": [touched.get(table) or words("errors_no_indicator") for table in kinds["table"]],
        }
    )
    notes = [words("errors_note")] + ([words("errors_more", n=page.numbers.integer(more))] if more else [])
    return page.table(
        publish_facts(frame, why=WHY),
        id="errors-table",
        columns={name: words(f"errors_{name}") for name in ("what", "followed", "column", "file", "rows")}
        | {"n": words("number_of"), "touches": words("errors_touches")},
        formats={"n": "integer"},
        caption=words("errors_caption"),
        notes=notes,
    )


def _touched(page: ComparisonPage) -> dict[str, str]:
    """Return by table the numbers of the indicators that rest on it."""
    found: dict[str, list[str]] = {}
    for entry in load().indicators:
        for table in entry.tables:
            found.setdefault(table, []).append(page.numbers.integer(entry.number))
    return {table: ", ".join(numbers) for table, numbers in found.items()}


def _headers(year: int, table: str, fields: str) -> str:
    """Return the headers of one or several fields as they are agreed for the year."""
    known = {column.field: column.headers(year) for column in load().table(table).columns} if table else {}
    return ", ".join((known.get(field) or (field,))[0] for field in fields.split())


def _rows(page: ComparisonPage, rows: Sequence[Any]) -> str:
    """List the first rows and count the rest; a total belongs to no row."""
    rows = [row for row in rows if not pd.isna(row)]
    if not rows:
        return page.words("absent_mark")
    shown = ", ".join(str(row) for row in rows[:ROWS_MOST])
    more = len(rows) - ROWS_MOST
    return shown if more <= 0 else page.words("errors_rows_more", rows=shown, n=page.numbers.integer(more))


def _bounds(page: ComparisonPage) -> Fragment:
    """Show how wide the shares of exits are left by courses that were set aside. One row per figure."""
    words = page.words
    own = own_breakdown(page, BOUNDS)
    if not len(own):
        return joined([page.text("bounds_none")])
    lost = page.numbers.integer(int(own["lost_n"].iloc[0]))
    numbers = ("lost_n", "numerator", "denominator", "value", "low", "high")
    rows = by_list(page, publish_own(own, numbers, role=page.role, unit=page.unit))
    return page.table(
        rows,
        id="bounds-table",
        columns={
            "list": words("indicator"),
            "value": words("bounds_figure"),
            "denominator": words("n"),
            ("low", "high"): words("bounds_width"),
        },
        formats={"value": "unit_table", "denominator": "integer", ("low", "high"): "unit_table"},
        caption=words("bounds_caption", n=lost),
        notes=[words("bounds_note")],
    )
