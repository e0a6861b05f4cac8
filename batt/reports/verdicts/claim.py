"""One registered claim in full: what is claimed, what was found, and what that does not say."""

from itertools import groupby
from typing import Any

from markupsafe import Markup

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.registry.hypothesis import Hypothesis
from batt.reports.figures.forest import forest
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.tables import Column
from batt.reports.verdicts.page import FindingsPage
from batt.reports.verdicts.sentence import (
    VERDICTS,
    capital,
    full_subject,
    has_number,
    interval_said,
    value_said,
    verdict_name,
)
from batt.reports.verdicts.shown import primary, records

STATED = "S"
"""Basis of a claim that stands in a source; another follows from one."""


def claim(page: FindingsPage, hypothesis: str, *pictures: Fragment, level: int = 2) -> Fragment:
    """Show a claim, its estimand, its pictures, every verdict sentence, and the caveats beside them.

    Parameters
    ----------
    hypothesis
        Identifier in the registry, such as ``H3``.
    pictures
        Pictures of this claim alone; the forest of its findings follows them.
    level
        Of the heading.
    """
    words, entry, lang = page.words, load().hypothesis(hypothesis), page.lang
    place = hypothesis.lower()
    return (
        page.section(place, words(f"{place}_title", id=hypothesis), level=level, new_page=level == 2)
        + page.text("claim_stated" if entry.basis == STATED else "claim_implied", claim=entry.claim[lang])
        + page.text("claim_estimand", estimand=entry.estimand[lang])
        + sentences(page, hypothesis)
        + joined(pictures)
        + findings_forest(page, hypothesis)
        + page.text("claim_pitfalls", pitfalls=entry.pitfalls[lang])
        + caveats(page, entry)
    )


def sentences(page: FindingsPage, hypothesis: str) -> Fragment:
    """Say every finding of a claim: what the claim rests on first, then what stands beside it."""
    found = records(page.of(hypothesis))
    if not found:
        return page.text("claim_not_examined")
    beside = [row for row in found if not row["is_primary"]]
    piece = told_findings(page, primary(found))
    return piece + page.text("claim_beside") + told_findings(page, beside) if beside else piece


def told_findings(page: FindingsPage, rows: list[dict[str, Any]]) -> Fragment:
    """Return the sentences of findings as a list; programmes of one part stand under what they share."""
    items = []
    for _, group in groupby(rows, key=lambda row: (row["hypothesis"], row["part"])):
        same = list(group)
        if len(same) == 1:
            items.append(Markup("<li>{}</li>").format(page.sentence(same[0])))
            continue
        subject = full_subject(page.words, page.subject(same[0]), "")
        each = [Markup("<li>{}</li>").format(page.sentence(row, is_short=True)) for row in same]
        items.append(Markup("<li>{}:<ul>{}</ul></li>").format(subject, Markup("").join(each)))
    return Fragment(Markup("<ul>{}</ul>").format(Markup("").join(items))) if items else joined([])


def headline(page: FindingsPage, found: list[dict[str, Any]]) -> str:
    """Say in one line what became of a claim: its one finding, or what got which verdict."""
    words, rows = page.words, primary(found) or found
    if len(rows) == 1:
        return page.title(rows[0])
    by_verdict = {name: [row for row in rows if row["verdict"] == name] for name in VERDICTS}
    present = [name for name, same in by_verdict.items() if same]
    if len(present) == 1:
        return words(f"headline_all_{present[0]}", n=page.numbers.integer(len(rows)))
    if all(row["group"] for row in rows):
        told = [
            words(
                f"headline_where_{name}", where=listed([page.group(row) for row in by_verdict[name]], words)
            )
            for name in present
        ]
        return capital("; ".join(told))
    told = [words(f"headline_{name}", n=page.numbers.integer(len(by_verdict[name]))) for name in present]
    return words("headline", n=page.numbers.integer(len(rows)), verdicts=", ".join(told))


def findings_forest(page: FindingsPage, hypothesis: str) -> Fragment:
    """Draw all findings of a claim; the table behind is the whole of what is known of them."""
    found = page.of(hypothesis)
    rows = records(found)
    if not any(has_number(row) for row in rows):
        caption = page.words("findings_caption", id=hypothesis)
        place = f"{hypothesis.lower()}-findings"
        return findings_table(page, found, id=place, caption=caption) if rows else joined([])
    several = {row["part"] for row in rows if row["group"]}
    named = found.with_text(
        "panel", lambda row: capital(page.subject(row)) if row["part"] in several else ""
    ).with_text("label", lambda row: page.group(row) if row["part"] in several else label(page, row))
    figure = forest(
        named,
        words=page.words,
        title=headline(page, rows),
        caption=page.words("forest_caption"),
        columns=table_columns(page),
        formats=TABLE_FORMATS,
        table=with_words(page, found),
    )
    return page.figure(figure, id=f"{hypothesis.lower()}-forest")


def findings_table(page: FindingsPage, found: PublishedTable, *, id: str, caption: str) -> Fragment:
    """Show findings as a table, one row each."""
    return page.table(
        with_words(page, found),
        id=id,
        columns=table_columns(page),
        formats=TABLE_FORMATS,
        caption=caption,
    )


def with_words(page: FindingsPage, found: PublishedTable) -> PublishedTable:
    """Add what a row is about, its number, its interval and its verdict in words."""
    words = page.words
    return (
        found.with_text("label", lambda row: label(page, row))
        .with_text(
            "value_said", lambda row: value_said(row, words) if has_number(row) else _absent(page, row)
        )
        .with_text("interval_said", lambda row: interval_said(row, words) if has_number(row) else "–")
        .with_text("verdict_said", lambda row: "–" if row["is_hidden"] else verdict_name(row, page.lang))
    )


def table_columns(page: FindingsPage) -> dict[Column, str]:
    """Return the columns in which findings are set."""
    words = page.words
    return {
        "label": words("finding"),
        "value_said": words("value"),
        "interval_said": words("interval_95"),
        "p": words("p_single"),
        "p_holm": words("p_holm"),
        "p_bh": words("p_bh"),
        "n": words("n"),
        "n_clusters": words("clusters_n"),
        "verdict_said": words("verdict"),
    }


TABLE_FORMATS: dict[Column, str] = {
    "p": "p_value",
    "p_holm": "p_value",
    "p_bh": "p_value",
    "n": "integer",
    "n_clusters": "integer",
}


def label(page: FindingsPage, row: Any) -> str:
    """Return what a finding is about: its programme first, where it is about one."""
    subject, group = page.subject(row), page.group(row)
    return f"{group}: {subject}" if group else capital(subject)


def _absent(page: FindingsPage, row: Any) -> str:
    return page.words("hidden_mark" if row["is_hidden"] else "absent_mark")


def caveats(page: FindingsPage, entry: Hypothesis) -> Fragment:
    """Return the registry's caveats that belong to a claim, each in a box."""
    return joined(
        page.box("claim_caveat", kind="limits", title=caveat.title[page.lang], text=caveat.text[page.lang])
        for caveat in (load().caveat(name) for name in entry.caveats)
    )
