"""The saved accounts of cleaning, cut to the providers that a page is about."""

import pandas as pd

from batt.clean.deliveries import OF_ALL
from batt.registry import load
from batt.reports.page import Page
from batt.reports.sections.saved import account, providers_in

ROW = ["source_file", "source_sheet", "source_row", "table"]
OUTCOMES = ("accepted", "corrected", "set_aside")
WHY = "counts rows and files of deliveries, and says nothing of a person"
"""Why the tables of this report may be published as they are."""


def rows(page: Page) -> pd.DataFrame:
    """Return one line per received row of the providers that are in, and of rows of nobody."""
    ledger = account(page, "ledger")
    return ledger[ledger["provider_id"].isin([*providers_in(page), ""])].drop_duplicates(ROW)


def errors(page: Page) -> pd.DataFrame:
    """Return the ledger's lines that name a sender's fault."""
    ledger = account(page, "ledger")
    is_in = ledger["provider_id"].isin([*providers_in(page), ""])
    return ledger[is_in & ~ledger["reason"].isin(["", "correction_file"])]


def corrections_by_hand(page: Page) -> pd.DataFrame:
    """Return the ledger's lines of what was put right by hand."""
    ledger = account(page, "ledger")
    is_in = ledger["provider_id"].isin([*providers_in(page), ""])
    return ledger[is_in & (ledger["reason"] == "correction_file")]


def files(page: Page, *statuses: str) -> pd.DataFrame:
    """Return the files of a status, one row a file."""
    every = account(page, "files")
    return every[every["status"].isin(statuses)].drop_duplicates("source_file").sort_values("source_file")


def senders(page: Page) -> pd.DataFrame:
    """Return one row per provider with its delivery, rows and remarks; most errors first."""
    members = sorted(providers_in(page))
    received = account(page, "deliveries")
    received = received[received["delivered"] & received["provider_id"].isin(members)]
    received = received[~received["table"].isin(list(OF_ALL))]
    sent = received.groupby("provider_id").agg(
        tables_n=("table", "size"), received_date=("received_date", "max"), is_late=("is_late", "max")
    )
    outcomes = rows(page).groupby(["provider_id", "outcome"]).size().unstack(fill_value=0)
    outcomes = outcomes.reindex(columns=list(OUTCOMES), fill_value=0)
    remarks_n = account(page, "flags").groupby("provider_id").size().rename("remarks_n")
    listed = pd.DataFrame(index=pd.Index(members, name="provider_id")).join([sent, outcomes, remarks_n])
    counts = ["tables_n", *OUTCOMES, "remarks_n"]
    listed = listed.assign(**{name: listed[name].fillna(0).astype("int64") for name in counts})
    listed = listed.assign(
        is_late=listed["is_late"].fillna(False).astype(bool), received=listed[list(OUTCOMES)].sum(axis=1)
    ).reset_index()
    return listed.sort_values(
        ["set_aside", "corrected", "provider_id"], ascending=[False, False, True], ignore_index=True
    )


def table_names(page: Page) -> dict[str, str]:
    """Return every table's name in words."""
    return {entry.name: page.words(f"table_{entry.name}") for entry in load().tables}
