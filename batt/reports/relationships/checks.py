"""Other ways of reckoning: the same number by other methods, and whether they say the same."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from batt.disclosure import HIDDEN, PublishedTable, publish_means
from batt.registry.hypothesis import Hypothesis
from batt.reports.fragment import Fragment
from batt.reports.method.statistics import method_name
from batt.reports.relationships.page import NOTHING, RelationshipsPage, of_a_claim
from batt.reports.verdicts.sentence import capital, has_number, interval_said, reason_told, value_said
from batt.reports.verdicts.shown import records

_NUMBERS = ["value", "low", "high", "p"]
_OF_THE_CLAIM = ("direction", "smallest_effect", "null")
AGREES, DIFFERS = "agrees", "differs"


@of_a_claim
def checks(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Show each number of the claim by the other methods, and say which of them say something else."""
    rows = page.saved(f"h{int(entry.id[1:]):02d}_checks")
    if rows.empty:
        return NOTHING
    words = page.words
    table = _compared(page, entry, rows)
    verdicts = [row["answer"] for row in records(table)]
    told = [name for name in verdicts if name in (AGREES, DIFFERS)]
    key = "checks_none" if not told else "checks_all" if DIFFERS not in told else "checks_some"
    return (
        page.section("checks", words("checks_title"))
        + page.text("checks_text")
        + page.text(
            key,
            n=page.numbers.integer(len(told)),
            agree=page.numbers.integer(told.count(AGREES)),
            differ=page.numbers.integer(told.count(DIFFERS)),
        )
        + page.table(
            table,
            id="checks-table",
            columns={
                "method_said": words("checks_method"),
                "value_said": words("value"),
                "interval_said": words("interval_95"),
                "p": words("p_single"),
                "n": words("n"),
                "n_clusters": words("clusters_n"),
                "answer_said": words("checks_answer"),
            },
            formats={"p": "p_value", "n": "integer", "n_clusters": "integer"},
            groups="part_said",
            caption=words("checks_caption"),
        )
    )


def _compared(page: RelationshipsPage, entry: Hypothesis, rows: pd.DataFrame) -> PublishedTable:
    """Return the checks under the number that each of them checks, which comes first.

    One row per part and method, with ``answer`` (see `answer`).
    """
    words = page.words
    main = {row["part"]: row for row in records(page.of(entry.id))}
    known = rows[rows["part"].isin(list(main))]
    asked = [part.key for part in entry.parts if part.key in set(known["part"])]
    columns = ["part", "method", "scale", *_NUMBERS, "n", "n_clusters", "reason"]
    every = page.results.findings
    first = every.loc[(every["hypothesis"] == entry.id) & every["part"].isin(asked), columns]
    both = pd.concat([first.assign(is_main=True), known[columns].assign(is_main=False)], ignore_index=True)
    for name in _OF_THE_CLAIM:
        both[name] = [main[part][name] for part in both["part"]]
    both["place"] = [asked.index(part) for part in both["part"]]
    both = both.sort_values(["place", "is_main"], ascending=[True, False], kind="stable")
    table = publish_means(both.drop(columns="place"), n="n", columns=_NUMBERS)
    states = iter(cell.state == HIDDEN for cell in table.cells("value"))
    return (
        table.with_text("is_hidden", lambda _: "yes" if next(states) else "")
        .with_text("part_said", lambda row: capital(entry.part(row["part"]).subject[page.lang]))
        .with_text("method_said", lambda row: _method(page, row))
        .with_text("value_said", lambda row: _value(page, row))
        .with_text("interval_said", lambda row: interval_said(row, words) if has_number(row) else "–")
        .with_text("answer", lambda row: answer(main[row["part"]], row))
        .with_text("answer_said", lambda row: _answer(page, main[row["part"]], row))
    )


def answer(main: Mapping[str, Any], check: Mapping[str, Any]) -> str:
    """Say whether a check's interval lies on the same side of "nothing there" as that of the claim's number.

    Returns
    -------
    str
        ``agrees``, ``differs``; ``none`` where either has no number, empty for the claim's number itself.
    """
    if check["is_main"]:
        return ""
    if not has_number(main) or not has_number(check):
        return "none"
    return AGREES if _side(main) == _side(check) else DIFFERS


def _side(row: Mapping[str, Any]) -> int:
    """Return 1 where an interval lies above "nothing there", −1 below, 0 across."""
    low, high, null = float(row["low"]), float(row["high"]), float(row["null"])
    return 1 if low > null else -1 if high < null else 0


def _method(page: RelationshipsPage, row: Mapping[str, Any]) -> str:
    name = method_name(row["method"], page.lang)
    return page.words("checks_main", method=name) if row["is_main"] else name


def _value(page: RelationshipsPage, row: Mapping[str, Any]) -> str:
    words = page.words
    if has_number(row):
        return value_said(row, words)
    if row["is_hidden"]:
        return words("hidden_mark")
    return words("no_number_because", reason=reason_told(row, words))


def _answer(page: RelationshipsPage, main: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    said = answer(main, row)
    if not said:
        return page.words("absent_mark")
    if said != DIFFERS:
        return page.words(f"checks_answer_{said}")
    return page.words(f"checks_answer_differs_{_SIDES[_side(row)]}")


_SIDES = {1: "above", 0: "across", -1: "below"}
