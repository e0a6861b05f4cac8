"""The county's providers, by name, with the figures that everybody may see."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.reports.comparisons.lists import HEADING, LIST, by_list
from batt.reports.comparisons.rows import because
from batt.reports.county_report.activity import PARTICIPANTS
from batt.reports.county_report.page import CountyPage
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import programme_labels
from batt.reports.sections.saved import reported_values

LISTED = ("i01", "i08", "i09")
"""What NAV in the county asks of a provider first: its own offices' answers, jobs, active solutions."""
INTERVAL = ("ci_low", "ci_high")


def providers(page: CountyPage) -> Fragment:
    """Show who runs what, then the providers' own results, in the order of their names."""
    words, names = page.words, page.provider_names
    piece = page.section("providers", words("providers_title"), new_page=True)
    if not names:
        return piece + page.text("county_nobody", county=page.county_name, year=page.year)
    values = _values(page)
    return (
        piece
        + page.text("providers_intro", n=page.numbers.integer(len(names)), county=page.county_name)
        + _who_runs_what(page, values.where(indicator=PARTICIPANTS))
        + _results(page, values.where(indicator=list(LISTED)))
    )


def _values(page: CountyPage) -> PublishedTable:
    """Return all that is reported of the county's providers this year, with their names."""
    rows = reported_values(page).where(
        unit_level="provider", unit_id=list(page.provider_names), year=page.year
    )
    return rows.labelled("unit_id", page.provider_names, new="who")


def _who_runs_what(page: CountyPage, rows: PublishedTable) -> Fragment:
    """One row per provider, one column per programme: participants of the year."""
    words, short = page.words, programme_labels(page, "short")
    if not len(rows):
        return joined([])
    wide = rows.labelled("programme", short, new="programme_label")
    wide = wide.wide(rows=["who"], columns="programme_label", values="n").sorted_by("who")
    run = {name: name for name in short.values() if name in wide.columns}
    return page.table(
        wide,
        id="who-runs-what",
        columns={"who": words("provider_word")} | run,
        formats=dict.fromkeys(run, "integer"),
        caption=words("who_runs_what_caption", year=page.year),
        notes=[words("who_runs_what_note")],
    )


def _results(page: CountyPage, rows: PublishedTable) -> Fragment:
    """One row per provider and list."""
    words = page.words
    rows = rows.filtered(lambda row: row["status"] != "not_applicable")
    if not len(rows):
        return page.text("providers_no_results")
    told = _with_flag(page, rows)
    return page.table(
        by_list(page, told.sorted_by("who")),
        id="provider-results",
        columns={
            "who": words("provider_word"),
            "value": words("value"),
            INTERVAL: words("interval_95"),
            "n": words("n"),
            "flagged": words("flagged"),
        },
        formats={"value": "unit_table", INTERVAL: "unit_table", "n": "integer"},
        groups=HEADING,
        caption=words("provider_results_caption", county=page.county_name, year=page.year),
        notes=[words("provider_results_note")],
    )


def _with_flag(page: CountyPage, rows: PublishedTable) -> PublishedTable:
    """Add where each figure lies against the limits of chance: ``flagged``."""
    cells = page.found("funnel_cells")
    keys = ["unit_id", *LIST]
    if cells is None:
        empty = pd.DataFrame(columns=[*keys, "flag", "reason"])
        known = publish_facts(empty, why="no provider is compared")
    else:
        known = cells.where(provider_id=list(page.provider_names)).renamed(provider_id="unit_id")
        known = known.pick(*keys, "flag", "reason")
    return rows.beside(known, on=keys, suffix="").with_text("flagged", lambda row: _flag(page, row))


def _flag(page: CountyPage, row: Mapping[str, Any]) -> str:
    """Return the words of a flag, or why there is none."""
    if isinstance(row["flag"], str) and row["flag"]:
        return page.words(f"flag_{row['flag']}")
    if isinstance(row["reason"], str) and row["reason"]:
        return because(page, row["reason"])
    return page.words("flag_not_shown")
