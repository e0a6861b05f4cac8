"""Questions of a researcher's own, apart from the registered claims and labelled so."""

from batt.reports.fragment import Fragment
from batt.reports.relationships.page import RelationshipsPage, of_the_register
from batt.reports.verdicts.claim import with_words


@of_the_register
def exploratory(page: RelationshipsPage) -> Fragment:
    """List the root's own questions with what was found."""
    words, found = page.words, page.exploratory
    start = page.section("exploratory", words("own_title")) + page.text("own_text")
    if not len(found):
        return start + page.text("own_none")
    return start + page.table(
        with_words(page, found),
        id="own-table",
        columns={
            "hypothesis": words("claim_number"),
            "label": words("finding"),
            "value_said": words("value"),
            "interval_said": words("interval_95"),
            "p_holm": words("p_holm"),
            "n": words("n"),
            "verdict_said": words("verdict"),
        },
        formats={"p_holm": "p_value", "n": "integer"},
        caption=words("own_caption"),
        notes=[words("own_note")],
    )
