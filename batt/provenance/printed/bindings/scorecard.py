"""The scorecards: a provider's own figures complete, beside what everybody may see of the others."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import Binding, Row
from batt.provenance.printed.bindings.counted_lists import LIST
from batt.provenance.printed.bindings.nav_dialogue import profiles
from batt.provenance.printed.reading import (
    code_in,
    listed,
    listed_once,
    own,
    own_provider,
    table_of,
    this_year,
)
from batt.provenance.printed.reported import LEVELS, reported
from batt.provenance.printed.saved import Reader, Saved
from batt.registry import load

_KIND = ("scorecard",)
_LEVELS = {**LEVELS, "country": "level_country"}
LEADERS = 5


def own_figures(saved: Saved) -> pd.DataFrame:
    """One row per provider and list: its figures beside the country's, the peers' and the five best."""
    rows = saved.frame(reported)
    rows = rows[(rows["unit_level"] == "provider") & (rows["year"] == saved.year)]
    rows = rows.assign(country=rows["value_country"])
    means = saved.table("disclosure", "benchmarks")
    best = means.drop_duplicates(LIST)[[*LIST, "top3_mean", "top5_mean"]]
    peers = means[["provider_id", *LIST, "peer_pooled", "peer_n"]].rename(columns={"provider_id": "unit_id"})
    rows = rows.merge(best, on=LIST, how="left", validate="m:1")
    rows = rows.merge(peers, on=["unit_id", *LIST], how="left", validate="1:1")
    leaders = saved.table("disclosure", "leaders")
    leaders = leaders[leaders["indicator"] != "i07"].sort_values([*LIST, "place", "value"])
    slot = (leaders.groupby(LIST).cumcount() + 1).astype("str")
    # Those who share a place have the same value, so that their order does not matter.
    wide = leaders.assign(slot=slot).pivot(index=LIST, columns="slot", values="value").reset_index()
    numbers = ["change", "change_low", "change_high"]
    changes = saved.table("disclosure", "changes")[["provider_id", *LIST, *numbers]]
    changes = changes.rename(columns={"provider_id": "unit_id", "change": "change_change"})
    rows = rows.merge(changes, on=["unit_id", *LIST], how="left", validate="1:1")
    return rows.merge(wide, on=LIST, how="left", validate="m:1")


def own_themes(saved: Saved) -> pd.DataFrame:
    """One row per provider, survey and theme: the mean and the number of answers."""
    rows = profiles(saved)
    return rows[rows["side"] == "own"]


def peers(saved: Saved) -> pd.DataFrame:
    """One row per provider, list and peer, with the interval and n of the provider's own fair figure."""
    fair = saved.table("disclosure", "fair_figures")[["provider_id", *LIST, "low", "high", "n"]]
    rows = saved.table("disclosure", "nearest_peers")
    return rows.merge(fair, on=["provider_id", *LIST], how="left", validate="m:1")


def _code(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"end_cause": str(row["end_cause"]).split(" ")[0]}


def _programme_of_column(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
    return ({"programme": name}, "exits_n") if name in load().programme_codes else None


def _label(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {reader.lang: str(row["label"])}


def _survey_of_column(name: str, reader: Reader) -> tuple[Mapping[str, Any], str] | None:
    number, _, survey = name.partition("_")
    return ({"survey": survey, "side": "own"}, number) if survey else None


BINDINGS = (
    Binding(
        "bars-\\w+-data|moves",
        own_figures,
        (this_year, own, listed),
        levels=_LEVELS,
        kinds=_KIND,
        said={"interval": ("change_low", "change_high")},
    ),
    Binding("funnel-own-data", table_of("disclosure", "funnel_cells"), (own_provider, listed), kinds=_KIND),
    Binding("perspectives-table", own_themes, (own_provider, _label), wide=_survey_of_column, kinds=_KIND),
    Binding(
        "goals-table",
        table_of("comparisons", "target_attainment"),
        (own, listed, code_in("set_by", "target_levels", "level")),
        kinds=_KIND,
        said={"aim": ("target", "lower", "upper")},
    ),
    Binding(
        "peers-table",
        peers,
        (own_provider, listed),
        has_names=False,
        kinds=_KIND,
        said={"heading": ("adjusted_value", "low", "high", "n")},
    ),
    Binding(
        "exits-table",
        table_of("breakdowns", "provider_end_causes"),
        (own_provider, _code),
        wide=_programme_of_column,
        said_wide=("exits_n", "share"),
        kinds=_KIND,
    ),
    Binding("bounds-table", table_of("breakdowns", "set_aside_bounds"), (own_provider, listed), kinds=_KIND),
    Binding("learn-best", table_of("disclosure", "best_practice"), (own_provider, listed_once), kinds=_KIND),
)
