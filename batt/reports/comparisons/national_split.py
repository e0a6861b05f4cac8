"""What each change of the country's figures is made of: who is in, the rule, who took part, the rest."""

from batt.reports.comparisons.grounds import with_grounds
from batt.reports.comparisons.lists import HEADING, PROGRAMME, headed
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import because
from batt.reports.fragment import Fragment

_PARTS = ("coverage", "definition", "case_mix", "performance")


def national_split(page: ComparisonPage) -> Fragment:
    """Split every change of a national figure into four parts that add up to it; one row per list."""
    words = page.words
    start = page.section("national-changes", words("split_title"), level=3) + page.text("split_text")
    table = page.found("national_changes")
    if table is None:
        return start + page.text("split_nothing")
    whole = sum(cell.is_shown for cell in table.cells("performance"))
    reasons = [str(reason) for reason in table.data["reason"].unique() if reason]
    missing = [words("split_missing", reasons="; ".join(because(page, one) for one in reasons))]
    columns = {
        PROGRAMME: words("programme"),
        "n_country": words("n"),
        "response": words("response_rate"),
        "previous_value": str(page.year - 1),
        "value": str(page.year),
        "change": words("change"),
    } | {part: words(f"part_{part}") for part in _PARTS}
    formats = dict.fromkeys(columns, "unit_change") | {PROGRAMME: "text", "response": "text"}
    return start + page.table(
        headed(page, with_grounds(page, table)),
        id="national-split",
        columns=columns,
        formats=formats | {"n_country": "integer", "previous_value": "unit_table", "value": "unit_table"},
        groups=HEADING,
        caption=words("split_finding", n=page.numbers.integer(whole), all=page.numbers.integer(len(table))),
        notes=[*(missing if reasons else []), words("split_note")],
    )
