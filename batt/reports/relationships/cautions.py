"""What can mislead, and where to read on."""

from batt.registry import load
from batt.registry.hypothesis import Hypothesis
from batt.reports.fragment import Fragment
from batt.reports.relationships.page import RelationshipsPage, of_a_claim
from batt.reports.verdicts.claim import caveats


@of_a_claim
def cautions(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Show the pitfalls and caveats of a claim, and the way to its neighbours."""
    words = page.words
    return (
        page.section("cautions", words("cautions_title"))
        + page.text("claim_pitfalls", pitfalls=entry.pitfalls[page.lang])
        + caveats(page, entry)
        + page.section("more", words("more_title"), level=3)
        + page.text("more_text", lang=page.lang)
        + _neighbours(page, entry)
    )


def _neighbours(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Link to the claim before and the claim after in the register."""
    entries = load().hypotheses
    place = entries.index(entry)
    before, after = entries[place - 1], entries[(place + 1) % len(entries)]
    return page.text(
        "neighbours",
        lang=page.lang,
        before_id=before.id,
        before=page.name(before),
        after_id=after.id,
        after=page.name(after),
    )
