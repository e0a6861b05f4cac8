"""The newsletter's ranking by how many got a job, beside the ranking by what share of those leaving did."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.comparisons.newsletter import RANKINGS
from batt.disclosure import PublishedTable
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import direction
from batt.reports.comparisons.own import NOTHING, not_placed, own_rows, with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import LONG, because, left_out, top
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import JOB

_FOLLOWS_SIZE = 0.5
"""Kendall's tau from which a ranking is said to be mostly one of size. Source: decision."""


def newsletter(page: ComparisonPage) -> Fragment:
    """Show both rankings for all programmes together, AB and KiA, and how far they agree."""
    words = page.words
    start = page.section("newsletter", words("newsletter_title"), new_page=True)
    if page.found("newsletter") is None:
        return start + page.text("newsletter_nothing")
    return (
        start
        + page.text("newsletter_text", direction=direction(page, JOB))
        + _agreement(page)
        + joined(_ranking(page, ranking) for ranking in RANKINGS)
        + (_not_placed(page) if page.provider else NOTHING)
    )


def _agreement(page: ComparisonPage) -> Fragment:
    """How far number, share and size go together; one row per ranking."""
    words = page.words
    table = page.compared("newsletter_agreement")
    known = table.where(reason="")
    numbers = ("kendall", "spearman", "kendall_count_size", "kendall_rate_size")
    columns = {"ranking": words("ranking"), "providers_n": words("providers_n")}
    columns |= {name: words(name) for name in numbers}
    if len(known) < len(table):
        columns |= {"remark": words("remark")}
    rows = table.with_text("remark", lambda row: because(page, row["reason"]))
    by_size = [row for row in known.data.to_dict("records") if row["kendall_count_size"] >= _FOLLOWS_SIZE]
    return page.table(
        rows.labelled("ranking", ranking_names(page)),
        id="newsletter-agreement",
        columns=columns,
        formats=dict.fromkeys(numbers, "decimal2") | {"providers_n": "integer"},
        caption=_size_sentence(page, len(by_size), len(known)),
        notes=[words("agreement_note")],
    )


def _size_sentence(page: ComparisonPage, by_size: int, known: int) -> str:
    if not known:
        return page.words("size_unknown")
    number = page.numbers.integer
    return page.words("size_mostly" if by_size else "size_not", n=number(by_size), all=number(known))


def ranking_names(page: ComparisonPage) -> dict[str, str]:
    """Return the three rankings with their names."""
    return {ranking: page.words(f"ranking_{ranking}") for ranking in RANKINGS}


def _ranking(page: ComparisonPage, ranking: str) -> Fragment:
    """The first by number, and the reader's own; one row per provider."""
    words = page.words
    rows = page.compared("newsletter").where(ranking=ranking)
    name = ranking_names(page)[ranking]
    if not len(rows):
        return page.text("nobody_in_list", name=name)
    rows = with_provider(page, rows).sorted_by("count_rank", "rate_rank")
    shown = top(page, rows, LONG)
    for what in ("count", "rate"):
        shown = shown.with_text(f"{what}_place", lambda row, what=what: place_text(page, row, what))
    return page.section(f"newsletter-{ranking}", name, level=3) + page.table(
        shown,
        id=f"newsletter-list-{ranking}",
        columns={
            "who": words("provider_word"),
            "count_place": words("count_place"),
            "jobs": words("jobs_n"),
            "rate_place": words("rate_place"),
            "rate": words("rate_to_job"),
            "exits": words("exits_n"),
        },
        formats={"jobs": "integer", "rate": "percent", "exits": "integer"},
        caption=_finding(page, rows, name),
        notes=[
            *left_out(page, rows, shown),
            words("places_note"),
            grounds(page, [(JOB, programme) for programme in RANKINGS[ranking]]),
        ],
    )


def _finding(page: ComparisonPage, rows: PublishedTable, name: str) -> str:
    """Say where the first by number stands by share; `rows` in the order of the places by number."""
    ranked = [
        row
        for row in rows.data.to_dict("records")
        if pd.notna(row["count_rank"]) and pd.notna(row["rate_rank"])
    ]
    if len(ranked) < 2:
        return page.words("newsletter_unranked", name=name)
    if ranked[0]["count_rank"] != ranked[0]["count_rank_last"]:
        return page.words("newsletter_tied")
    number = page.numbers.integer
    return page.words("newsletter_moved", place=number(ranked[0]["rate_rank"]), all=number(len(ranked)))


def place_text(page: ComparisonPage, row: Mapping[str, Any], what: str) -> str:
    """Return a place by ``count`` or ``rate``, with those that are possible when chance is reckoned with."""
    if pd.isna(row[f"{what}_rank"]):
        return because(page, row[f"{what}_reason"])
    number = page.numbers.integer
    first, last = row[f"{what}_rank"], row[f"{what}_rank_last"]
    place = (
        number(first) if first == last else page.words("shared_place", first=number(first), last=number(last))
    )
    if pd.isna(row[f"{what}_low"]):
        return place
    return page.words(
        "place_with_set",
        place=place,
        low=number(row[f"{what}_low"]),
        high=number(row[f"{what}_high"]),
    )


def _not_placed(page: ComparisonPage) -> Fragment:
    """The reader's own AB and KiA figures where they are in no list."""
    own = own_rows(page, page.compared("newsletter"))
    placed = {RANKINGS[ranking][0] for ranking in own.data["ranking"] if len(RANKINGS[ranking]) == 1}
    listed = {"AB", "KIA"}
    return not_placed(
        page,
        id="own-newsletter-not-placed",
        title=page.words("newsletter_title"),
        indicators=[JOB],
        placed=lambda indicator, programme: programme in placed or programme not in listed,
    )
