"""Activity, exits and their causes by programme, for each month and for the year so far."""

import pandas as pd

from batt.comparisons.monthly_counts import Telling, by_month_and_so_far, so_far_name, with_totals
from batt.comparisons.monthly_rows import GROUPS, JOBS, MonthlyRows
from batt.registry import load

ALL, TOTAL = "ALL", "TOTAL"
"""All six programmes together, and the four together that indicator 8 covers."""


def monthly_activity(rows: MonthlyRows, telling: Telling) -> pd.DataFrame:
    """Return who was in, started and left.

    Returns
    -------
    DataFrame
        One row per month and programme of the year, ``ALL`` for the six together: ``month, programme,
        participants_n`` (in at some time of the month; a person in two programmes counts in both),
        ``places_n`` (missing where nobody delivered them), ``starts_n, exits_n``, and with ``_so_far_n``
        those who started and left since January. Programmes that nobody reported in the year have no row.
    """
    programmes = load().programme_codes
    stock = with_totals(rows.stock, ALL, programmes)
    exits = with_totals(rows.exits, ALL, programmes)
    keys = ["month", "programme"]
    flows = pd.concat([stock[[*keys, "starts_n"]], exits[[*keys, "exits_n"]]]).fillna(0)
    table = by_month_and_so_far(flows, ["programme"], ["starts_n", "exits_n"], rows.months)
    levels = stock.groupby(keys, as_index=False)[["participants_n", "places_n"]].sum(min_count=1)
    table = table.merge(levels, on=keys, how="left", validate="one_to_one")
    counts = ["participants_n", "places_n", "starts_n", "exits_n", "starts_so_far_n", "exits_so_far_n"]
    return telling.of(_ordered(table)[[*keys, *counts]], [name for name in counts if name != "places_n"])


def monthly_outcomes(rows: MonthlyRows, telling: Telling) -> pd.DataFrame:
    """Return how many left to a job, to an active solution, and to something else.

    Returns
    -------
    DataFrame
        One row per month and programme that indicator 8 covers, ``TOTAL`` for these together: ``month,
        programme, exits_n, job_n, active_n, other_n``, and the same with ``_so_far_n``. ``job_n`` follows the
        reading of job codes in force, so a temporary job may be among the others. Monthly reports do not tell
        whether NAV approved, so ``active_n`` holds all that were reported as active solutions.
    """
    covered = load().applicable(JOBS)
    exits = with_totals(rows.exits.loc[rows.exits["programme"].isin(covered)], TOTAL, covered)
    counts = ["exits_n", "job_n", "active_n", "other_n"]
    table = by_month_and_so_far(_by_group(exits), ["programme"], counts, rows.months)
    return telling.of(_ordered(table), [*counts, *map(so_far_name, counts)])


def monthly_causes(rows: MonthlyRows, telling: Telling) -> pd.DataFrame:
    """Return how many left for each end cause.

    Returns
    -------
    DataFrame
        One row per month, programme (``ALL`` for the six together) and end cause used in the year:
        ``month, programme, end_cause, exits_n, exits_so_far_n``.
    """
    exits = with_totals(rows.exits, ALL, load().programme_codes)
    table = by_month_and_so_far(exits, ["programme", "end_cause"], ["exits_n"], rows.months)
    return telling.of(_ordered(table), ["exits_n", "exits_so_far_n"])


def monthly_delivery(rows: MonthlyRows) -> pd.DataFrame:
    """Return how many providers have reported each month of the year.

    Returns
    -------
    DataFrame
        One row per month of any year that somebody has reported: ``month, providers_n`` (those with a row in
        either report), ``providers_expected_n`` (those of the year reported on, for its months; for
        earlier months the most that reported any month of the same year).
    """
    both = pd.concat([part[["month", "provider_id"]] for part in (rows.exits, rows.stock)])
    table = both.drop_duplicates().groupby("month").size().rename("providers_n").reset_index()
    year = table["month"].str[:4]
    expected = table.groupby(year)["providers_n"].transform("max")
    expected = expected.where(year != str(rows.year), len(rows.expected))
    return table.assign(providers_expected_n=expected).astype(
        {"providers_n": "int64", "providers_expected_n": "int64"}
    )


def _by_group(exits: pd.DataFrame) -> pd.DataFrame:
    """Set the exits of each group out as a column; jobs by the reading in force."""
    group = exits["group"].where(exits["group"] != "job", "other").mask(exits["is_job"], "job")
    parts = {f"{name}_n": exits["exits_n"].where(group == name, 0) for name in GROUPS}
    return exits.assign(**parts)


def _ordered(table: pd.DataFrame) -> pd.DataFrame:
    """Put rows by month, and programmes as the registry orders them after their total."""
    places = {code: place for place, code in enumerate([ALL, TOTAL, *load().programme_codes])}
    causes = {code.code: place for place, code in enumerate(load().codes["end_causes"])}
    order = table.assign(place=table["programme"].map(places))
    order = order.assign(cause=table["end_cause"].map(causes) if "end_cause" in table else 0)
    return table.loc[order.sort_values(["month", "place", "cause"]).index].reset_index(drop=True)
