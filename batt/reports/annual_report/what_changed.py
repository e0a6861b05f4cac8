"""What has changed in the country since last year, and why: who is in, the rule, who took part, the rest."""

from batt.disclosure import PublishedTable
from batt.reports.annual_report.compared import public_comparisons
from batt.reports.comparisons.lists import HEADING, LIST, PROGRAMME, headed
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.indicators import JUDGEMENTS, clear_changes_sentence
from batt.reports.sections.labels import JOB
from batt.reports.sections.saved import against_last_year, has_last_year

PARTS = ("coverage", "definition", "case_mix", "performance")
CLEAR = ("up", "down")


def what_changed(page: Page) -> Fragment:
    """Divide the clear changes, and those of job acquisition, into what they are made of."""
    words = page.words
    start = page.section("why-changed", words("why_changed_title"), new_page=True)
    if not has_last_year(page):
        return start + page.text("why_changed_first_year", year=page.year - 1)
    compared = public_comparisons(page)
    divided = compared.found("national_changes")
    rows = _rows(page, divided) if divided is not None else None
    start += page.prose(clear_changes_sentence(page)) + page.text("why_changed_intro")
    if rows is None or not rows:
        return start + page.text("why_changed_nothing")
    columns = {
        PROGRAMME: words("programme"),
        "previous_value": str(page.year - 1),
        "value": str(page.year),
        "n": words("n"),
        "change": words("change"),
        "judged": words("judgement"),
    } | {part: compared.words(f"part_{part}") for part in PARTS}
    changes = dict.fromkeys(("change", *PARTS), "unit_change")
    return (
        start
        + page.table(
            headed(compared, rows),
            id="why-changed-table",
            columns=columns,
            formats=changes | {"previous_value": "unit_table", "value": "unit_table", "n": "integer"},
            groups=HEADING,
            caption=words("why_changed_caption", year=page.year - 1),
            notes=[words("why_changed_note")],
        )
        + page.text("why_changed_more")
    )


def _rows(page: Page, divided: PublishedTable) -> PublishedTable:
    """One row per change that is clear, or of job acquisition: how it is judged, and its parts."""
    judged = against_last_year(page)
    rows = judged.pick(*LIST, "unit", "n", "judgement").beside(
        divided.pick(*LIST, "previous_value", "value", "change", *PARTS), on=LIST, suffix=""
    )
    told = {kind: page.words(f"judgement_{kind}") for kind in JUDGEMENTS}
    chosen = rows.filtered(
        lambda row: row["change"] == row["change"] and (row["indicator"] == JOB or row["judgement"] in CLEAR)
    )
    return chosen.labelled("judgement", told, new="judged")
