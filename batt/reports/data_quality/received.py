"""What was received, table by table, and which files were not used."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.paths import Root
from batt.registry import load
from batt.reports.data_quality import accounts
from batt.reports.data_quality.accounts import OUTCOMES, WHY
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.page_head import PageHead
from batt.reports.sections.notices import file_name
from batt.reports.sections.saved import account, providers_in


def quality_page(root: Root, year: int, lang: str, forening: str = "all") -> Page:
    """Return the page that the report is written on."""
    return Page(root, year, "data_quality", lang, forening, texts=("data_quality", "deliveries"))


def cover(page: Page) -> PageHead:
    """Return the title and, first of all, what could not be used."""
    words = page.words
    broken = sorted({file_name(path) for path in accounts.files(page, "broken")["source_file"]})
    notices = [words("quality_notice_broken", files=", ".join(broken))] if broken else []
    return page.head(
        words("quality_title", year=page.year),
        lead=words("quality_lead"),
        notices=notices,
        of="",
    )


def in_brief(page: Page) -> Fragment:
    """Show the rows by outcome, and how many providers delivered and were late."""
    words, senders, received = page.words, accounts.senders(page), account(page, "deliveries")
    courses = received[(received["table"] == "spells") & received["delivered"]]
    rows = accounts.rows(page)["outcome"].value_counts()
    counts = {
        "received": int(rows.sum()),
        **{outcome: int(rows.get(outcome, 0)) for outcome in OUTCOMES},
        "delivered": int(senders["provider_id"].isin(courses["provider_id"]).sum()),
        "late": int(senders["is_late"].sum()),
    }
    table = pd.DataFrame({"label": [words(f"quality_{name}") for name in counts], "n": list(counts.values())})
    return (
        page.section("in-brief", words("quality_in_brief"))
        + page.text("quality_in_brief_text")
        + page.key_figures(publish_facts(table, why=WHY), label="label", value="n")
    )


def by_table(page: Page) -> Fragment:
    """Show one row per table: providers that delivered it, and its rows by outcome."""
    words, received = page.words, account(page, "deliveries")
    received = received[received["provider_id"].isin(list(providers_in(page)))]
    rows = accounts.rows(page).groupby(["table", "outcome"]).size().unstack(fill_value=0)
    rows = rows.reindex(columns=list(OUTCOMES), fill_value=0)
    table = received.groupby("table").agg(delivered=("delivered", "sum")).join(rows).fillna(0).astype("int64")
    order = [entry.name for entry in load().tables]
    table = table.assign(received=table[list(OUTCOMES)].sum(axis=1)).reindex(order).reset_index()
    columns = ("delivered", "received", *OUTCOMES)
    return page.section("tables", words("quality_tables"), new_page=True) + page.table(
        publish_facts(table, why=WHY).labelled("table", accounts.table_names(page)),
        id="tables-table",
        columns={"table": words("quality_table")} | {name: words(f"quality_{name}") for name in columns},
        formats=dict.fromkeys(columns, "integer"),
        caption=words("quality_tables_caption", year=page.year),
    )


def files_not_used(page: Page) -> Fragment:
    """List files that were replaced or could not be used, with how many faults they have."""
    words = page.words
    heading = page.section("files", words("quality_files"))
    files = accounts.files(page, "superseded", "broken")
    if files.empty:
        return heading + page.text("quality_files_none")
    flags = account(page, "flags")
    faults = flags[flags["reason"] == "delivery_broken"].groupby("source_file").size()
    table = pd.DataFrame(
        {
            "file": [file_name(path) for path in files["source_file"]],
            "status": [words(f"status_{status}") for status in files["status"]],
            "faults": [int(faults.get(path, 0)) for path in files["source_file"]],
        }
    )
    return heading + page.table(
        publish_facts(table, why=WHY),
        id="files-table",
        columns={name: words(f"quality_file_{name}") for name in ("file", "status", "faults")},
        formats={"faults": "integer"},
        notes=[words("quality_files_note", year=page.year)],
        caption=words("quality_files_caption", year=page.year),
    )
