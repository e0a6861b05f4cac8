"""Exits by the monthly reports, added up, against exits by the yearly files."""

import pandas as pd

from batt.clean.totals import differs
from batt.comparisons.monthly_activity import ALL
from batt.comparisons.monthly_counts import Telling
from batt.comparisons.monthly_rows import MonthlyRows
from batt.registry import load


def monthly_reconciliation(rows: MonthlyRows, telling: Telling) -> pd.DataFrame:
    """Compare the year's exits month by month with its exits by course.

    Returns
    -------
    DataFrame
        One row per programme run, ``ALL`` first: ``programme, months_n`` (months of the year that somebody
        has reported), ``monthly_exits_n`` and ``yearly_exits_n`` of the providers that have reported exits in
        any month, ``providers_n`` (these), ``providers_differ_n`` (of them, those whose two totals differ by
        more than one and more than five per cent: the tolerance of `batt.clean.totals`), and
        ``providers_without_n`` (those with exits in the yearly files and no monthly report).
    """
    of_year = rows.exits.loc[rows.exits["month"].isin(rows.months)]
    keys = ["provider_id", "programme"]
    summed = of_year.groupby(keys)["exits_n"].sum().rename("monthly_exits_n").reset_index()
    both = summed.merge(
        rows.yearly.rename(columns={"exits_n": "yearly_exits_n"}),
        on=keys,
        how="outer",
        validate="one_to_one",
    )
    counts = ["monthly_exits_n", "yearly_exits_n"]
    both = both.assign(**{name: both[name].fillna(0).astype("Int64") for name in counts})
    total = both.groupby("provider_id", as_index=False)[counts].sum().assign(programme=ALL)
    parts = pd.concat([total, both], ignore_index=True)
    has_reported = parts["provider_id"].isin(of_year["provider_id"])
    parts = parts.assign(
        **{name: parts[name].where(has_reported, 0) for name in counts},
        providers_n=has_reported,
        providers_differ_n=has_reported & differs(parts["monthly_exits_n"], parts["yearly_exits_n"]),
        providers_without_n=~has_reported & (parts["yearly_exits_n"] > 0),
    )
    sums = parts.groupby("programme")[[*counts, *_PROVIDERS]].sum().astype("Int64")
    order = [code for code in (ALL, *load().programme_codes) if code in sums.index]
    table = sums.loc[order].reset_index().assign(months_n=len(rows.months))
    return telling.of(table[["programme", "months_n", *counts, *_PROVIDERS]], counts)


_PROVIDERS = ["providers_n", "providers_differ_n", "providers_without_n"]
