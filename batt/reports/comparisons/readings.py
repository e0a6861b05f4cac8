"""What each open reading of the rules would change: the country's figure, the order, and whose place."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.indikator_no import indikator_no
from batt.reports.comparisons.lists import (
    LIST,
    indicator_names,
    list_heading,
    list_of,
    lists_of,
    order_text,
    programme_names,
    with_unit,
)
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.reading_places import reading_places
from batt.reports.comparisons.reading_words import load_option, reading_words
from batt.reports.comparisons.rows import because
from batt.reports.formats import format_interval
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import ALL
from batt.reports.sections.saved import country_values
from batt.reports.tables import Column

RANKED_LEAST = 5
"""A shorter list turns about by chance, and is no finding."""
_CHANGES_LEAST = 1e-9
_HELD_BACK = ["national_value", "national_alternative", "difference"]


def readings(page: ComparisonPage) -> Fragment:
    """Show, indicator by indicator, what hangs on the open readings, and how indikator.no's figures agree."""
    words = page.words
    in_force = load_option("national_mean").choices[page.readings.national_mean][page.lang]
    piece = page.section("readings", words("readings_title"), new_page=True)
    piece += page.text("readings_intro", national_mean=in_force)
    table = _in_words(page, page.compared("readings"))
    if not len(table):
        return piece + page.text("readings_none")
    associations = table.where(option="forening")
    if any(not cell.is_shown for cell in associations.cells("difference")):
        piece += page.text("readings_associations")
    names = indicator_names(page)
    piece += joined(_of_indicator(page, table.where(indicator=one), one) for one in names if _has(table, one))
    piece += page.section("readings-places", words("readings_places_title"), level=3) + reading_places(page)
    return piece + page.section("indikator-no", words("indikator_no_title"), level=3) + indikator_no(page)


def _in_words(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Add what each row says in words. A country's figure hidden elsewhere is hidden here too."""
    country = country_values(page).where(year=page.year)
    figures = {list_of(row): row for row in country.data.to_dict("records")}
    order = {(spec.key, choice): n for n, spec in enumerate(load().options) for choice in spec.choices}
    table = table.hidden_with(country, "value", on=LIST, numbers=_HELD_BACK)
    return (
        with_unit(table)
        .with_text("reading", lambda row: reading_words(page, row["option"], row["choice"]))
        .with_text("list", lambda row: programme_names(page)[row["programme"]])
        .with_text("interval", lambda row: _interval(page, row, figures.get(list_of(row), {}), row["unit"]))
        .with_text("told_tau", lambda row: _tau(page, row))
        .with_text("told_hanging", lambda row: _hanging(page, row))
        .with_text("order", lambda row: f"{order[row['option'], row['choice']]:02d}{order_text(row)}")
        .sorted_by("order", "choice")
    )


def _interval(page: ComparisonPage, row: Mapping[str, Any], figure: Mapping[Any, Any], unit: str) -> str:
    """Return the interval of the country's figure in force, as far as there is one to show."""
    low, high = figure.get("ci_low"), figure.get("ci_high")
    if pd.isna(row["national_value"]) or low is None or pd.isna(low) or pd.isna(high):
        return page.words("absent_mark")
    return format_interval(page.numbers, low, high, "unit_table", unit)


def _tau(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    if not pd.isna(row["tau"]):
        return page.numbers.decimal(row["tau"], 2)
    return because(page, row["reason"] or "all_equal")


def _hanging(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    if pd.isna(row["hanging_n"]):
        return because(page, "no_direction")
    return page.numbers.integer(row["hanging_n"])


def _has(table: PublishedTable, indicator: str) -> bool:
    return len(table.where(indicator=indicator)) > 0


def _of_indicator(page: ComparisonPage, rows: PublishedTable, indicator: str) -> Fragment:
    """One row per programme and reading that changes something; below it, what does not."""
    words = page.words
    changing = rows.filtered(_changes)
    still = rows.filtered(lambda row: not _changes(row))
    # The associations are held back everywhere, which is said once for all.
    held = still.filtered(lambda row: pd.isna(row["difference"]) and row["option"] != "forening")
    same = still.filtered(lambda row: not pd.isna(row["difference"]))
    notes = [
        words(f"readings_{kind}", readings=_listed(part))
        for kind, part in (("without_change", same), ("held_back", held))
        if len(part)
    ]
    if any(cell.state == "missing" for cell in changing.cells("difference")):
        notes.append(words("readings_dash"))
    heading = list_heading(page, indicator)
    if not len(changing):
        return page.prose(heading, *notes)
    columns: dict[Column, str] = {
        "list": words("programme"),
        "national_value": words("reading_in_force"),
        "interval": words("interval_95"),
        "national_alternative": words("reading_alternative"),
        "difference": words(f"reading_difference_{'points' if _is_share(indicator) else 'plain'}"),
        "ranked_n": words("reading_ranked"),
        "told_tau": words("reading_tau"),
        "told_hanging": words("reading_places"),
    }
    return page.table(
        changing,
        id=f"readings-{indicator}",
        columns=columns,
        formats={
            "national_value": "unit_table",
            "national_alternative": "unit_table",
            "difference": "unit_change",
            "ranked_n": "integer",
        },
        groups="reading",
        caption=f"{heading} {_finding(page, changing)}",
        notes=[*notes, grounds(page, lists_of(changing))],
    )


def _is_share(indicator: str) -> bool:
    return load().indicator(indicator).unit == "share"


def _changes(row: Mapping[str, Any]) -> bool:
    """Whether a reading changes the country's figure or the order, as far as is shown."""
    moves = not pd.isna(row["difference"]) and abs(row["difference"]) > _CHANGES_LEAST
    return moves or (not pd.isna(row["tau"]) and row["tau"] < 1 - _CHANGES_LEAST)


def _listed(rows: PublishedTable) -> str:
    """List readings with the programmes they are about."""
    lists: dict[str, list[str]] = {}
    for row in rows.data.to_dict("records"):
        lists.setdefault(row["reading"].rstrip("."), []).append(row["list"])
    return "; ".join(f"{reading} ({', '.join(names)})" for reading, names in lists.items())


def _finding(page: ComparisonPage, rows: PublishedTable) -> str:
    """Say under which reading the order changes most, or that it does not change."""
    ordered = rows.data.dropna(subset=["tau"])
    changed = ordered.loc[ordered["tau"] < 1 - _CHANGES_LEAST].sort_values("tau", kind="stable")
    if changed.empty:
        return page.words("readings_order_kept")
    long = changed.loc[changed["ranked_n"] >= RANKED_LEAST]
    if long.empty:
        return page.words("readings_order_changed_short", n=RANKED_LEAST)
    most = long.iloc[0]
    reading = load_option(str(most["option"])).choices[most["choice"]][page.lang].rstrip(".")
    tau = page.numbers.decimal(most["tau"], 2)
    if most["programme"] == ALL:
        return page.words("readings_order_changed", reading=reading, tau=tau)
    return page.words("readings_order_changed_in", reading=reading, list=most["list"], tau=tau)
