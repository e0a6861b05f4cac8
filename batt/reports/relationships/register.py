"""All registered claims in one table, each with what became of it and the way to its page."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.hypothesis import Hypothesis
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.fragment import Fragment
from batt.reports.relationships.page import KIND, RelationshipsPage, of_the_register
from batt.reports.verdicts import VERDICTS, verdict_name
from batt.reports.verdicts.claim import headline
from batt.reports.verdicts.sentence import SUPPORTED, capital, has_number, is_known, reason_told, value_said
from batt.reports.verdicts.shown import primary, records


@of_the_register
def register(page: RelationshipsPage) -> Fragment:
    """Count the verdicts, say what chance alone gives, and show a row for each claim."""
    words, integer = page.words, page.numbers.integer
    entries, rows = load().hypotheses, primary(page.registered)
    counts = {name: integer(sum(row["verdict"] == name for row in rows)) for name in VERDICTS}
    family = [row for row in rows if is_known(row["p_holm"])]
    supported = {row["hypothesis"] for row in rows if row["verdict"] == SUPPORTED}
    return (
        page.section("register", words("register_title"))
        + page.text(
            "register_text",
            claims=integer(len(entries)),
            tested=integer(sum(not entry.why_not for entry in entries)),
            numbers=integer(len(rows)),
            claims_supported=integer(len(supported)),
            **counts,
        )
        + page.text(
            "register_chance",
            family=integer(len(family)),
            expected=page.numbers.decimal(SIGNIFICANCE * len(family), 1),
        )
        + linked(page, _table(page))
        + page.text("register_more", lang=page.lang)
    )


def _table(page: RelationshipsPage) -> Fragment:
    words = page.words
    rows = pd.DataFrame([_row(page, entry) for entry in load().hypotheses])
    return page.table(
        publish_facts(rows, why="made of findings that have been through the door"),
        id="register-table",
        columns={
            "id": words("claim_number"),
            "claim": words("claim_word"),
            "verdict": words("verdict"),
            "n": words("n"),
            "clusters": words("clusters_n"),
        },
        caption=words("register_caption"),
        notes=[words("register_note")],
    )


def _row(page: RelationshipsPage, entry: Hypothesis) -> dict[str, str]:
    found = primary(records(page.of(entry.id)))
    return {
        "id": entry.id,
        "claim": entry.claim[page.lang],
        "verdict": _verdict(page, entry, found),
        "n": _range(page, found, "n"),
        "clusters": _range(page, found, "n_clusters"),
    }


def _verdict(page: RelationshipsPage, entry: Hypothesis, found: list[dict[str, Any]]) -> str:
    """Say what became of a claim: one number with its verdict, or what got which verdict."""
    words = page.words
    if entry.why_not:
        return words("register_not_testable")
    if not found:
        return words("register_not_examined")
    if len(found) > 1:
        return _verdicts(page, found)
    row = found[0]
    if row["is_hidden"]:
        return words("hidden_mark")
    told = value_said(row, words) if has_number(row) else reason_told(row, words)
    return capital(words("register_verdict", verdict=verdict_name(row, page.lang), told=told))


def _verdicts(page: RelationshipsPage, found: list[dict[str, Any]]) -> str:
    """Say how many of a claim's numbers got which verdict, or in which programmes."""
    words, n = page.words, page.numbers.integer(len(found))
    verdicts = {row["verdict"]: verdict_name(row, page.lang) for row in found}
    if len(verdicts) == 1:
        return capital(words("register_all", verdict=next(iter(verdicts.values())), n=n))
    if all(row["group"] for row in found):
        return headline(page, found)
    counts = {name: sum(row["verdict"] == name for row in found) for name in VERDICTS}
    told = [f"{page.numbers.integer(counts[name])} {verdicts[name]}" for name in VERDICTS if counts[name]]
    return words("register_some", verdicts=", ".join(told), n=n)


def _range(page: RelationshipsPage, found: list[dict[str, Any]], column: str) -> str:
    """Say between what the numbers behind a claim lie."""
    known = sorted({int(row[column]) for row in found if not pd.isna(row[column])})
    if not known:
        return page.words("absent_mark")
    ends = [page.numbers.integer(end) for end in (known[0], known[-1])]
    # A word joiner keeps the two ends on one line.
    return ends[0] if len(known) == 1 else "\u2060–\u2060".join(ends)


def linked(page: RelationshipsPage, table: Fragment) -> Fragment:
    """Turn the identifiers that head the rows of a table into links to the pages of their claims."""
    to_page = rf'\g<1><a href="{KIND}/\g<2>.{page.lang}.html">\g<2></a>\g<3>'
    return replace(table, html=Markup(re.sub(r"(<th[^>]*>)(H\d+)(</th>)", to_page, str(table.html))))
