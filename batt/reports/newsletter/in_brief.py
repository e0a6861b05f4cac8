"""The month in brief: three key figures, and who has reported."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_counts
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import TOTAL, NewsletterPage
from batt.reports.sections.labels import ALL


def in_brief(page: NewsletterPage) -> Fragment:
    """Show who was in, who left and who went to a job, in the month and in the year so far."""
    words = page.words
    start = page.section("in-brief", words("in_brief_title", month=page.month_first))
    if not page.has_month:
        return start + page.box("month_nothing", kind="warning", month=page.month_name)
    delivered = page.compared("monthly_delivery").where(month=page.month)
    return (
        start
        + page.key_figures(_figures(page), label="label", value="value", note="note")
        + page.text(
            "in_brief_text",
            reported=page.number(delivered, "providers_n", "integer"),
            expected=page.number(delivered, "providers_expected_n", "integer"),
        )
    )


def _figures(page: NewsletterPage) -> PublishedTable:
    """Return one row per key figure: ``label, value, note``."""
    levels = page.compared("monthly_activity").where(month=page.month, programme=ALL).data
    outcomes = page.compared("monthly_outcomes").where(month=page.month, programme=TOTAL).data
    rows = [
        ("participants", levels["participants_n"], None),
        ("exits", levels["exits_n"], levels["exits_so_far_n"]),
        ("jobs", outcomes["job_n"], outcomes["job_so_far_n"]),
    ]
    frame = pd.DataFrame(
        [
            {"what": what, "value": value.max(), "so_far": pd.NA if so_far is None else so_far.max()}
            for what, value, so_far in rows
        ]
    )
    table = publish_counts(frame.astype({"value": "Int64", "so_far": "Int64"}), ["value", "so_far"])
    return table.with_text("label", lambda row: page.words(f"tile_{row['what']}")).with_text(
        "note", lambda row: _note(page, table, row["what"])
    )


def _note(page: NewsletterPage, table: PublishedTable, what: str) -> str:
    """Return what stands below a key figure: the year so far, of those that add up over months."""
    if what == "participants":
        return page.words("tile_participants_note")
    return page.words("so_far_of", number=page.number(table, "so_far", "integer", what=what))
