"""Whom to learn from: providers better than expected year after year, and the reader's nearest peers."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import ANONYMOUS, PublishedTable, publish_facts
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import HEADING, LIST, by_list, direction, list_name, list_of, lists_of
from batt.reports.comparisons.own import with_provider
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.peers import nearest_peers
from batt.reports.comparisons.reading_words import load_option
from batt.reports.comparisons.rows import COUNTS, left_out, top
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import country_values
from batt.reports.tables import Column

KINDS = ("robust", "uncertain", "one_year")
ROWS_MOST = 60
_CELL = ["provider_id", *LIST]
_IN_FORCE = "in_force"


def best_practice(page: ComparisonPage) -> Fragment:
    """Show who has been better than expected, how surely, and for one provider which peers are ahead."""
    words = page.words
    piece = page.section("best-practice", words("practice_title"), new_page=True) + page.text(
        "practice_intro"
    )
    table = _in_words(page, page.compared("best_practice"))
    piece += _counts(page, table) + _by_name(page, table)
    piece += page.section("nearest-peers", words("peers_title"), level=3)
    return piece + (nearest_peers(page) if page.provider else page.text("peers_elsewhere"))


def _in_words(page: ComparisonPage, table: PublishedTable) -> PublishedTable:
    """Add what each row says in words. A country's figure hidden elsewhere is hidden here too."""
    country = country_values(page).where(year=page.year)
    table = table.hidden_with(country, "value", on=LIST, numbers=["national_value", "advantage"])
    return (
        by_list(page, table)
        .with_text("kind", lambda row: row["label"] if isinstance(row["label"], str) else "one_year")
        .with_text("told", lambda row: _verdict(page, row))
    )


def _verdict(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say how sure it is that a provider is better than expected, and what speaks against it."""
    words = page.words
    if row["label"] == "robust":
        return words("practice_robust")
    if row["label"] == "uncertain":
        return words("practice_uncertain", readings=_failing(page, row["reason"]))
    return words(f"practice_{row['reason']}")


def _failing(page: ComparisonPage, reason: str) -> str:
    """Name the readings under which a provider is not better, each with its years."""
    if reason == "no_runs":
        return page.words("practice_no_runs")
    years: dict[str, list[str]] = {}
    for run in reason.split("; "):
        year, _, reading = run.partition(" ")
        option = reading.partition("=")[0]
        label = (
            page.words("practice_in_force") if option == _IN_FORCE else load_option(option).label[page.lang]
        )
        if year not in years.setdefault(label, []):
            years[label].append(year)
    return "; ".join(f"{label} ({', '.join(sorted(told))})" for label, told in years.items())


def _counts(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """One row per list: how many providers are better than expected, by how surely."""
    words = page.words
    compared = Counter(page.compared("fair_figures").data[LIST].itertuples(index=False, name=None))
    if not len(table):
        return page.text("practice_none")
    found: dict[tuple[str, str], Counter[str]] = {}
    own: dict[tuple[str, str], str] = {}
    for row in table.data.to_dict("records"):
        pair = list_of(row)
        found.setdefault(pair, Counter())[row["kind"]] += 1
        if page.provider and row["provider_id"] == page.provider:
            own[pair] = words(f"practice_kind_{row['kind']}")
    frame = pd.DataFrame(
        [
            {"list": list_name(page, *pair), "direction": direction(page, pair[0]), "all": compared[pair]}
            | {kind: counts[kind] for kind in KINDS}
            | {"own": own.get(pair, words("not_own"))}
            for pair, counts in found.items()
        ]
    )
    columns = {
        "list": words("indicator"),
        "direction": words("is_high_good"),
        "all": words("practice_compared"),
    }
    columns |= {kind: words(f"practice_kind_{kind}") for kind in KINDS}
    totals = {kind: page.numbers.integer(int(frame[kind].sum())) for kind in KINDS}
    return page.table(
        publish_facts(frame, why=COUNTS),
        id="practice-counts",
        columns=columns | ({"own": words("own_word")} if page.provider else {}),
        formats=dict.fromkeys(("all", *KINDS), "integer"),
        caption=words("practice_counts_caption", **totals),
        notes=[words("practice_counts_note"), grounds(page, lists_of(table), with_n=False)],
    )


def _by_name(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """One row per provider whom the reader may know and list in which it is better than expected."""
    words = page.words
    known = table.filtered(lambda row: row["provider_id"] != ANONYMOUS)
    if page.role == "public":
        return page.text("practice_without_names")
    if not len(known):
        return page.text("practice_own_none" if page.provider else "practice_known_none", year=page.year)
    n = {
        tuple(row[key] for key in _CELL): row["n"]
        for row in page.compared("fair_figures").data.to_dict("records")
    }
    rank = {kind: str(place) for place, kind in enumerate(KINDS)}
    rows = with_provider(page, known).with_text("rank", lambda row: rank[row["kind"]])
    rows = rows.with_text("n", lambda row: page.numbers.integer(n[tuple(row[key] for key in _CELL)]))
    first = top(page, rows.sorted_by("rank", "order", "who"), ROWS_MOST)
    columns: dict[Column, str] = {
        "who": words("provider_word"),
        "told": words("practice_how_sure"),
        "adjusted_value": words("adjusted_value"),
        ("low", "high"): words("interval_95"),
        "n": words("n"),
        "national_value": words("practice_national"),
        "years_n": words("practice_years"),
    }
    return page.table(
        first.sorted_by("order", "rank"),
        id="practice-by-name",
        columns=columns,
        formats={
            "adjusted_value": "unit_table",
            ("low", "high"): "unit_table",
            "national_value": "unit_table",
            "years_n": "integer",
        },
        groups=HEADING,
        caption=words("practice_own_caption" if page.provider else "practice_by_name_caption"),
        notes=[words("practice_note"), *left_out(page, rows, first)],
    )
