"""The newsletter's three rankings, over the year so far and over twelve months, as of each month."""

import pandas as pd

from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import JOBS, MonthlyRows
from batt.comparisons.newsletter import rank_totals, ranking_totals
from batt.registry import load

SO_FAR, ROLLING = "so_far", "rolling"
WINDOW = 12
DRAWS = 500
"""Fewer than for a year's ranking: there are two dozen lists of three kinds here."""


def monthly_rankings(rows: MonthlyRows, telling: Telling, *, draws: int = DRAWS) -> pd.DataFrame:
    """Rank providers by jobs and by share, as of each month of the year.

    A single month is never ranked: most providers have two jobs or fewer in one. As of January there is no
    ranking of the year so far, and as of December it is that of the twelve months.

    Parameters
    ----------
    rows
        The monthly reports.
    telling
        How a provider's jobs and exits are told; the share is that of the two as told, and places are of
        what is told. Whether there are rankings as of every month of the year, or of the last alone.
    draws
        Of the confidence sets.

    Returns
    -------
    DataFrame
        One row per month, period (``so_far``, ``rolling``), ranking and provider with an exit in the period:
        ``month, period, first_month`` and the columns of `batt.comparisons.newsletter.newsletter_table` but
        its year. Twelve months are ranked only when somebody has reported each of them.
    """
    covered = rows.exits.loc[rows.exits["programme"].isin(load().applicable(JOBS))]
    totals: list[pd.DataFrame] = []
    about: list[dict[str, str]] = []
    for month in rows.months if telling.every_month else rows.months[-1:]:
        for period, first in _periods(month, rows.all_months).items():
            within = covered.loc[(covered["month"] >= first) & (covered["month"] <= month)]
            told = _told(ranking_totals(_cells(within, rows.year)), telling)
            if len(told):
                totals.append(told.assign(list=len(about)))
                about.append({"month": month, "period": period, "first_month": first})
    if not totals:
        return _empty()
    # All lists at once: there are dozens, of few rows each.
    every = pd.concat(totals, ignore_index=True)
    ranked = rank_totals(every, telling.minimum_exits, within=["list"], draws=draws)
    ranked = ranked.join(pd.DataFrame(about, dtype="str"), on="list")
    return pd.concat([_empty(), ranked[list(_empty().columns)]], ignore_index=True)


def _periods(month: str, there: list[str]) -> dict[str, str]:
    """Return the first month of each period that is ranked as of a month."""
    year, number = int(month[:4]), int(month[5:])
    january, before = f"{year}-01", f"{year - 1}-{number + 1:02d}"
    periods = {}
    if number < WINDOW and sum(january <= one <= month for one in there) > 1:
        periods[SO_FAR] = january
    first = january if number == WINDOW else before
    if sum(first <= one <= month for one in there) == WINDOW:
        periods[ROLLING] = first
    return periods


def _cells(exits: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return jobs and exits as cells of indicator 8. One row per provider and programme."""
    counted = exits.assign(jobs=exits["exits_n"].where(exits["is_job"], 0))
    sums = counted.groupby(["provider_id", "programme"], as_index=False)[["jobs", "exits_n"]].sum()
    named = sums.rename(columns={"jobs": "numerator", "exits_n": "denominator"})
    return named.loc[named["denominator"] > 0].assign(year=year, indicator=JOBS)


def _told(totals: pd.DataFrame, telling: Telling) -> pd.DataFrame:
    """Return totals as they are told, with the share of what is told."""
    told = telling.of(totals, ["jobs", "exits"])
    rate = told["jobs"].astype("float64") / told["exits"].astype("float64")
    return told.assign(rate=rate.where((told["exits"] >= telling.minimum_exits).to_numpy()))


def _empty() -> pd.DataFrame:
    """Return the table without rows."""
    kinds = {"month": "str", "period": "str", "first_month": "str", "ranking": "str", "provider_id": "str"}
    kinds |= {"jobs": "Int64", "exits": "Int64", "rate": "float64"}
    for what in ("count", "rate"):
        kinds |= dict.fromkeys([f"{what}_{name}" for name in ("rank", "rank_last", "low", "high")], "Int64")
        kinds[f"{what}_reason"] = "str"
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in kinds.items()})
