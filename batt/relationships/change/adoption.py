"""Find the year in which each provider joined something, and leave out changes that are no joining."""

import numpy as np
import pandas as pd

MERGER, RENAME = "FUSJON", "NYTT_NAVN"

ALREADY_IN = -np.inf
NEVER = np.inf


def years_of_joining(states: pd.DataFrame) -> pd.Series:
    """Return the first year in which each provider was in, when it was known to be out the year before.

    Parameters
    ----------
    states
        One row per provider and year: ``provider_id, year, is_in`` (bool, missing where not known).

    Returns
    -------
    Series
        Year by ``provider_id``: `NEVER` for those out in every known year, `ALREADY_IN` for those in when
        first known, so that a provider new to the data has not joined. Whoever joined in a year that is not
        known, because a year between is missing, is left out. Whoever leaves again counts as joined.
    """
    known = states.dropna(subset=["is_in"]).sort_values(["provider_id", "year"])
    is_in = known["is_in"].astype(bool)
    first_known = known.groupby("provider_id")["year"].min()
    first_in = known[is_in].groupby("provider_id")["year"].min().reindex(first_known.index)
    before = known[known["year"] < known["provider_id"].map(first_in).astype(float)]
    last_out = before.groupby("provider_id")["year"].max().reindex(first_known.index)
    joined = first_in.astype(float).fillna(NEVER).mask(first_in == first_known, ALREADY_IN)
    is_dated = ~np.isfinite(joined) | (last_out == joined - 1)
    return joined[is_dated].rename("joined")


def continued(rows: pd.DataFrame, lineage: pd.DataFrame, first_year: int) -> pd.DataFrame:
    """Return rows by provider with renamed providers under one id and merged ones left out.

    Parameters
    ----------
    rows
        Any rows with ``provider_id``.
    lineage
        One row per predecessor and successor: ``predecessor_id, successor_id, change_date, lineage_kind``. A
        change told in several years counts once. May be empty.
    first_year
        First year of the data. A merger before it changed nothing that is seen.

    A provider that took over another is neither of the two: its figures jump, and it may be in because the
    other was.
    """
    if lineage.empty:
        return rows
    renamed = lineage[lineage["lineage_kind"] == RENAME]
    names = dict(zip(renamed["predecessor_id"], renamed["successor_id"], strict=True))
    same = rows.assign(provider_id=rows["provider_id"].replace(names))
    years = pd.to_datetime(lineage["change_date"]).dt.year
    merged = lineage.loc[(lineage["lineage_kind"] == MERGER) & (years >= first_year), "successor_id"]
    return same[~same["provider_id"].isin(merged)].reset_index(drop=True)
