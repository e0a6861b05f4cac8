"""Invented monthly reports: exits by cause, and participants, places and starts in the month."""

from itertools import pairwise

import numpy as np
import pandas as pd

from batt.simulate.calendar import day, day_numbers, last_day, month_of


def monthly_exits(spells: pd.DataFrame, year: int) -> pd.DataFrame:
    """Count the year's exits. One row per provider, month, programme and end cause that occurred.

    ``spells`` are the rows delivered for the year, so that the months add up to the year.
    """
    exits = spells.loc[spells["end_date"].notna(), ["provider_id", "programme", "end_cause", "end_date"]]
    exits = exits.assign(month=_month_names(year, month_of(day_numbers(exits, "end_date"))))
    keys = ["provider_id", "month", "programme", "end_cause"]
    return exits.groupby(keys, sort=True).size().rename("exits_n").reset_index()


def monthly_stock(spells: pd.DataFrame, places: pd.DataFrame, year: int) -> pd.DataFrame:
    """Count who was in during each month and who started. One row per provider, month and programme run.

    ``places`` has ``provider_id, programme, places_n``, one row per provider and programme run.
    """
    start, end = day_numbers(spells, "start_date"), day_numbers(spells, "end_date")
    end = np.where(spells["end_date"].isna(), last_day(year) + 1, end)
    firsts = [day(year, month) for month in range(1, 13)] + [day(year + 1)]
    keys = spells[["provider_id", "programme"]]
    months = []
    for month, (first, after) in enumerate(pairwise(firsts), start=1):
        counted = keys.assign(
            participants_n=(start < after) & (end >= first), starts_n=(start < after) & (start >= first)
        )
        counts = counted.groupby(["provider_id", "programme"], as_index=False).sum()
        months.append(pd.DataFrame(counts).assign(month=f"{year}-{month:02d}"))
    stock = pd.concat(months, ignore_index=True)
    stock = stock.merge(places, on=["provider_id", "programme"], how="left", validate="many_to_one")
    stock = stock.sort_values(["provider_id", "month", "programme"], kind="stable", ignore_index=True)
    return stock.loc[:, ["provider_id", "month", "programme", "participants_n", "places_n", "starts_n"]]


def _month_names(year: int, months: np.ndarray) -> np.ndarray:
    names = np.array(["", *(f"{year}-{month:02d}" for month in range(1, 13))], dtype=object)
    return names[months].astype(str)
