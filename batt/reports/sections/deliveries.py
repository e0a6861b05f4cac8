"""Who delivered, who was late, what was set aside and why."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.notices import file_name
from batt.reports.sections.saved import account, providers_in

ROW = ["source_file", "source_sheet", "source_row", "table"]
NAMED_TABLES = 3
ABOUT_ROWS = "counts rows and files of deliveries, and says nothing of a person"


def deliveries(page: Page) -> Fragment:
    """Show what was delivered of every table, who was late, and what became of the rows."""
    words, members = page.words, providers_in(page)
    received = account(page, "deliveries").query("provider_id in @members")
    spells = received[received["table"] == "spells"]
    late = sorted(set(received.loc[received["is_late"].fillna(False).astype(bool), "provider_id"]))
    return (
        page.section("deliveries", words("deliveries_title"), new_page=True)
        + page.text(
            "deliveries_intro",
            delivered=page.numbers.integer(int(spells["delivered"].sum())),
            n=page.numbers.integer(len(members)),
        )
        + page.text(
            "deliveries_late" if late else "deliveries_none_late",
            n=page.numbers.integer(len(late)),
            year=page.year + 1,
            providers=", ".join(late),
        )
        + _by_table(page, received, _rows(page, members))
        + page.section("set-aside", words("set_aside_title"), level=3)
        + page.text("set_aside_intro")
        + _by_reason(page, members, "set_aside")
        + _by_reason(page, members, "corrected")
        + _flags(page, members)
        + page.section("skipped", words("skipped_title"), level=3)
        + _skipped(page)
    )


def _rows(page: Page, members: set[str]) -> pd.DataFrame:
    """Return the ledger's lines of the providers that are in, and of rows that belong to no provider."""
    ledger = account(page, "ledger")
    return ledger[ledger["provider_id"].isin([*members, ""]) | ledger["provider_id"].isna()]


def _by_table(page: Page, received: pd.DataFrame, ledger: pd.DataFrame) -> Fragment:
    """One row per table: providers that delivered it, late ones, and what became of the rows."""
    words = page.words
    outcomes = ledger.drop_duplicates(ROW).groupby(["table", "outcome"]).size().unstack(fill_value=0)
    outcomes = outcomes.reindex(columns=["accepted", "corrected", "set_aside"], fill_value=0)
    sent = received.groupby("table").agg(
        delivered_n=("delivered", "sum"),
        late_n=("is_late", lambda late: int(late.fillna(False).sum())),
    )
    table = sent.join(outcomes).fillna(0).astype("int64").reset_index()
    table["received"] = table[["accepted", "corrected", "set_aside"]].sum(axis=1)
    names = {entry.name: words(f"table_{entry.name}") for entry in load().tables}
    columns = ("delivered_n", "late_n", "received", "accepted", "corrected", "set_aside")
    return page.table(
        publish_facts(table, why=ABOUT_ROWS).labelled("table", names),
        id="deliveries-table",
        columns={"table": words("what_was_delivered")} | {name: words(f"rows_{name}") for name in columns},
        formats=dict.fromkeys(columns, "integer"),
        caption=words("deliveries_caption", year=page.year),
        notes=[words("deliveries_note")],
    )


def _by_reason(page: Page, members: set[str], outcome: str) -> Fragment:
    """One row per reason: how many rows it set aside or changed, and in which tables."""
    ledger = _rows(page, members)
    lines = ledger[(ledger["outcome"] == outcome) & (ledger["reason"] != "")]
    return _reasons(page, lines.drop_duplicates([*ROW, "reason"]), outcome)


def _flags(page: Page, members: set[str]) -> Fragment:
    """One row per remark on rows and totals that were kept."""
    flags = account(page, "flags")
    return _reasons(page, flags[flags["provider_id"].isin([*members, ""])], "flagged")


def _reasons(page: Page, lines: pd.DataFrame, kind: str) -> Fragment:
    words = page.words
    if lines.empty:
        return page.text(f"{kind}_none")
    named = lines.assign(table=[words(f"table_{name}") if name else "" for name in lines["table"]])
    counts = named.groupby("reason").agg(
        n=("reason", "size"), where=("table", lambda names: _places(page, sorted(filter(None, set(names)))))
    )
    counts = counts.reset_index().assign(words=[words(f"reason_{code}") for code in counts.index])
    return page.table(
        _most_first(counts),
        id=f"{kind.replace('_', '-')}-table",
        columns={"words": words("reason"), "n": words(f"{kind}_n"), "where": words("where")},
        formats={"n": "integer"},
        caption=words(f"{kind}_caption", year=page.year),
    )


def _places(page: Page, names: list[str]) -> str:
    """Name the tables where a reason occurs, or count them where they are many."""
    if len(names) > NAMED_TABLES:
        return page.words("many_tables", n=page.numbers.integer(len(names)))
    return ", ".join(names)


def _most_first(counts: pd.DataFrame) -> PublishedTable:
    ordered = counts.sort_values(["n", "reason"], ascending=[False, True], kind="stable")
    return publish_facts(ordered, why=ABOUT_ROWS)


def _skipped(page: Page) -> Fragment:
    """Files that were not used: broken, superseded by a newer delivery, or of no known table."""
    words, files = page.words, account(page, "files")
    skipped = files[files["status"] != "read"].drop_duplicates("source_file").sort_values("source_file")
    if skipped.empty:
        return page.text("skipped_none")
    table = pd.DataFrame(
        {
            "file": [file_name(path) for path in skipped["source_file"]],
            "status": [words(f"status_{status}") for status in skipped["status"]],
        }
    )
    return page.table(
        publish_facts(table, why=ABOUT_ROWS),
        id="skipped-table",
        columns={"file": words("file"), "status": words("status")},
        caption=words("skipped_caption", year=page.year),
    )
