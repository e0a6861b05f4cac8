"""The account of every received row: accepted, corrected or set aside, and why."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from batt.clean.reasons import REASONS
from batt.clean.rows import Rows
from batt.errors import NumbersDiffer, Problem
from batt.raw import RawTable

LEDGER_COLUMNS = [
    "source_file",
    "source_sheet",
    "source_row",
    "table",
    "provider_id",
    "outcome",
    "field",
    "reason",
    "received",
    "kept",
]


def build_ledger(tables: dict[str, Rows], owners: dict[str, pd.Series]) -> pd.DataFrame:
    """Write down what became of every received row.

    Parameters
    ----------
    tables
        Our table name → rows, cleaned.
    owners
        Our table name → the provider of each row (`batt.clean.owners`).

    Returns
    -------
    DataFrame
        One row per received row and changed field, and one for each untouched row, with empty ``field`` and
        ``reason``. ``outcome`` is that of the whole row, the same on all of its lines.
    """
    lines = [_lines(rows, owners[name]) for name, rows in tables.items()]
    return pd.concat(lines, ignore_index=True) if lines else pd.DataFrame(columns=LEDGER_COLUMNS)


def count_rows(ledger: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Count the distinct rows of each file and sheet that were accepted, corrected and set aside."""
    rows = ledger.drop_duplicates(["source_file", "source_sheet", "source_row", "table"])
    counts = rows.value_counts(["source_file", "source_sheet", "outcome"]).to_dict()
    places = rows[["source_file", "source_sheet"]].drop_duplicates()
    return {
        (file, sheet): (
            int(counts.get((file, sheet, "accepted"), 0)),
            int(counts.get((file, sheet, "corrected"), 0)),
            int(counts.get((file, sheet, "set_aside"), 0)),
        )
        for file, sheet in zip(places["source_file"], places["source_sheet"])
    }


def check_balance(
    ledger: pd.DataFrame, received: Sequence[RawTable], frames: dict[str, pd.DataFrame]
) -> None:
    """Check that every received row is accounted for once, and that the clean tables hold what was kept.

    Raises
    ------
    NumbersDiffer
        For a file, received is not accepted + corrected + set aside, or the clean rows are not the
        accepted and corrected ones.
    """
    by_file = count_rows(ledger)
    held = pd.concat([frame[["source_file", "source_sheet"]] for frame in frames.values()])
    held_n = held.value_counts().to_dict()
    row = ["source_file", "source_sheet", "source_row", "table"]
    outcomes = ledger.drop_duplicates([*row, "outcome"])
    torn = outcomes[outcomes.duplicated(row)].drop_duplicates(row).sort_values(row)
    problems = [
        Problem(f"{file}, row {number}", "has more than one outcome in the ledger")
        for file, number in zip(torn["source_file"], torn["source_row"])
    ]
    for raw in received:
        place = (raw.file.name, raw.sheet)
        accepted, corrected, set_aside = by_file.get(place, (0, 0, 0))
        if len(raw.cells) != accepted + corrected + set_aside:
            problems.append(
                Problem(
                    raw.file.name,
                    f"{len(raw.cells)} rows received, but {accepted} accepted + {corrected} corrected "
                    f"+ {set_aside} set aside",
                )
            )
        if held_n.get(place, 0) != accepted + corrected:
            problems.append(
                Problem(
                    raw.file.name,
                    f"{held_n.get(place, 0)} clean rows, but {accepted} accepted + {corrected} corrected",
                )
            )
    if problems:
        raise NumbersDiffer(problems)


def _lines(rows: Rows, owner: pd.Series) -> pd.DataFrame:
    """Return the ledger's lines of one table."""
    noted = (
        pd.concat(rows.entries, ignore_index=True)
        if rows.entries
        else pd.DataFrame({"row": []}, dtype="int64")
    )
    untouched = np.setdiff1d(np.arange(len(rows)), noted["row"].to_numpy())
    lines = pd.concat([noted, pd.DataFrame({"row": untouched})], ignore_index=True)
    lines = lines.reindex(columns=["row", "field", "reason", "received", "kept"])
    lines = lines.astype({"row": "int64"}).sort_values("row", kind="stable", ignore_index=True)
    at = lines["row"].to_numpy()
    is_touched = np.ones(len(rows), dtype=bool)
    is_touched[untouched] = False
    outcome = np.where(~rows.is_kept, 2, np.where(is_touched, 1, 0))
    part = rows.part[at]
    texts = {name: lines[name].astype("str").fillna("") for name in ("field", "reason", "received", "kept")}
    return pd.DataFrame(
        {
            "source_file": _spread([one.source_file for one in rows.parts], part),
            "source_sheet": _spread([one.source_sheet for one in rows.parts], part),
            "source_row": rows.source_row[at],
            "table": rows.table.name,
            "provider_id": pd.Series(owner.array.take(at)),
            "outcome": _spread(["accepted", "corrected", "set_aside"], outcome[at]),
            **texts,
        }
    ).astype({"table": "str"})


def _spread(texts: list[str], at: np.ndarray) -> pd.Series:
    """Return the text at each place, where few texts stand in many rows."""
    return pd.Series(pd.array(texts, dtype="str").take(at))


def row_faults(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the lines that are a sender's faults: all but untouched rows and corrections by hand."""
    return ledger[ledger["reason"].isin(REASONS) & (ledger["reason"] != "correction_file")]
