"""What a cleaned year is."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class CleanYear:
    """One year's tidy tables with the account of how they came about.

    Attributes
    ----------
    year
        The reporting year.
    tables
        Our table name → frame, for each delivered table; an undelivered table is not there. One row per row
        that was accepted or corrected.
    deliveries
        One row per provider and table: whether it was delivered, when, whether late.
    files
        One row per received file and sheet with its counts, hash and status.
    ledger
        One row per received row and changed field, and one for each untouched row.
    flags
        One row per remark on a row or a total; what is flagged stays.
    activity
        One row per provider and programme: participants, places, starts, exits, still in.
    """

    year: int
    tables: Mapping[str, pd.DataFrame]
    deliveries: pd.DataFrame
    files: pd.DataFrame
    ledger: pd.DataFrame
    flags: pd.DataFrame
    activity: pd.DataFrame
