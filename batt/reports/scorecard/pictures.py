"""The same figures as pictures: bars beside last year, the country and the best."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import LIST, list_of
from batt.reports.comparisons.own import own_rows
from batt.reports.figures.own_bars import COUNTRY, LAST, OWN, own_bars
from batt.reports.fragment import Fragment, joined
from batt.reports.scorecard.card_table import GROUPS
from batt.reports.scorecard.funnel import funnel
from batt.reports.scorecard.lines import lines, top_k
from batt.reports.scorecard.verdict import stands
from batt.reports.tables import Column

WITHOUT_BEST = ("i07",)
"""Indicators of which no best are drawn: answers to six questions, where many share the top."""


def pictures(page: ComparisonPage) -> Fragment:
    """Show each group of figures as bars, and whether differences are larger than chance gives."""
    piece = page.section("pictures", page.words("pictures_title"), new_page=True)
    rows = lines(page)
    if not len(rows):
        return piece + page.text("card_nothing", year=page.year)
    return piece + joined(_bars(page, name, rows) for name in GROUPS) + funnel(page)


def _bars(page: ComparisonPage, group: str, rows: PublishedTable) -> Fragment:
    words, k = page.words, top_k()
    of_group = rows.where(indicator=list(GROUPS[group]))
    if not len(of_group):
        return joined([])
    aims = {entry.id: words(f"is_good_{entry.direction}") for entry in load().indicators}
    places = [str(place) for place in range(1, k + 1)]
    names = {place: words("bar_leader", place=place) for place in places}
    table = _with_leaders(page, of_group, places).with_text("aim", lambda row: aims[row["indicator"]])
    bars = {OWN: words("bar_own"), LAST: words("bar_last"), COUNTRY: words("bar_country"), **names}
    peers = f"peer_{page.readings.national_mean}"
    columns: dict[Column, str] = {
        "list": words("indicator"),
        OWN: words("col_own"),
        ("ci_low", "ci_high"): words("interval_95"),
        "n": words("n"),
        LAST: words("col_last"),
        COUNTRY: words("col_country"),
        peers: words("col_peers"),
        f"top{k}_mean": words("col_top", k=k),
        **names,
    }
    formats: dict[Column, str] = dict.fromkeys(
        [OWN, ("ci_low", "ci_high"), LAST, COUNTRY, peers, f"top{k}_mean", *places], "unit_table"
    )
    figure = own_bars(
        table,
        bars=bars,
        panel="list",
        note="aim",
        words=words,
        title=_finding(page, group, of_group),
        caption=words("pictures_caption", k=k),
        columns=columns,
        formats=formats | {"n": "integer"},
        own_place="own_place",
    )
    return page.figure(figure, id=f"bars-{group}")


def _finding(page: ComparisonPage, group: str, rows: PublishedTable) -> str:
    counts = stands(rows)
    if not counts["tested"]:
        return page.words(f"pictures_untested_{group}")
    told = {name: page.numbers.integer(counts[name]) for name in ("tested", "better", "worse")}
    return page.words(f"pictures_{group}", **told)


def _with_leaders(page: ComparisonPage, rows: PublishedTable, places: list[str]) -> PublishedTable:
    """Put the values of the foremost beside, one column each, and say which of them is the reader itself.

    Ties stand after one another. There may be fewer foremost than columns.
    """
    table = page.found("leaders")
    if table is None:
        return _without_leaders(rows, places)
    seen: Counter[tuple[str, str]] = Counter()

    def slot(row: Mapping[str, Any]) -> str:
        seen[list_of(row)] += 1
        return str(seen[list_of(row)])

    ranked = (
        table.where(indicator=set(rows.column("indicator")) - set(WITHOUT_BEST))
        .sorted_by("place")
        .with_text("slot", slot)
    )
    own = {list_of(row): row["slot"] for row in own_rows(page, ranked).records()}
    for place in places:
        of_place = ranked.where(slot=place).pick(*LIST, "value").renamed(value=place)
        rows = rows.beside(of_place, on=LIST, suffix="")
    return rows.with_text("own_place", lambda row: own.get(list_of(row), ""))


def _without_leaders(rows: PublishedTable, places: list[str]) -> PublishedTable:
    nobody = rows.pick(*LIST).where(indicator=[])
    for place in places:
        nobody = nobody.with_text(place, lambda row: "")
    return rows.beside(nobody, on=LIST, suffix="").with_text("own_place", lambda row: "")
