"""Who delivered which table, when, and whether late."""

import numpy as np
import pandas as pd

from batt.clean.rows import Rows
from batt.raw import RawYear
from batt.registry import Registry

DEADLINE_MONTH, DEADLINE_DAY = 1, 15
"""Last day of delivery: 15 January of the year after. Source: WG §5."""

OF_ALL = {
    *("nav_offices", "labour_market", "provider_lineage", "targets"),
    *("evaluation_answers", "evaluation_invited"),
}
"""Tables that describe the whole country and belong to no single provider."""

DELIVERY_COLUMNS = ["provider_id", "table", "delivered", "received_date", "is_late", "source_file"]


def list_deliveries(
    raw: RawYear, tables: dict[str, Rows], frames: dict[str, pd.DataFrame], registry: Registry
) -> pd.DataFrame:
    """Say for each provider and table whether it was delivered.

    A national file counts for every provider that sends nothing itself, and NAV's own delivery for everybody.
    A provider with a delivery of its own has delivered what that holds and what national files hold of its
    rows. The date of a provider's own delivery is that of the manifest, else the one on its yearly
    form; of a national file, the one on the form, else that of the manifest.

    Returns
    -------
    DataFrame
        One row per provider and table: provider_id, table, delivered, received_date (NaT where unknown),
        is_late (``boolean``, NA where the date is unknown or nothing was delivered), source_file (empty where
        not delivered).
    """
    providers = frames["providers"]["provider_id"]
    senders = _senders(raw)
    form = frames["provider_years"].drop_duplicates("provider_id").set_index("provider_id")["received_date"]
    manifest = pd.Series({file.name: file.received for file in raw.files}, dtype="datetime64[us]")
    blocks = [
        _block(table.name, tables.get(table.name), frames.get(table.name), providers, senders)
        for table in registry.tables
    ]
    listed = pd.concat(blocks, ignore_index=True)
    dated = manifest.reindex(listed["source_file"]).set_axis(listed.index)
    by_form = form.reindex(listed["provider_id"]).set_axis(listed.index)
    first, second = dated.where(listed["own"], by_form), by_form.where(listed["own"], dated)
    received = first.fillna(second).where(listed["delivered"])
    deadline = pd.Timestamp(raw.year + 1, DEADLINE_MONTH, DEADLINE_DAY)
    is_late = (received > deadline).astype("boolean").mask(received.isna())
    return listed.assign(received_date=received, is_late=is_late)[DELIVERY_COLUMNS]


def _senders(raw: RawYear) -> set[str]:
    """Return the providers that sent something themselves, also if it could not be used."""
    return {file.provider_id for file in raw.files if file.provider_id} | {
        broken.provider_id for broken in raw.broken if broken.provider_id
    }


def _block(
    name: str, rows: Rows | None, frame: pd.DataFrame | None, providers: pd.Series, senders: set[str]
) -> pd.DataFrame:
    """Return the lines of one table, one per provider."""
    own: dict[str, str] = {}
    national, by_nav = "", ""
    for part in rows.parts if rows is not None else ():
        if part.delivered_by:
            own.setdefault(part.delivered_by, part.source_file)
        elif "nav" in part.source_file.split("/")[:-1]:
            by_nav = by_nav or part.source_file
        else:
            national = national or part.source_file
    present: set[str] = set()
    if frame is not None and "provider_id" in frame:
        present = (
            set(frame.loc[frame["source_file"] == national, "provider_id"].dropna().unique())
            if national
            else set()
        )
    files = []
    for provider in providers:
        counts = provider not in senders or provider in present or name in OF_ALL
        from_national = national if counts else ""
        files.append(own.get(provider) or from_national or by_nav)
    source = pd.Series(files, dtype="str")
    return pd.DataFrame(
        {
            "provider_id": providers.to_numpy(),
            "table": name,
            "delivered": (source != "").to_numpy(dtype=bool),
            "source_file": source,
            "own": np.array([provider in own for provider in providers], dtype=bool),
        }
    ).astype({"provider_id": "str", "table": "str"})
