"""The comparisons of providers, made among what everybody may see."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.bindings import counted_lists
from batt.provenance.printed.reading import (
    code_in,
    country,
    county_in,
    fixed,
    listed,
    listed_once,
    prefixed_in,
    programme_in,
    reading_in,
    same,
    table_of,
    this_year,
)
from batt.provenance.printed.reported import LEVELS, reported
from batt.provenance.printed.saved import Reader, Saved

LIST = counted_lists.LIST
SURVEYS = ("i01", "i02", "i03")
_BEST = ["national_providers", "national_n", "top3_mean", "top5_mean"]


def country_and_best(saved: Saved) -> pd.DataFrame:
    """One row per figure of the country, with the mean of providers and the best beside it."""
    best = saved.table("disclosure", "benchmarks").drop_duplicates(LIST)[[*LIST, *_BEST]]
    rows = saved.frame(reported)
    ours = rows[(rows["unit_level"] == "country") & (rows["year"] == saved.year)]
    return ours.merge(best, on=LIST, how="left", validate="1:1")


def job_places(saved: Saved) -> pd.DataFrame:
    """One row per provider placed by job acquisition: place, figure, and the figure drawn to the middle."""
    keys = [*LIST, "provider_id"]
    ranks = saved.table("disclosure", "ranks")
    shrunken = saved.table("disclosure", "shrinkage")[[*keys, "shrunken", "shrunken_low", "shrunken_high"]]
    limits = saved.table("disclosure", "funnel_cells")[[*keys, "ci_low", "ci_high"]]
    rows = ranks[(ranks["indicator"] == "i08") & ranks["rank"].notna()]
    rows = rows.merge(shrunken, on=keys, how="left", validate="1:1")
    return rows.merge(limits, on=keys, how="left", validate="1:1")


def survey_cells(saved: Saved) -> pd.DataFrame:
    """One row per provider and programme of the three surveys."""
    cells = saved.table("disclosure", "funnel_cells")
    return cells[cells["indicator"].isin(SURVEYS)]


def full_model(saved: Saved) -> pd.DataFrame:
    """One row per provider and list, with the whole model."""
    rows = saved.table("disclosure", "adjusted")
    return rows[rows["version"] == "full"]


def readings(saved: Saved) -> pd.DataFrame:
    """One row per list and alternative reading, with the interval of the figure in force."""
    rows = saved.frame(reported)
    ours = rows[(rows["unit_level"] == "country") & (rows["year"] == saved.year)]
    found = saved.table("disclosure", "readings")
    return found.merge(ours[[*LIST, "ci_low", "ci_high"]], on=LIST, how="left", validate="m:1")


def _figure_number(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"number": int(str(row["figure"]).split(".")[0])}


def _ranking_of_table(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"ranking": str(row[TABLE_ID]).rsplit("-", 1)[-1]}


def _indicator_alone(row: Row, reader: Reader) -> Mapping[str, Any]:
    return {"indicator": listed(row, reader)["indicator"]}


PLACES = {
    f"{of}_place": [f"{of}_{end}" for end in ("rank", "rank_last", "low", "high")] for of in ("count", "rate")
}
"""A place, shared or not, and those that are possible when chance is reckoned with."""
AIM = {"aim": ("target", "lower", "upper")}
_LEVEL = code_in("set_by", "target_levels", "level")
_N = {"n_country": "level"}
_TEXTS = "comparisons_conditions"
BINDINGS = (
    Binding("national-benchmarks", country_and_best, (this_year, country, listed), levels=LEVELS),
    Binding(
        "job-(rank-intervals-data|league)",
        job_places,
        (programme_in("programme_name"),),
        has_names=False,
        said={"place": ("rank", "rank_last")},
    ),
    Binding("places-of-all-lists", counted_lists.places, (listed,)),
    Binding("funnel-surveys-data", survey_cells, (programme_in("programme_name"),), has_names=False),
    Binding("funnel-i\\d+-data", table_of("disclosure", "funnel_cells"), (listed,), has_names=False),
    Binding("funnels-of-all-lists", counted_lists.outside, (listed_once,)),
    Binding(
        "newsletter-agreement",
        table_of("disclosure", "newsletter_agreement"),
        (prefixed_in("ranking", _TEXTS, "ranking_", "ranking"),),
    ),
    Binding(
        "newsletter-list-\\w+",
        table_of("disclosure", "newsletter"),
        (_ranking_of_table,),
        has_names=False,
        said=PLACES,
    ),
    Binding(
        "crude-adjusted-figure-data",
        full_model,
        (programme_in("programme"), fixed(indicator="i08")),
        has_names=False,
    ),
    Binding("adjustment-lists", counted_lists.adjusted, (listed,)),
    Binding(
        "depends-on-adjustment",
        table_of("disclosure", "adjusted"),
        (listed, prefixed_in("version", _TEXTS, "version_", "version")),
        has_names=False,
    ),
    Binding(
        "variance-explained-table",
        table_of("disclosure", "variance_explained"),
        (_indicator_alone, prefixed_in("explained_by", _TEXTS, "explained_by_", "explained_by")),
    ),
    Binding("nav-office-spread", table_of("disclosure", "nav_severity_components"), (same("year"),)),
    Binding("nav-scores", table_of("disclosure", "nav_severity"), has_names=False),
    Binding("two-years-lists", counted_lists.two_years, (listed_once,), levels=_N),
    Binding("trend-lists", counted_lists.trends, (listed_once,), levels=_N),
    Binding("worse-and-worsening", counted_lists.worse_and_worsening, (listed_once,), levels=_N),
    Binding("joint-states-counts", counted_lists.states, (prefixed_in("state", _TEXTS, "state_", "state"),)),
    Binding(
        "regression-table", table_of("disclosure", "regression_to_mean"), (listed_once,), has_names=False
    ),
    Binding(
        "targets-counties-table",
        table_of("disclosure", "target_attainment"),
        (listed, county_in("county"), _LEVEL),
        said=AIM,
    ),
    Binding("targets-providers-table", counted_lists.attained, (listed, _LEVEL)),
    Binding(
        "target-audit",
        counted_lists.audited,
        (
            listed,
            code_in("level", "target_levels", "level"),
            prefixed_in("what", "comparisons_targets", "target_finding_", "finding"),
        ),
    ),
    Binding(
        "targets-left-out",
        counted_lists.left_out,
        (
            listed,
            code_in("level", "target_levels", "level"),
            prefixed_in("what", "comparisons_targets", "target_left_out_", "reason"),
        ),
    ),
    Binding(
        "readings-i\\d+",
        readings,
        (_indicator_alone, reading_in("reading"), programme_in("list")),
        said={"told_tau": ("tau",), "told_hanging": ("hanging_n",), "interval": ("ci_low", "ci_high")},
    ),
    Binding("indikator-no-table", table_of("disclosure", "indikator_no"), (_figure_number,)),
    Binding("practice-counts", counted_lists.practice, (listed,)),
)
