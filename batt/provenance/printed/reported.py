"""The indicator table of all years with its protection, and what pages set beside a figure of it."""

import pandas as pd

from batt.provenance.printed.saved import Saved

KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
VALUES = ["value", "ci_low", "ci_high", "n"]
OF_PERSONS = ("participants_n", "starts_n", "exits_n", "still_in_n")
LEVELS = {
    **dict.fromkeys(VALUES, "level"),
    "value_last": "level_last",
    "change": "level_change",
    "value_country": "level_country",
    "n_country": "level_country",
    "n_last": "level_last",
}


def reported(saved: Saved) -> pd.DataFrame:
    """Return every reported figure of every year, complete.

    Returns
    -------
    DataFrame
        One row per year, unit, programme and figure, the activity and end causes of the country among them:
        ``value, ci_low, ci_high, n, unit, level``, those of the year before with ``_last``, those of the
        country with ``_country``, and ``change`` with the greater of its two levels.
    """
    rows = pd.concat([_of(saved, year) for year in saved.years], ignore_index=True)
    levels = saved.table("disclosure", "protection")[[*KEYS, "level"]]
    rows = rows.merge(levels, on=KEYS, how="left", validate="1:1")
    other = [*VALUES, "level"]
    last = rows[[*KEYS, *other]].assign(year=rows["year"] + 1)
    rows = rows.merge(last, on=KEYS, how="left", validate="1:1", suffixes=("", "_last"))
    country = rows.loc[rows["unit_level"] == "country", ["year", "programme", "indicator", *other]]
    on = ["year", "programme", "indicator"]
    rows = rows.merge(country, on=on, how="left", validate="m:1", suffixes=("", "_country"))
    return rows.assign(
        change=rows["value"] - rows["value_last"],
        level_change=rows[["level", "level_last"]].max(axis=1),
        cause=rows["indicator"].str.removeprefix("end_cause."),
    )


def _of(saved: Saved, year: int) -> pd.DataFrame:
    activity, causes = (saved.table("breakdowns", name, year) for name in ("activity", "end_causes"))
    counts = activity.melt("programme", list(OF_PERSONS), "indicator", "n")
    counts = counts.assign(indicator="activity." + counts["indicator"], value=counts["n"], unit="persons")
    shares = causes.assign(
        indicator="end_cause." + causes["end_cause"].astype("str"),
        value=causes["exits_n"] / causes["exits_total_n"].where(causes["exits_total_n"] > 0),
        n=causes["exits_total_n"],
        unit="share",
    )
    whole = pd.concat([counts, shares], ignore_index=True).assign(unit_level="country", unit_id="NO")
    columns = [*KEYS, *VALUES, "unit", "status"]
    indicators = saved.indicators(year)[columns]
    return pd.concat(
        [indicators, whole.assign(year=year).reindex(columns=columns)], ignore_index=True
    ).astype(dict.fromkeys(VALUES, "float64"))
