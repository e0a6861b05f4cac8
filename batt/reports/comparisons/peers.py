"""Whom the reader can learn from: those most like it who are ahead, figure by figure."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import HEADING, by_list, list_heading, list_name, list_of, lists_of
from batt.reports.comparisons.own import own_figures
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.formats import format_interval, format_value
from batt.reports.fragment import Fragment

PEERS_MOST = 3
"""So many of those most alike are shown for each figure."""


def nearest_peers(page: ComparisonPage) -> Fragment:
    """One row per own figure and peer that is ahead, nearest first; below, the figures without one."""
    words = page.words
    own = page.own("nearest_peers")
    piece = page.text("peers_intro", n=PEERS_MOST)
    if not len(own):
        return piece + page.text("peers_no_figures")
    fair = page.own("fair_figures").records()
    figures = {list_of(row): row for row in fair}
    ahead = own.filtered(lambda row: not pd.isna(row["place"]) and row["place"] <= PEERS_MOST)
    without = _reasons(page, own.filtered(lambda row: pd.isna(row["place"]))) + _not_placed(page, figures)
    if not len(ahead):
        return piece + page.prose(*without)
    told = {True: words("peers_clear"), False: words("peers_not_clear")}
    rows = (
        by_list(page, ahead)
        .with_text("heading", lambda row: _own_heading(page, row, figures))
        .with_text("peer", lambda row: words("peers_number", place=page.numbers.integer(row["place"])))
        .with_text("clear", lambda row: told[bool(row["is_clear"])])
        .sorted_by("order", "place")
    )
    shown = {list_of(row) for row in rows.records()}
    clear = {list_of(row) for row in rows.records() if row["is_clear"]}
    return (
        piece
        + page.table(
            rows,
            id="peers-table",
            columns={
                "peer": words("peers_peer"),
                "peer_value": words("adjusted_value"),
                "advantage": words("peers_advantage"),
                "clear": words("peers_is_clear"),
            },
            formats={"peer_value": "unit_table", "advantage": "unit_change"},
            groups=HEADING,
            caption=words(
                "peers_caption", n=page.numbers.integer(len(shown)), clear=page.numbers.integer(len(clear))
            ),
            notes=[words("peers_note"), *without, grounds(page, lists_of(rows), with_n=False)],
        )
        + page.box("peers_contact", title=words("peers_contact_title"))
    )


def _own_heading(
    page: ComparisonPage, row: Mapping[str, Any], figures: Mapping[tuple[str, str], Mapping[Any, Any]]
) -> str:
    """Return the list, its direction, and the reader's own figure with its interval and n."""
    unit = load().indicator(row["indicator"]).unit
    figure = figures.get(list_of(row), {})
    low, high = figure.get("low"), figure.get("high")
    has_interval = low is not None and not pd.isna(low) and not pd.isna(high)
    return page.words(
        "peers_heading",
        list=list_heading(page, *list_of(row)),
        value=format_value(page.numbers, row["adjusted_value"], "unit_table", unit),
        interval=format_interval(page.numbers, low, high, "unit_table", unit)
        if has_interval
        else page.words("absent_mark"),
        n=_integer(page, figure.get("n")),
    )


def _reasons(page: ComparisonPage, rows: PublishedTable) -> list[str]:
    """Return one sentence for each reason why a figure has no peer ahead, with its lists."""
    return [
        page.words(f"peers_reason_{reason}", lists=_names(page, rows.where(reason=reason)))
        for reason in sorted(set(rows.column("reason")))
    ]


def _not_placed(page: ComparisonPage, placed: Mapping[tuple[str, str], Any]) -> list[str]:
    """Say which of the reader's own figures are hidden from others, if any."""
    rows = own_figures(page, page.year).filtered(lambda row: list_of(row) not in placed)
    return [page.words("peers_not_placed", lists=_names(page, rows))] if len(rows) else []


def _names(page: ComparisonPage, rows: PublishedTable) -> str:
    return "; ".join(list_name(page, *one) for one in lists_of(rows))


def _integer(page: ComparisonPage, number: Any) -> str:
    return page.words("absent_mark") if number is None or pd.isna(number) else page.numbers.integer(number)
