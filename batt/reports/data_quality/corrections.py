"""What the secretariat has put right by hand, as agreed with the sender."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.reports.data_quality import accounts
from batt.reports.data_quality.accounts import WHY
from batt.reports.data_quality.errors import column_headers
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.saved import account


def corrections(page: Page) -> Fragment:
    """Show one row per table and column: corrections by hand; and how many of them met no row."""
    words = page.words
    start = page.section("corrections", words("quality_corrections")) + page.text("quality_corrections_text")
    made = accounts.corrections_by_hand(page)
    unused = int((account(page, "flags")["reason"] == "correction_unused").sum())
    notes = [words("quality_corrections_unused", n=page.numbers.integer(unused))] if unused else []
    if made.empty:
        return start + page.prose(words("quality_corrections_none"), *notes)
    counted = made.groupby(["table", "field"]).size().rename("n").reset_index()
    names = accounts.table_names(page)
    table = pd.DataFrame(
        {
            "table": [names[name] for name in counted["table"]],
            "column": [column_headers(page.year, *one) for one in zip(counted["table"], counted["field"])],
            "n": counted["n"],
        }
    )
    return start + page.table(
        publish_facts(table, why=WHY),
        id="corrections-table",
        columns={
            "table": words("quality_table"),
            "column": words("quality_error_column"),
            "n": words("quality_error_n"),
        },
        formats={"n": "integer"},
        caption=words("quality_corrections_caption", n=page.numbers.integer(len(made)), year=page.year),
        notes=notes,
    )
