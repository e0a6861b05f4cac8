"""What the test could have found, and what it rests on."""

from typing import Any

from batt.registry.hypothesis import Hypothesis
from batt.reports.evaluation.method import found_said, reach_said
from batt.reports.fragment import Fragment
from batt.reports.relationships.page import NOTHING, RelationshipsPage, of_a_claim
from batt.reports.verdicts.claim import label
from batt.reports.verdicts.sentence import CANNOT_TELL, has_power, smallest_said
from batt.reports.verdicts.shown import primary, records


@of_a_claim
def reach(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Show n, clusters, the smallest difference that matters, and the smallest that the test finds."""
    found = page.of(entry.id)
    if not len(found):
        return NOTHING
    words, told = page.words, page.in_words_of("evaluation")
    rows = (
        found.with_text("label", lambda row: label(page, row))
        .with_text("smallest", lambda row: smallest_said(row, words))
        .with_text("found", lambda row: found_said(told, row))
        .with_text("reach", lambda row: reach_said(told, row))
    )
    return (
        page.section("reach", words("reach_title"))
        + page.text("reach_text")
        + _said(page, entry)
        + page.table(
            rows,
            id="reach-table",
            columns={
                "label": words("finding"),
                "n": words("n"),
                "n_clusters": words("clusters_n"),
                "smallest": told.words("smallest_effect"),
                "found": told.words("detectable"),
                "reach": told.words("is_enough"),
            },
            formats={"n": "integer", "n_clusters": "integer"},
            caption=words("reach_caption"),
            notes=[words("reach_note")],
        )
    )


def _said(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Say in how many of the undecided cases the data would have sufficed for a difference that matters."""
    open_ones = [row for row in primary(records(page.of(entry.id))) if row["verdict"] == CANNOT_TELL]
    if not open_ones:
        return NOTHING
    enough = [row for row in open_ones if _is_enough(row)]
    integer = page.numbers.integer
    if not enough:
        return page.text("reach_open_none", n=integer(len(open_ones)))
    return page.text("reach_open", n=integer(len(open_ones)), enough=integer(len(enough)))


def _is_enough(row: Any) -> bool:
    return has_power(row) and row["detectable"] <= row["smallest_effect"]
