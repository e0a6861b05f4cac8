"""The three rankings by number and by share, over the year so far and over twelve months."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.comparisons.newsletter import RANKINGS
from batt.disclosure import PublishedTable, publish_shares, settings
from batt.reports.comparisons.lists import direction
from batt.reports.comparisons.newsletter import place_text, ranking_names
from batt.reports.comparisons.own import NOTHING, with_provider
from batt.reports.comparisons.rows import left_out
from batt.reports.fragment import Fragment, joined
from batt.reports.newsletter.page import NewsletterPage
from batt.reports.numbers import EN_DASH, NO_BREAK_SPACE
from batt.reports.sections.labels import JOB

PERIODS = ("so_far", "rolling")
_WORD_JOINER = "\u2060"
FOREMOST = 5
"""How many are told of from the top of each list."""


def rankings(page: NewsletterPage) -> Fragment:
    """Show who is first by number and by share, for all programmes together, AB and KiA."""
    if not page.has_month:
        return NOTHING
    words = page.words
    rows = page.compared("monthly_rankings").where(month=page.month)
    return (
        page.section("rankings", words("rankings_title"), new_page=True)
        + page.text("rankings_text", direction=direction(page, JOB))
        + joined(_without(page, rows))
        + joined(_ranking(page, rows.where(ranking=ranking), ranking) for ranking in RANKINGS)
    )


def _without(page: NewsletterPage, rows: PublishedTable) -> list[Fragment]:
    """Say which period is not ranked, and why."""
    there = set(rows.data["period"])
    told = []
    if "so_far" not in there:
        month = int(page.month[5:])
        key = {1: "so_far_is_one_month", 12: "so_far_is_rolling"}.get(month, "so_far_not_there")
        told.append(page.text(key))
    if "rolling" not in there:
        told.append(page.text("rolling_not_there"))
    return told


def _ranking(page: NewsletterPage, rows: PublishedTable, ranking: str) -> Fragment:
    """The foremost of one ranking, by period; one row per provider."""
    words, name = page.words, ranking_names(page)[ranking]
    heading = page.section(f"ranking-{ranking}", name, level=3)
    if not len(rows):
        return heading + page.text("nobody_ranked")
    # The door hides shares that tell of few; what is left is told to the nearest five already.
    table = publish_shares(rows.data, numerator="jobs", denominator="exits", share="rate")
    table = with_provider(page, table.sorted_by("count_rank", "rate_rank"))
    shown = table.filtered(_foremost(table)).labelled("period", _period_names(page, rows))
    for what in ("count", "rate"):
        shown = shown.with_text(
            f"{what}_place", lambda row, what=what: _unbroken(place_text(page, row, what))
        )
    return heading + page.table(
        shown,
        id=f"list-{ranking}",
        groups="period",
        columns={
            "who": words("provider_word"),
            "count_place": words("count_place"),
            "jobs": words("jobs_n"),
            "rate_place": words("rate_place"),
            "rate": words("rate_to_job"),
            "exits": words("exits_n"),
        },
        formats={"jobs": "integer", "rate": "percent", "exits": "integer"},
        caption=words("ranking_caption", name=name, n=page.numbers.integer(FOREMOST)),
        notes=[
            *left_out(page, table, shown),
            words("places_note"),
            words("rate_note", n=page.numbers.integer(settings().min_exits_monthly_share)),
        ],
    )


def _unbroken(place: str) -> str:
    """Return a place that breaks before its bracket and nowhere else: ``46–76`` stays on one line."""
    first, bracket, rest = place.partition(" (")
    whole = f"{first}{bracket}{rest.replace(' ', NO_BREAK_SPACE)}"
    return whole.replace(EN_DASH, f"{_WORD_JOINER}{EN_DASH}{_WORD_JOINER}")


def _foremost(table: PublishedTable) -> Any:
    """Return what tells the first rows of each period, by number and by share."""
    data = table.data
    chosen: set[int] = set()
    for _, rows in data.groupby("period", sort=False):
        chosen |= set(rows.dropna(subset=["count_rank"]).index[:FOREMOST])
        by_share = rows.dropna(subset=["rate_rank"]).sort_values("rate_rank", kind="stable")
        chosen |= set(by_share.index[:FOREMOST])
    places = iter(range(len(data)))
    return lambda row: next(places) in chosen


def _period_names(page: NewsletterPage, rows: PublishedTable) -> dict[str, str]:
    """Return the periods with their first and last month in words."""
    firsts: Mapping[str, str] = dict(zip(rows.data["period"], rows.data["first_month"], strict=True))
    return {
        period: page.words(f"period_{period}", first=page.numbers.month(firsts[period]), last=page.month_name)
        for period in PERIODS
        if period in firsts and pd.notna(firsts[period])
    }
