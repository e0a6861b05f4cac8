"""What became of the registered claims: length of stay in full, those that matter most in one line each."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import Options, load
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.verdicts import VERDICTS, FindingsPage
from batt.reports.verdicts.claim import headline, told_findings
from batt.reports.verdicts.shown import primary, records

FIRST = "H1"
"""The claim about length of stay, which the report has a section on."""
MATTER = ("H2", "H3", "H4", "H5", "H6", "H7", "H15", "H18")
"""The claims that the evaluation shows in full beside the first."""
_WHY = "made of findings that have been through the door"


def what_goes_together(page: Page) -> Fragment:
    """Count the verdicts, say those on length of stay in full, and what became of eight other claims."""
    words = page.words
    start = page.section("claims", words("claims_title"), new_page=True)
    found = FindingsPage(page.root, page.year, "evaluation", page.lang, Options(forening=page.forening))
    rows = primary(found.registered)
    if not rows:
        return start + page.text("claims_none")
    counts = {name: page.numbers.integer(sum(row["verdict"] == name for row in rows)) for name in VERDICTS}
    return (
        start
        + page.text("claims_intro", n=page.numbers.integer(len(rows)), **counts)
        + page.section("claims-stay", words("claims_first_title"), level=3)
        + page.text("claims_first", claim=load().hypothesis(FIRST).claim[page.lang])
        + told_findings(found, primary(records(found.of(FIRST))))
        + page.section("claims-others", words("claims_others_title"), level=3)
        + _others(page, found)
        + page.text("claims_more")
    )


def _others(page: Page, found: FindingsPage) -> Fragment:
    """One row per claim: what is claimed, and what became of it."""
    words = page.words
    rows = []
    for hypothesis in MATTER:
        of_claim = records(found.of(hypothesis))
        rows.append(
            {
                "claim": load().hypothesis(hypothesis).claim[page.lang],
                "result": headline(found, of_claim) if of_claim else words("claims_not_examined"),
            }
        )
    return page.table(
        publish_facts(pd.DataFrame(rows), why=_WHY),
        id="claims-table",
        columns={"claim": words("claims_claim"), "result": words("claims_result")},
        caption=words("claims_caption"),
        notes=[words("claims_note")],
    )
