"""All remarks of a year in one list: on rows, totals, columns, corrections and broken deliveries."""

import numpy as np
import pandas as pd

from batt.clean.gather import unknown_columns
from batt.clean.rows import Rows
from batt.clean.totals import FLAG_COLUMNS, total_flags
from batt.raw import RawYear


def all_flags(
    raw: RawYear,
    tables: dict[str, Rows],
    frames: dict[str, pd.DataFrame],
    owners: dict[str, pd.Series],
    unused: pd.DataFrame,
) -> pd.DataFrame:
    """Return every remark. One row per flagged row, total, column, correction or broken delivery.

    ``source_row`` is missing where the remark is on no single row.
    """
    found = [_row_flags(rows, owners[name]) for name, rows in tables.items()]
    found.append(total_flags(tables, frames))
    found += [unknown_columns(rows).assign(reason="unknown_column") for rows in tables.values()]
    found.append(unused.assign(reason="correction_unused"))
    found.append(_broken(raw))
    found = [frame for frame in found if len(frame)]
    flags = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=FLAG_COLUMNS)
    flags = flags.reindex(columns=FLAG_COLUMNS).astype({"source_row": "Int64"})
    texts = [name for name in FLAG_COLUMNS if name != "source_row"]
    return flags.assign(**{name: flags[name].astype("str").fillna("") for name in texts})


def _row_flags(rows: Rows, owner: pd.Series) -> pd.DataFrame:
    """Return the remarks on the rows of one table."""
    if not rows.flags:
        return pd.DataFrame(columns=FLAG_COLUMNS)
    flags = pd.concat(rows.flags, ignore_index=True).sort_values("row", kind="stable", ignore_index=True)
    at = flags["row"].to_numpy()
    part = rows.part[at]
    return flags.assign(
        source_file=np.array([one.source_file for one in rows.parts], dtype=object)[part],
        source_sheet=np.array([one.source_sheet for one in rows.parts], dtype=object)[part],
        source_row=rows.source_row[at],
        table=rows.table.name,
        provider_id=owner.to_numpy()[at],
    )[FLAG_COLUMNS]


def _broken(raw: RawYear) -> pd.DataFrame:
    """Return what is wrong with each delivery that counts as not received."""
    lines = [
        (problem.where.split(",")[0], broken.provider_id or "", problem.what)
        for broken in raw.broken
        for problem in broken.problems
    ]
    frame = pd.DataFrame(lines, columns=["source_file", "provider_id", "detail"])
    return frame.assign(reason="delivery_broken")
