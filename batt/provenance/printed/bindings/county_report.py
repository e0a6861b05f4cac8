"""The reports of counties: the county against the country, its providers, its targets."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import Binding, Row
from batt.provenance.printed.bindings.comparisons import AIM
from batt.provenance.printed.codes import surveys
from batt.provenance.printed.reading import (
    code_in,
    county,
    county_in,
    fixed,
    listed,
    programme_columns,
    programme_in,
    provider_in,
    table_of,
    this_year,
)
from batt.provenance.printed.reported import LEVELS, reported
from batt.provenance.printed.saved import Reader, Saved

_SURVEYS = {"nav": "i01", "user": "i02", "staff": "i03"}
_COUNTED = {"participants": "i06", "exits": "i08"}
"""Indicators whose n counts the participants of the year, and the exits."""


def activity(saved: Saved) -> pd.DataFrame:
    """One row per county and programme: participants, exits and agreed places, each with its level."""
    rows = saved.frame(reported)
    rows = rows[(rows["unit_level"] == "county") & (rows["year"] == saved.year)]
    keys = ["unit_level", "unit_id", "programme"]
    whole = rows[keys].drop_duplicates()
    for name, indicator in _COUNTED.items():
        ends = ("", "_country", "_last") if name == "participants" else ("",)
        found = rows[rows["indicator"] == indicator]
        names = {f"n{end}": f"{name}{end}" for end in ends}
        names |= {f"level{end}": f"level_{name}{end}" for end in ends}
        whole = whole.merge(found[[*keys, *names]].rename(columns=names), on=keys, how="left", validate="1:1")
    places, providers = saved.table("clean", "activity"), saved.table("clean", "providers")
    places = places.merge(providers[["provider_id", "county"]], on="provider_id", validate="m:1")
    places = places.groupby(["county", "programme"])["places_n"].sum(min_count=1).reset_index()
    places = places.rename(columns={"county": "unit_id"}).assign(unit_level="county")
    return whole.merge(places, on=keys, how="left", validate="1:1")


def labour_market(saved: Saved) -> pd.DataFrame:
    """One row per county: its unemployment as a share."""
    rows = saved.table("clean", "labour_market")
    return rows.assign(value=rows["unemployment_pct"] / 100) if len(rows) else rows


def _survey(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"indicator": _SURVEYS.get(surveys(reader.lang).get(str(row["survey"]), ""))}


_PROVIDER = (this_year, fixed(unit_level="provider"), provider_in("who", "unit_id"))
_COUNTS = ("participants", "exits", "participants_country", "participants_last")
BINDINGS = (
    Binding("county-shares-data|county-indicators", reported, (this_year, county, listed), levels=LEVELS),
    Binding(
        "county-activity",
        activity,
        (county, programme_in("programme_label")),
        levels={name: f"level_{name}" for name in _COUNTS},
        persons=_COUNTS,
    ),
    Binding(
        "who-runs-what",
        reported,
        (*_PROVIDER, fixed(indicator="i06")),
        wide=programme_columns("n"),
        levels=LEVELS,
    ),
    Binding("provider-results", reported, (*_PROVIDER, listed), levels=LEVELS),
    Binding(
        "targets-county-table",
        table_of("disclosure", "target_attainment"),
        (county, listed, code_in("set_by", "target_levels", "level")),
        said=AIM,
    ),
    Binding(
        "targets-local-table",
        table_of("disclosure", "target_attainment"),
        (fixed(unit_level="provider", level="LOKALT"), provider_in("who", "unit_id"), listed),
        said=AIM,
    ),
    Binding("labour-market-table", labour_market, (county_in("name", "county"),)),
    Binding(
        "county-respondents",
        reported,
        (this_year, county, programme_in("programme_label"), _survey),
        levels=LEVELS,
    ),
)
