"""What comparisons found, in sentences and pictures that are made from the findings alone."""

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup

from batt.disclosure import PublishedTable
from batt.reports.figures.forest import forest
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.tables import Column
from batt.reports.verdicts import VERDICTS, finding_title, verdict_name, verdict_sentence
from batt.reports.verdicts.sentence import has_number, interval_said, uncertainty_said, value_said
from batt.reports.verdicts.shown import records

Row = Mapping[str, Any]
Say = Callable[[Row], str]

TABLE_FORMATS: dict[Column, str] = {
    "p": "p_value",
    "p_holm": "p_value",
    "n": "integer",
    "n_clusters": "integer",
}


def told(page: Page, found: PublishedTable, subject: Say) -> Fragment:
    """Say every finding in a sentence of its own."""
    sentences = [verdict_sentence(row, subject(row), page.lang) for row in records(found)]
    if len(sentences) == 1:
        return page.prose(sentences[0])
    items = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
    return Fragment(Markup("<ul>{}</ul>").format(items))


def told_briefly(page: Page, found: PublishedTable, subject: Say) -> Fragment:
    """List findings that stand beside the one judged by: number, uncertainty and verdict, no reason."""
    items = Markup("").join(
        Markup("<li>{}</li>").format(_brief(page, row, subject(row))) for row in records(found)
    )
    return Fragment(Markup("<ul>{}</ul>").format(items))


def _brief(page: Page, row: Row, subject: str) -> str:
    words, verdict = page.words, verdict_name(row, page.lang)
    if not has_number(row):
        return verdict_sentence(row, subject, page.lang)
    value = words(
        "study_value_uncertain", value=value_said(row, words), uncertainty=uncertainty_said(row, words)
    )
    return words("finding_short", subject=subject, value=value, verdict=verdict)


def headline(page: Page, found: PublishedTable, subject: Say) -> str:
    """Say in one line what became of the numbers that a comparison is judged by."""
    rows = [row for row in records(found) if row["is_primary"]]
    if len(rows) == 1:
        return finding_title(rows[0], subject(rows[0]), page.lang)
    counts = {name: sum(row["verdict"] == name for row in rows) for name in VERDICTS}
    present = [name for name in VERDICTS if counts[name]]
    if len(present) == 1:
        return page.words(f"headline_all_{present[0]}", n=page.numbers.integer(len(rows)))
    verdicts = [page.words(f"headline_{name}", n=page.numbers.integer(counts[name])) for name in present]
    return page.words("headline", n=page.numbers.integer(len(rows)), verdicts=", ".join(verdicts))


def findings_figure(
    page: Page,
    found: PublishedTable,
    *,
    subject: Say,
    label: Say,
    panel: Say,
    id: str,
    clusters: str = "",
) -> Fragment:
    """Draw findings with their intervals; the table behind has all that is known of them.

    Parameters
    ----------
    subject, label, panel
        What a finding is: in a sentence, beside its row, and above the rows it shares a panel with.
    clusters
        What a cluster is called; nothing where persons are independent.
    """
    drawn = found.with_text("label", label).with_text("panel", panel)
    words = page.words
    columns: dict[Column, str] = {
        "label": words("finding"),
        "value_said": words("value"),
        "interval_said": words("interval_95"),
        "p": words("p_single"),
        "p_holm": words("p_holm"),
        "n": words("n"),
    }
    if clusters:
        columns["n_clusters"] = clusters
    if found.data["p_holm"].isna().all():
        columns.pop("p_holm")
    table = _with_words(page, found.with_text("label", lambda row: _whole_label(label(row), panel(row))))
    figure = forest(
        drawn,
        words=words,
        title=headline(page, found, subject),
        caption=words("forest_caption"),
        columns=columns | {"verdict_said": words("verdict")},
        formats=TABLE_FORMATS,
        table=table,
    )
    return page.figure(figure, id=id)


def _whole_label(label: str, panel: str) -> str:
    return f"{panel}: {label}" if panel else label


def _with_words(page: Page, found: PublishedTable) -> PublishedTable:
    """Add number, interval and verdict in words."""
    words = page.words

    def absent(row: Row) -> str:
        return words("hidden_mark" if row["is_hidden"] else "absent_mark")

    return (
        found.with_text("value_said", lambda row: value_said(row, words) if has_number(row) else absent(row))
        .with_text("interval_said", lambda row: interval_said(row, words) if has_number(row) else absent(row))
        .with_text(
            "verdict_said",
            lambda row: absent(row) if row["is_hidden"] else verdict_name(row, page.lang),
        )
    )
