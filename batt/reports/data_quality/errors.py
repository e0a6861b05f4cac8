"""Why rows were corrected or set aside, over all senders and for each."""

import pandas as pd

from batt.clean import REASONS
from batt.disclosure import publish_facts
from batt.registry import load
from batt.reports.data_quality import accounts
from batt.reports.data_quality.accounts import WHY
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.notices import file_name
from batt.reports.sections.saved import account, providers_in

LISTED_ROWS = 5
"""Row numbers listed for each of a sender's errors; the rest are counted."""


def by_reason(page: Page) -> Fragment:
    """Show one row per reason: how many lines of the ledger it set aside or changed."""
    words = page.words
    pieces = page.section("reasons", words("quality_reasons"))
    for kind in ("set_aside", "corrected"):
        lines = accounts.errors(page)
        lines = lines[[REASONS[reason].consequence == kind for reason in lines["reason"]]]
        pieces += _reason_table(page, lines, kind)
    return pieces


def remarks(page: Page) -> Fragment:
    """Show one row per remark on rows and totals that were kept."""
    flags = account(page, "flags")
    flags = flags[flags["provider_id"].isin([*providers_in(page), ""])]
    return (
        page.section("remarks", page.words("quality_remarks"))
        + page.text("quality_remarks_text")
        + _reason_table(page, flags[flags["reason"] != "delivery_broken"], "flag")
    )


def by_sender(page: Page) -> Fragment:
    """Show one row per provider, those with the most errors first."""
    words = page.words
    senders = accounts.senders(page)
    texts = {True: words("quality_yes"), False: words("quality_no")}
    table = senders.assign(
        received_on=[
            words("quality_unknown_date") if pd.isna(day) else page.numbers.date(day)
            for day in senders["received_date"]
        ],
        late=[texts[bool(late)] for late in senders["is_late"]],
    )
    numbers = ("tables_n", "received", "corrected", "set_aside", "remarks_n")
    return (
        page.section("senders", words("quality_senders"), new_page=True)
        + page.text("quality_senders_text", year=page.year + 1)
        + page.table(
            publish_facts(table, why=WHY),
            id="senders-table",
            columns={
                "provider_id": words("quality_provider"),
                "received_on": words("quality_received_on"),
                "late": words("quality_late_column"),
            }
            | {name: words(f"quality_{name}") for name in numbers},
            formats=dict.fromkeys(numbers, "integer"),
            caption=words("quality_senders_caption", year=page.year),
        )
    )


def errors_by_sender(page: Page) -> Fragment:
    """List each sender's errors: table, column, reason, how many, and the first rows."""
    words = page.words
    heading = page.section("errors", words("quality_errors"), new_page=True) + page.text(
        "quality_errors_text"
    )
    errors = accounts.errors(page)
    if errors.empty:
        return heading + page.text("quality_no_errors")
    keys = ["provider_id", "source_file", "source_sheet", "table", "field", "reason"]
    listed = errors.groupby(keys, sort=False)["source_row"].agg(["size", list]).reset_index()
    per_sender = listed.groupby("provider_id")["size"].transform("sum")
    listed = listed.assign(per_sender=per_sender).sort_values(
        ["per_sender", "provider_id", "size"], ascending=[False, True, False], kind="stable"
    )
    table = pd.DataFrame(
        {
            "sender": [name or words("quality_nobody") for name in listed["provider_id"]],
            "file": [_place(*one) for one in zip(listed["source_file"], listed["source_sheet"])],
            "column": [column_headers(page.year, *one) for one in zip(listed["table"], listed["field"])],
            "reason": [words(f"reason_{reason}") for reason in listed["reason"]],
            "n": listed["size"].to_numpy(),
            "rows": [_row_list(page, rows) for rows in listed["list"]],
        }
    )
    return heading + page.table(
        publish_facts(table, why=WHY),
        id="errors-table",
        columns={name: words(f"quality_error_{name}") for name in ("file", "column", "reason", "rows", "n")},
        formats={"n": "integer"},
        groups="sender",
        caption=words("quality_errors_caption", year=page.year),
    )


def _reason_table(page: Page, lines: pd.DataFrame, kind: str) -> Fragment:
    """Show lines by reason, most first, with the tables in which they stand."""
    words, names = page.words, accounts.table_names(page)
    if lines.empty:
        return page.text(f"quality_none_{kind}")
    counted = lines.groupby("reason").agg(n=("reason", "size"), tables=("table", lambda t: sorted(set(t))))
    counted = counted.reset_index().sort_values(["n", "reason"], ascending=[False, True], kind="stable")
    table = pd.DataFrame(
        {
            "reason": [words(f"reason_{reason}") for reason in counted["reason"]],
            "n": counted["n"].to_numpy(),
            "tables": [", ".join(names[name] for name in tables if name) for tables in counted["tables"]],
        }
    )
    return page.table(
        publish_facts(table, why=WHY),
        id=f"reasons-{kind.replace('_', '-')}",
        columns={name: words(f"quality_reason_{name}") for name in ("reason", "tables", "n")},
        formats={"n": "integer"},
        caption=words(f"quality_caption_{kind}", year=page.year),
    )


def _place(source_file: str, source_sheet: str) -> str:
    """Name a file, with its sheet, as the sender knows it."""
    name = file_name(source_file)
    return f"{name}, {source_sheet}" if source_sheet else name


def column_headers(year: int, table: str, fields: str) -> str:
    """Return the headers of one or several fields as they are agreed for the year."""
    columns = {column.field: column.headers(year) for column in load().table(table).columns}
    return ", ".join((columns.get(field) or (field,))[0] for field in fields.split())


def _row_list(page: Page, rows: list[int]) -> str:
    """List the first rows and count the rest."""
    shown = ", ".join(str(row) for row in rows[:LISTED_ROWS])
    more = len(rows) - LISTED_ROWS
    return shown if more <= 0 else page.words("quality_more_rows", rows=shown, n=page.numbers.integer(more))
