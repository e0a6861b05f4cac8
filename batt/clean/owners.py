"""Whose row it is: the provider of every received row, also of those set aside."""

import numpy as np
import pandas as pd

from batt.clean.derive import LOOKED_UP
from batt.clean.rows import Rows


def find_owners(tables: dict[str, Rows]) -> dict[str, pd.Series]:
    """Return the provider of each received row.

    The provider of the row itself if the list of providers knows it, else that of the row referred to, else
    the provider whose delivery it stands in; empty where none is known: an unknown text may be anything.

    Returns
    -------
    dict of str to Series
        Our table name → one ``str`` a row.
    """
    known = set(tables["providers"].values["provider_id"].dropna())
    return {name: _owner(rows, tables, known) for name, rows in tables.items()}


def _owner(rows: Rows, tables: dict[str, Rows], known: set[str]) -> pd.Series:
    """Return the provider of each row of one table."""
    owner = pd.Series(np.nan, index=rows.values.index, dtype="str")
    if "provider_id" in rows.values:
        owner = rows.values["provider_id"].astype("str")
    elif rows.table.name in LOOKED_UP:
        parent, (key, *_) = LOOKED_UP[rows.table.name]
        if parent in tables:
            by_key = (
                tables[parent].values.dropna(subset=[key]).drop_duplicates(key).set_index(key)["provider_id"]
            )
            owner = rows.values[key].map(by_key).astype("str")
    owner = owner.where(owner.isin(list(known)))
    return owner.fillna(pd.Series(rows.delivered_by, dtype="str"))
