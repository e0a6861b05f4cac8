"""The places that hang on an open reading, of those whom the reader may know."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import ANONYMOUS
from batt.reports.comparisons.lists import HEADING, by_list
from batt.reports.comparisons.own import with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.reading_words import reading_words
from batt.reports.comparisons.rows import left_out, top
from batt.reports.fragment import Fragment

ROWS_MOST = 30
"""So many places that hang on a reading are listed; a sentence says how many more there are."""


def reading_places(page: ComparisonPage) -> Fragment:
    """One row per provider whom the reader may know and reading on which its place hangs."""
    words = page.words
    table = page.compared("readings_hanging")
    total = page.numbers.integer(len(table))
    known = table.filtered(lambda row: row["provider_id"] != ANONYMOUS)
    if not len(known):
        own = "readings_places_own_none" if page.provider else "readings_places_counted"
        return page.text(own, n=total)
    size = known.data["moved"].abs().rank(method="first", ascending=False, na_option="bottom")
    order = dict(enumerate(f"{rank:06.0f}" for rank in size))
    places = iter(range(len(known)))
    rows = with_provider(page, known).with_text("size", lambda _: order[next(places)]).sorted_by("size")
    first = top(page, rows, ROWS_MOST)
    told = (
        by_list(page, first)
        .with_text("reading", lambda row: reading_words(page, row["option"], row["choice"]))
        .with_text("told", lambda row: _move(page, row))
        .sorted_by("order", "size")
    )
    return page.table(
        told,
        id="readings-places-table",
        columns={
            "who": words("provider_word"),
            "reading": words("reading_if_so"),
            "told": words("reading_place_would_be"),
        },
        groups=HEADING,
        caption=words(
            "readings_places_own_caption" if page.provider else "readings_places_caption",
            n=page.numbers.integer(len(known)),
            total=total,
        ),
        notes=[words("readings_places_note"), *left_out(page, rows, first)],
    )


def _move(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say from which place to which, or that the provider leaves or enters the list."""
    if row["reason"] != "moves":
        return page.words(f"readings_place_{row['reason']}")
    places = (row["place"], row["place_alternative"])
    first, last = (page.numbers.decimal(place, 0 if place == int(place) else 1) for place in places)
    return page.words("readings_place_moves", first=first, last=last, n=page.numbers.integer(row["ranked_n"]))
