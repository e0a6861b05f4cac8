"""The answers of several groups: do any differ, and which pairs."""

from batt.disclosure import PublishedTable
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.compared import Comparison
from batt.study.compared_words import group_names
from batt.study.items import Items
from batt.study.model import Study
from batt.study.pieces import NOTHING, joined
from batt.study.publish_compared import publish_item_pairs, publish_item_tests

_JOINED = "\u2060–\u2060"
"""A dash at which no line is broken."""


def several_groups(page: Page, study: Study, comparison: Comparison, results: StudyResults) -> Fragment:
    """Show the tests of several groups; empty when the study has no items or the groups are two."""
    if study.items is None or "item_tests" not in results or comparison.is_of_two:
        return NOTHING
    tests = publish_item_tests(results, comparison.id)
    estimand = page.text("study_estimand_several", k=page.numbers.integer(len(comparison.groups)))
    return joined(
        [
            estimand,
            _found(page, study.items, tests),
            _table(page, study.items, comparison, tests, publish_item_pairs(results, comparison.id)),
        ]
    )


def _found(page: Page, items: Items, tests: PublishedTable) -> Fragment:
    """Say on how many items the groups differ."""
    numbers, shown = page.numbers, tests.data.dropna(subset=["p_holm"])
    if shown.empty:
        return NOTHING
    largest = shown.iloc[int(shown["epsilon2"].to_numpy(dtype=float).argmax())]
    return page.text(
        "study_several_found",
        supported=numbers.integer(shown["p_holm"].lt(SIGNIFICANCE).sum()),
        n=numbers.integer(len(shown)),
        level=numbers.decimal(SIGNIFICANCE, 2),
        largest=items.labels[largest["item"]][page.lang],
        explained=numbers.percent(largest["epsilon2"], 1),
    )


def _table(
    page: Page, items: Items, comparison: Comparison, tests: PublishedTable, pairs: PublishedTable
) -> Fragment:
    words = page.words
    places = {code: str(place) for place, code in enumerate(comparison.groups, start=1)}
    names = [
        words("study_numbered", place=places[code], group=name)
        for code, name in group_names(page, comparison).items()
    ]
    apart = pairs.data[pairs.data["p_holm"].lt(SIGNIFICANCE).fillna(False)]

    def which(item: str) -> str:
        rows = apart[apart["item"] == item]
        told = [
            f"{places[a]}{_JOINED}{places[b]}" for a, b in zip(rows["first"], rows["second"], strict=True)
        ]
        return ", ".join(told) or words("study_pairs_none")

    shown = tests.with_text("pairs", lambda row: which(row["item"]))
    return page.table(
        shown.labelled("item", {item: label[page.lang] for item, label in items.labels.items()}),
        id=f"{comparison.id}-tests".replace("_", "-"),
        columns={
            "item": words("study_item"),
            "n": words("n"),
            "statistic": words("study_kruskal"),
            "df": words("study_degrees"),
            "p": words("p_single"),
            "p_holm": words("p_holm"),
            "epsilon2": words("study_epsilon"),
            "pairs": words("study_pairs"),
        },
        formats={
            "n": "integer",
            "statistic": "decimal",
            "df": "integer",
            "p": "p_value",
            "p_holm": "p_value",
            "epsilon2": "percent1",
        },
        caption=words("study_several_caption", groups="; ".join(names)),
    )
