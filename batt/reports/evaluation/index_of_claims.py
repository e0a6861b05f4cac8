"""Every registered claim with what became of it, also those that these data cannot answer."""

from typing import Any

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.hypothesis import Hypothesis
from batt.reports.fragment import Fragment
from batt.reports.tables import Column
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import label
from batt.reports.verdicts.sentence import (
    has_number,
    interval_said,
    is_known,
    reason_told,
    value_said,
    verdict_name,
)
from batt.reports.verdicts.shown import primary, records


def index_of_claims(page: FindingsPage) -> Fragment:
    """Show a row for every number that a registered claim rests on, under its claim."""
    words, rows = page.words, []
    for entry in load().hypotheses:
        heading = words("index_claim", id=entry.id, claim=entry.claim[page.lang])
        rows += [{"claim": heading} | row for row in _rows(page, entry)]
    columns: dict[Column, str] = {
        "label": words("finding"),
        "result": words("result"),
        "p": words("p_single"),
        "p_holm": words("p_holm"),
        "p_bh": words("p_bh"),
        "verdict": words("verdict"),
    }
    return (
        page.section("index", words("index_title"), new_page=True)
        + page.text("index_text")
        + page.table(
            publish_facts(pd.DataFrame(rows), why="made of findings that have been through the door"),
            id="index-table",
            columns=columns,
            groups="claim",
            caption=words("index_caption"),
        )
    )


def _rows(page: FindingsPage, entry: Hypothesis) -> list[dict[str, str]]:
    """One row per number that a claim rests on; one that says why there is none, where there is none."""
    words = page.words
    found = primary(records(page.of(entry.id)))
    if found:
        return [_row(page, row) for row in found]
    told = words("index_not_examined"), words("absent_mark")
    if entry.why_not:
        told = words("index_not_testable"), entry.why_not[page.lang]
    absent = dict.fromkeys(("p", "p_holm", "p_bh"), words("absent_mark"))
    return [{"label": told[0], "result": told[1], "verdict": words("verdict_not_testable")} | absent]


def _row(page: FindingsPage, row: Any) -> dict[str, str]:
    words = page.words
    if has_number(row):
        result = words("index_result", value=value_said(row, words), interval=interval_said(row, words))
    else:
        result = words("hidden_mark") if row["is_hidden"] else reason_told(row, words)
    p_values = {
        name: page.numbers.p_value(row[name]) if is_known(row[name]) else words("absent_mark")
        for name in ("p", "p_holm", "p_bh")
    }
    verdict = words("absent_mark") if row["is_hidden"] else verdict_name(row, page.lang)
    return {"label": label(page, row), "result": result, "verdict": verdict} | p_values
