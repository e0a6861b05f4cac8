"""How a claim was tested: what was registered, the methods with their papers, and the family of numbers."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry.hypothesis import Hypothesis
from batt.relationships.verdict import SIGNIFICANCE
from batt.reports.fragment import Fragment, joined
from batt.reports.method.statistics import STATISTICS, shown_method
from batt.reports.relationships.page import NOTHING, RelationshipsPage, of_a_claim
from batt.reports.verdicts.claim import TABLE_FORMATS, with_words
from batt.reports.verdicts.sentence import capital, is_known
from batt.reports.verdicts.shown import primary, records


@of_a_claim
def tested(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Show what was registered, the methods with their papers, and the adjustment for many numbers."""
    words = page.words
    return (
        page.section("tested", words("tested_title"))
        + page.text("tested_text")
        + page.as_registered("tested_outcome", entry.outcome)
        + page.as_registered("tested_exposure", entry.exposure)
        + page.as_registered("tested_unit", entry.unit_of_analysis)
        + page.as_registered("tested_test", entry.test)
        + _parts(page, entry)
        + _methods(page, entry)
        + _many(page, entry)
    )


def _parts(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """One row per number that was registered with the claim."""
    if not entry.parts:
        return NOTHING
    words = page.words
    rows = [
        {
            "part": capital(part.subject[page.lang]),
            "direction": words(f"direction_{part.direction}"),
            "role": words("part_primary" if part.is_primary else "part_secondary"),
        }
        for part in entry.parts
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="what was registered before any data were seen"),
        id="registered-parts",
        columns={
            "part": words("finding"),
            "direction": words("part_direction"),
            "role": words("part_role"),
        },
        caption=words("parts_caption"),
    )


def _methods(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """The methods that the claim's numbers and their checks were found by, each with its papers."""
    used = [row["method"] for row in records(page.of(entry.id))]
    checked = page.saved(f"h{int(entry.id[1:]):02d}_checks")
    used += [] if checked.empty else list(checked["method"])
    names = [name for name in STATISTICS if name in used]
    if not names:
        return NOTHING
    return page.section("methods", page.words("methods_title"), level=3) + joined(
        shown_method(page, name) for name in names
    )


def _many(page: RelationshipsPage, entry: Hypothesis) -> Fragment:
    """Say how many numbers were tested together, and show this claim's before and after the adjustments."""
    words, integer = page.words, page.numbers.integer
    family = [row for row in primary(page.registered) if is_known(row["p_holm"])]
    own = [row for row in family if row["hypothesis"] == entry.id]
    found = page.of(entry.id).filtered(lambda row: bool(row["is_primary"]) and is_known(row["p_holm"]))
    if not len(page.of(entry.id)):
        return NOTHING
    start = page.section("many", words("many_title"), level=3)
    if not own:
        return start + page.text("many_none", family=integer(len(family)))
    return (
        start
        + page.text(
            "many_text",
            family=integer(len(family)),
            own=integer(len(own)),
            expected=page.numbers.decimal(SIGNIFICANCE * len(family), 1),
        )
        + page.table(
            with_words(page, found),
            id="many-table",
            columns={
                "label": words("finding"),
                "p": words("p_single"),
                "p_holm": words("p_holm"),
                "p_bh": words("p_bh"),
                "verdict_said": words("verdict"),
            },
            formats={name: TABLE_FORMATS[name] for name in ("p", "p_holm", "p_bh")},
            caption=words("many_caption"),
        )
    )
