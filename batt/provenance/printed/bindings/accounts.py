"""What was delivered and what became of it: counted again from the ledger of cleaning."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.reading import own_provider, prefixed_in, survey_in
from batt.provenance.printed.saved import Reader, Saved
from batt.registry import load
from batt.reports.words import Words

_ROW = ["source_file", "source_sheet", "source_row", "table"]
_OUTCOMES = ["accepted", "corrected", "set_aside"]
_OF_ALL = ("nav_offices", "labour_market", "provider_lineage", "targets")
_EVALUATION = ("evaluation_answers", "evaluation_invited")
_DEADLINE = "01-15"
_BANDS = {"in_time": 0, "week": 7, "fortnight": 14, "month": 30}


def _members(saved: Saved) -> list[str]:
    rows = saved.indicators(saved.year)
    return list(rows.loc[rows["unit_level"] == "provider", "unit_id"].unique())


def _ledger(saved: Saved) -> pd.DataFrame:
    rows = saved.table("clean", "ledger")
    return rows[rows["provider_id"].isin([*_members(saved), ""]) | rows["provider_id"].isna()]


def _deliveries(saved: Saved) -> pd.DataFrame:
    rows = saved.table("clean", "deliveries")
    return rows[rows["provider_id"].isin(_members(saved))]


def _outcomes(ledger: pd.DataFrame, by: str) -> pd.DataFrame:
    counts = ledger.drop_duplicates(_ROW).groupby([by, "outcome"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=_OUTCOMES, fill_value=0)
    return counts.assign(received=counts.sum(axis=1))


def by_table(saved: Saved) -> pd.DataFrame:
    """One row per table: providers that delivered it and those late, and its rows by outcome."""
    received = _deliveries(saved)
    sent = received.groupby("table").agg(delivered_n=("delivered", "sum"))
    sent["late_n"] = received[received["is_late"].eq(True).fillna(False)].groupby("table").size()
    counts = sent.join(_outcomes(_ledger(saved), "table")).fillna(0)
    return counts.assign(delivered=counts["delivered_n"]).reset_index()


def by_sender(saved: Saved) -> pd.DataFrame:
    """One row per provider: tables delivered, rows by outcome, remarks, and when the last came."""
    members = pd.DataFrame({"provider_id": _members(saved)}).set_index("provider_id")
    received = _deliveries(saved)
    received = received[received["delivered"] & ~received["table"].isin([*_OF_ALL, *_EVALUATION])]
    sent = received.groupby("provider_id").agg(tables_n=("table", "size"), last=("received_date", "max"))
    remarks = saved.table("clean", "flags").groupby("provider_id").size().rename("remarks_n")
    rows = members.join([sent, _outcomes(_ledger(saved), "provider_id"), remarks])
    counts = ["tables_n", *_OUTCOMES, "received", "remarks_n"]
    return rows.assign(**{name: rows[name].fillna(0) for name in counts}).reset_index()


def lateness(saved: Saved) -> pd.DataFrame:
    """One row per band of days after the deadline: how many providers' last delivery came in it."""
    rows = by_sender(saved)
    days = (rows["last"] - pd.Timestamp(f"{saved.year + 1}-{_DEADLINE}")).dt.days
    bands = pd.Series("later", index=rows.index)
    for band, last in reversed(_BANDS.items()):
        bands = bands.mask(days <= last, band)
    bands = bands.mask(days.isna(), "unknown").mask(rows["tables_n"] == 0, "nothing")
    counts = bands.value_counts()
    return pd.DataFrame(
        {"band": name, "n": int(counts.get(name, 0))} for name in [*_BANDS, "later", "unknown", "nothing"]
    )


def coverage(saved: Saved) -> pd.DataFrame:
    """One row per survey: from how many providers there are answers."""
    received = _deliveries(saved)
    received = received[received["delivered"]]
    sent = received.groupby("table")["provider_id"].nunique()
    surveys = [survey.id for survey in load().surveys]
    n = [int(sent.get(f"answers_{survey}", 0)) for survey in surveys]
    rows = pd.DataFrame({"survey": surveys, "providers_n": n})
    return rows.assign(share=rows["providers_n"] / len(_members(saved)))


def rows_by_reason(saved: Saved) -> pd.DataFrame:
    """One row per outcome and reason: how many rows."""
    rows = _ledger(saved)
    rows = rows[rows["reason"] != ""].drop_duplicates([*_ROW, "reason", "outcome"])
    return rows.groupby(["outcome", "reason"]).size().rename("n").reset_index()


def lines_by_reason(saved: Saved) -> pd.DataFrame:
    """One row per reason: how many lines of the ledger name it."""
    rows = _ledger(saved)
    return rows[rows["reason"] != ""].groupby("reason").size().rename("n").reset_index()


def remarks_by_reason(saved: Saved) -> pd.DataFrame:
    """One row per reason: how many remarks on rows and totals that were kept."""
    rows = saved.table("clean", "flags")
    rows = rows[rows["provider_id"].isin([*_members(saved), ""])]
    return rows.groupby("reason").size().rename("n").reset_index()


def faults(saved: Saved) -> pd.DataFrame:
    """One row per provider, file, field and reason: how many rows."""
    keys = ["provider_id", "source_file", "source_sheet", "table", "field", "reason"]
    flags = saved.table("clean", "flags").assign(is_remark=True)
    lines = _ledger(saved).assign(is_remark=False)
    lines = lines[~lines["reason"].isin(["", "correction_file"])]
    both = pd.concat([lines[[*keys, "is_remark"]], flags[[*keys, "is_remark"]]])
    counts = both.groupby([*keys, "is_remark"], dropna=False).size().rename("n").reset_index()
    return counts.assign(
        file=[_said(*one) for one in zip(counts["source_file"], counts["source_sheet"], strict=True)]
    )


def corrections(saved: Saved) -> pd.DataFrame:
    """One row per table and field: what was put right by hand."""
    rows = _ledger(saved)
    rows = rows[rows["reason"] == "correction_file"]
    return rows.groupby(["table", "field"]).size().rename("n").reset_index()


def files(saved: Saved) -> pd.DataFrame:
    """One row per file: the faults for which it could not be used."""
    rows = saved.table("clean", "files").drop_duplicates("source_file")
    flags = saved.table("clean", "flags")
    broken = flags[flags["reason"] == "delivery_broken"].groupby("source_file").size()
    names = [_said(path, "") for path in rows["source_file"]]
    return rows.assign(file=names, faults=rows["source_file"].map(broken).fillna(0))


def _said(path: str, sheet: str) -> str:
    return ", ".join(filter(None, ("/".join(PurePosixPath(path).parts[3:]), sheet)))


def _outcome(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"outcome": str(row[TABLE_ID]).removesuffix("-table").replace("-", "_")}


def _sender(row: Row, reader: Reader) -> Mapping[str, Any]:
    nobody = Words(reader.lang, "data_quality")("quality_nobody")
    return {"provider_id": "" if row["sender"] == nobody else row["sender"], "is_remark": False}


def _same_text(column: str) -> Any:
    return lambda row, reader: {column: row[column]}


_REASON = prefixed_in("reason", "deliveries", "reason_", "reason")
_WORDS = prefixed_in("words", "deliveries", "reason_", "reason")
_TABLE = prefixed_in("table", "deliveries", "table_", "table")
_QUALITY, _CARD = ("data_quality",), ("scorecard",)
BINDINGS = (
    Binding("deliveries-table", by_table, (_TABLE,)),
    Binding("tables-table", by_table, (_TABLE,), kinds=_QUALITY),
    Binding("(set-aside|corrected)-table", rows_by_reason, (_outcome, _WORDS)),
    Binding("flagged-table", remarks_by_reason, (_WORDS,)),
    Binding("reasons-(set-aside|corrected)", lines_by_reason, (_REASON,)),
    Binding("reasons-flag", remarks_by_reason, (_REASON,)),
    Binding("senders-table", by_sender, (_same_text("provider_id"),)),
    Binding("lateness-table", lateness, (prefixed_in("band", "data_quality", "quality_band_", "band"),)),
    Binding("responses-coverage", coverage, (survey_in("survey"),)),
    Binding("errors-table", faults, (_sender, _same_text("file"), _REASON), has_names=False, kinds=_QUALITY),
    Binding(
        "errors-table",
        faults,
        (own_provider, _same_text("file"), prefixed_in("what", "deliveries", "reason_", "reason")),
        has_names=False,
        kinds=_CARD,
    ),
    Binding("corrections-table", corrections, (_TABLE,), has_names=False),
    Binding("files-table", files, (_same_text("file"),)),
)
