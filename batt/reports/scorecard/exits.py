"""What participants left for, code by code, for the meeting with NAV."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable, publish_own
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.formats import format_value
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import code_labels, programmes_of
from batt.reports.sections.saved import own_breakdown

TABLE = "provider_end_causes"
NUMBERS = ("exits_n", "exits_total_n", "not_approved_n", "share")
GROUPS = {"job": "exits_job", "active": "exits_active"}


def exits(page: ComparisonPage) -> Fragment:
    """Show the sub-codes of job acquisition and active solutions, one column per programme."""
    words = page.words
    piece = page.section("exits", words("exits_title"), new_page=True) + page.text("exits_intro")
    own = _own(page)
    if own is None:
        return piece + page.text("exits_none", year=page.year)
    data = own.data
    totals = data.drop_duplicates("programme").set_index("programme")["exits_total_n"]
    short = {code: name for code, name in programmes_of(page, form="short").items() if code in totals}
    headings = {
        code: words("exits_of", programme=name, n=page.numbers.integer(totals[code]))
        for code, name in short.items()
    }
    codes = [code for group in GROUPS for code in load().codes["end_causes"].in_group(group)]
    labels = {code: f"{code} {label}" for code, label in code_labels(page, "end_causes", codes).items()}
    rows = own.labelled("programme", {code: code for code in short}).labelled("end_cause", labels)
    rows = rows.with_text("told", lambda row: _told(page, row))
    wide = rows.wide(rows=["group", "end_cause"], columns="programme", values="told")
    refused = int(data["not_approved_n"].sum())
    return (
        piece
        + page.table(
            wide,
            id="exits-table",
            columns={"end_cause": words("exits_cause")} | headings,
            groups="group",
            caption=words("exits_caption", year=page.year),
            notes=[words("exits_own_note")],
        )
        + joined([page.text("exits_refused", n=page.numbers.integer(refused))] if refused else [])
    )


def _own(page: ComparisonPage) -> PublishedTable | None:
    """Return the reader's exits from the programmes that the indicators cover; None where nobody left."""
    frame = own_breakdown(page, TABLE)
    if not len(frame):
        return None
    own = frame[frame["programme"].isin(list(programmes_of(page)))]
    if not len(own):
        return None
    group_of = {code.code: code.group for code in load().codes["end_causes"]}
    own = own.assign(
        group=[page.words(GROUPS.get(group_of[code], "exits_other")) for code in own["end_cause"]]
    )
    return publish_own(own, NUMBERS, role=page.role, unit=page.unit)


def _told(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Return a count with its share of all who left; a plain zero where there is none."""
    if row["exits_n"] == 0:
        return page.words("exits_zero")
    share = format_value(page.numbers, row["share"], "percent")
    return page.words("exits_count", n=page.numbers.integer(row["exits_n"]), share=share)
