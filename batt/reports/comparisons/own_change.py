"""What has changed for the provider that reads: since last year, and over the years."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.comparisons.grounds import with_grounds
from batt.reports.comparisons.lists import HEADING, LIST, PROGRAMME, headed, list_of
from batt.reports.comparisons.own import NOTHING, own_figures, own_rows
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import because, change_interval
from batt.reports.fragment import Fragment

_HIDDEN_TO_OTHERS = ("no_previous", "no_current")


def own_change(page: ComparisonPage) -> Fragment:
    """Show the reader's own changes: tested, not tested with the reason, and trends."""
    return (
        page.section("own-change", page.words("own_change_title"), level=3)
        + _tested(page)
        + _not_tested(page)
        + _trends(page)
    )


def movement_said(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say how a figure has moved, and whether that is to the good; the reason where it was not tested."""
    if not row["movement"]:
        return because(page, row["reason"])
    return page.words(f"moved_{row['movement']}_{row['course']}")


def _own_n(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Add how many persons, or firms, the reader's own figure rests on: ``n_own``."""
    return table.beside(own_figures(page, page.year).pick(*LIST, "n"), on=LIST, suffix="_own")


def _tested(page: ComparisonPage) -> Fragment:
    """One row per list in which the reader's change could be tested."""
    words = page.words
    rows = own_rows(page, page.compared("changes")).where(reason="")
    if not len(rows):
        return page.text("own_change_nothing")
    states = own_rows(page, page.compared("joint_states")).pick(*LIST, "state", "reason")
    rows = with_grounds(page, _own_n(page, rows.beside(states, on=LIST, suffix="_joint")))
    rows = rows.with_text("interval", lambda row: change_interval(page, row, "change_low", "change_high"))
    rows = rows.with_text("judged", lambda row: movement_said(page, row))
    rows = rows.with_text("state", lambda row: _state(page, row))
    return page.table(
        headed(page, rows, per_100=True),
        id="own-changes",
        columns={
            PROGRAMME: words("programme"),
            "previous_value": str(page.year - 1),
            "value": str(page.year),
            "n_own": words("n"),
            "response": words("response_country"),
            "change": words("change"),
            "interval": words("interval_95"),
            "judged": words("judgement_own"),
            "state": words("state"),
        },
        formats={
            "previous_value": "unit_table",
            "value": "unit_table",
            "n_own": "integer",
            "change": "unit_change",
        },
        groups=HEADING,
        caption=words("own_changes_caption", year=page.year - 1),
        notes=[words("change_units_note"), words("change_interval_note")],
    )


def _state(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    state = row["state_joint"]
    if pd.isna(state):
        return page.words("absent_mark")
    return page.words(f"state_{state}") if state else because(page, row["reason_joint"])


def _not_tested(page: ComparisonPage) -> Fragment:
    """One row per own figure that was not tested, with the reason."""
    words = page.words
    changes = own_rows(page, page.compared("changes")).data
    reasons = {list_of(row): row["reason"] for row in changes.to_dict("records")}
    rows = own_figures(page, page.year).filtered(lambda row: reasons.get(list_of(row)) != "")
    if not len(rows):
        return NOTHING
    before = own_figures(page, page.year - 1).pick(*LIST, "value", "n")
    rows = rows.pick(*LIST, "unit", "value", "n").beside(before, on=LIST, suffix="_last")

    def why(row: Mapping[str, Any]) -> str:
        if row["value_last"] != row["value_last"]:
            return because(page, "no_previous")
        reason = reasons.get(list_of(row), "not_placed")
        return because(page, "not_placed" if reason in _HIDDEN_TO_OTHERS else reason)

    return page.table(
        headed(page, rows.with_text("why", why)),
        id="own-changes-not-tested",
        columns={
            PROGRAMME: words("programme"),
            "value_last": str(page.year - 1),
            "n_last": words("n_of_year", year=page.year - 1),
            "value": str(page.year),
            "n": words("n_of_year", year=page.year),
            "why": words("not_tested_heading"),
        },
        formats={"value_last": "unit_table", "n_last": "integer", "value": "unit_table", "n": "integer"},
        groups=HEADING,
        caption=words("own_not_tested_caption"),
        notes=[words("not_placed_note")],
    )


def _trends(page: ComparisonPage) -> Fragment:
    """One row per list in which the reader has three years or more."""
    words = page.words
    rows = own_rows(page, page.compared("trends")).where(reason="")
    if not len(rows):
        return page.text("own_trends_nothing")
    rows = rows.with_text("interval", lambda row: change_interval(page, row, "slope_low", "slope_high"))
    rows = rows.with_text("judged", lambda row: movement_said(page, row))
    return page.table(
        headed(page, _own_n(page, rows), per_100=True),
        id="own-trends",
        columns={
            PROGRAMME: words("programme"),
            "years_n": words("years_n"),
            "first_year": words("first_year"),
            "last_year": words("last_year"),
            "n_own": words("n_of_year", year=page.year),
            "slope": words("slope"),
            "interval": words("interval_95"),
            "judged": words("judgement_own"),
        },
        formats={
            "years_n": "integer",
            "first_year": "year",
            "last_year": "year",
            "n_own": "integer",
            "slope": "unit_change",
        },
        groups=HEADING,
        caption=words("own_trends_caption"),
        notes=[words("change_units_note")],
    )
