"""How many of one provider ended with each code, for others than the provider: large counts alone.

A code is told where it counts at least five persons, its indicator is told, and what is left untold is
nothing or at least five persons too: of the other codes of the same provider, and of the same code at all
other providers. Codes that are not told are not told to be zero either, unless nothing is left. So what is
hidden is a sum of at least five, from which no small part follows.
"""

import numpy as np
import pandas as pd

from batt.disclosure.table import PublishedTable, open_door
from batt.paths import Root
from batt.protection.rules import MIN_PERSONS

WITHIN_PROVIDER = ["provider_id", "programme", "group"]
ACROSS_PROVIDERS = ["programme", "end_cause"]


def publish_code_counts(counts: pd.DataFrame, *, is_told: pd.Series) -> PublishedTable:
    """Publish the large ones among counts of persons by code.

    Parameters
    ----------
    counts
        One row per provider, programme and code, of all providers: ``provider_id, programme, group,
        end_cause, exits_n``. The codes of a group add up to the numerator of its indicator.
    is_told
        Per row: whether everybody may see that numerator.

    Returns
    -------
    PublishedTable
        The same rows; ``exits_n`` hidden where it cannot be told.
    """
    frame = counts.loc[:, [*WITHIN_PROVIDER, "end_cause", "exits_n"]].reset_index(drop=True)
    told = is_told.to_numpy(dtype=bool)
    shown = told & frame["exits_n"].ge(MIN_PERSONS).to_numpy()
    while len(gone := _to_hide(frame, shown)):
        shown[gone] = False
    left = _left(frame, shown, WITHIN_PROVIDER)
    hidden = pd.DataFrame(False, index=frame.index, columns=frame.columns)
    hidden["exits_n"] = ~shown & ~(told & (left == 0))
    return open_door(frame, hidden, numbers=["exits_n"])


def told_rows(root: Root, year: int) -> pd.MultiIndex:
    """Return the provider, programme and indicator of every figure that everybody may see in full."""
    keys = ["unit_id", "programme", "indicator"]
    shown = pd.read_parquet(
        root.disclosure(year) / "protection.parquet",
        columns=[*keys, "numerator"],
        filters=[("year", "==", year), ("unit_level", "==", "provider"), ("level", "==", 0)],
    )
    return pd.MultiIndex.from_frame(shown.loc[shown["numerator"].notna(), keys])


def _to_hide(frame: pd.DataFrame, shown: np.ndarray) -> np.ndarray:
    """Return the smallest shown count of every group in which too few persons are left untold."""
    found = []
    for keys in (WITHIN_PROVIDER, ACROSS_PROVIDERS):
        left = _left(frame, shown, keys)
        bad = frame[shown & (left > 0) & (left < MIN_PERSONS)]
        smallest = bad.sort_values("exits_n", kind="stable").drop_duplicates(keys)
        found.append(smallest.index.to_numpy())
    return np.concatenate(found)


def _left(frame: pd.DataFrame, shown: np.ndarray, keys: list[str]) -> np.ndarray:
    """Return, per row, how many persons of its group are not shown."""
    untold = frame.assign(untold=frame["exits_n"].where(~shown, 0))
    return untold.groupby(keys, sort=False)["untold"].transform("sum").to_numpy()
