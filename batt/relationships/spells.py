"""Pool the yearly spells: one row per spell, with late entry and people still in marked for what they are."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

CAUSES = {1: "job", 2: "active", 3: "other"}
"""Exit groups by the number that stands for them in `cause`; 0 is still in when last seen."""

COLUMNS = (
    "spell_id",
    "participant_id",
    "provider_id",
    "programme",
    "year",
    "row_id",
    "stay_days",
    "cause_group",
    "entry_days",
    "time_days",
    "cause",
)


def pool_spells(yearly: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return each spell's last record, with the moment it came under observation.

    Parameters
    ----------
    yearly
        Year → clean spells. One row per (year, spell): a spell still running is delivered every year. Needs
        ``spell_id, participant_id, provider_id, programme, stay_days, cause_group, days_at_year_start,
        days_observed, row_id``; `stay_days` and `cause_group` are missing while the person is still in.

    Returns
    -------
    DataFrame
        One row per spell, in order of `spell_id`; columns `COLUMNS`. Beside those received:

        entry_days
            Days in the programme when the spell came under observation: 0 when it started inside the data,
            else half a day before its count on 1 January of its first year in the data. Somebody who leaves
            on that very 1 January was at risk of leaving that day; the half day keeps them so.
        time_days
            Days to the exit, or to 31 December of the last year delivered. A stay of 0 days counts as half a
            day: the person was in and left, and a spell of no length would never be at risk. A spell whose
            start was corrected between two deliveries enters at the latest half a day before its end.
        cause
            0 still in when last seen, 1 job, 2 active solution, 3 other (`CAUSES`).

    Raises
    ------
    ValueError
        When a spell has two rows in one year, an exit has no known group, or days_observed is missing.
    """
    frames = [frame.assign(year=year) for year, frame in sorted(yearly.items()) if len(frame)]
    if not frames:
        return pd.DataFrame(columns=list(COLUMNS)).astype(
            {"year": "int64", "entry_days": "float64", "time_days": "float64", "cause": "int64"}
        )
    records = pd.concat(frames, ignore_index=True).sort_values(["spell_id", "year"], kind="stable")
    if records.duplicated(["spell_id", "year"]).any():
        raise ValueError("a spell has two rows in one year")
    grouped = records.groupby("spell_id", sort=True)
    pooled = grouped.tail(1).reset_index(drop=True)
    first = grouped.head(1).reset_index(drop=True)
    has_left = pooled["stay_days"].notna().to_numpy()
    cause = np.zeros(len(pooled), dtype="int64")
    for number, name in CAUSES.items():
        cause[has_left & pooled["cause_group"].isin([name]).to_numpy()] = number
    if (has_left & (cause == 0)).any() or pooled["days_observed"].hasnans:
        raise ValueError("an exit without a known cause group, or a spell without days_observed")
    time_days = pooled["days_observed"].astype("float64").clip(lower=0.5)
    entry_days = (first["days_at_year_start"].astype("float64") - 0.5).clip(lower=0.0)
    pooled = pooled.assign(
        time_days=time_days,
        entry_days=entry_days.where(entry_days < time_days, time_days - 0.5),
        cause=cause,
    )
    return pooled.loc[:, list(COLUMNS)]


def leavers(pooled: pd.DataFrame, programme: str) -> pd.DataFrame:
    """Return those who left one programme, with `weeks` in it and `is_job`. One row per ended spell."""
    left = pooled.loc[(pooled["programme"] == programme) & (pooled["cause"] > 0)]
    return left.assign(weeks=left["stay_days"].astype("float64") / 7, is_job=left["cause"] == 1)
