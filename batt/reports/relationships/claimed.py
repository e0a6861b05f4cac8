"""What is claimed, who claims it, and what would be estimated if it were so."""

from batt.registry.hypothesis import Hypothesis
from batt.reports.fragment import Fragment
from batt.reports.relationships.page import RelationshipsPage, of_a_claim
from batt.reports.verdicts.claim import STATED, headline
from batt.reports.verdicts.shown import primary, records


@of_a_claim
def claimed(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Show the claim, its source and its estimand, and in one line what became of it."""
    basis = "claim_stated" if entry.basis == STATED else "claim_implied"
    return (
        page.section("claim", page.words("claimed_title"))
        + page.text(basis, claim=entry.claim[page.lang])
        + page.as_registered("claimed_source", entry.source)
        + page.text("claim_estimand", estimand=entry.estimand[page.lang])
        + _in_short(page, entry)
    )


def _in_short(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Say in one box what became of the claim, or why it was not tested."""
    words = page.words
    if entry.why_not:
        why = entry.why_not[page.lang]
        told = page.box("claimed_why_not", title=words("claimed_not_testable"), why=why)
        return told + page.text(f"needed_{entry.id.lower()}")
    found = records(page.of(entry.id))
    if not found:
        return page.box("claimed_not_examined", title=words("claimed_no_answer"))
    title = words("claimed_found_one" if len(primary(found)) == 1 else "claimed_found_several")
    return page.box("claimed_found", title=title, headline=headline(page, found))
