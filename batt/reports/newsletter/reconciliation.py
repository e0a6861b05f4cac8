"""The months added up, against the yearly files."""

from batt.comparisons.seasonal_factors import MONTHS_OF_YEAR
from batt.reports.comparisons.own import NOTHING
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import NewsletterPage
from batt.reports.sections.labels import ALL

COUNTS = ("monthly_exits_n", "yearly_exits_n")
PROVIDERS = ("providers_n", "providers_differ_n", "providers_without_n")


def reconciliation(page: NewsletterPage) -> Fragment:
    """Show the year's exits by the monthly reports beside those by courses; one row per programme."""
    if not page.has_month:
        return NOTHING
    words = page.words
    table = page.of_year("monthly_reconciliation", COUNTS)
    months = max(table.data["months_n"])
    names = (*COUNTS, "difference", *PROVIDERS)
    columns = {name: words(f"column_{name}") for name in names}
    differ = table.cell("providers_differ_n", programme=ALL).value
    key = "reconciliation_agrees" if not differ else "reconciliation_differs"
    key = key if months == MONTHS_OF_YEAR else "reconciliation_part"
    return page.section("reconciliation", words("reconciliation_title", year=page.year)) + page.table(
        table.with_difference("difference", *COUNTS).labelled("programme", page.programmes()),
        id="months-and-year",
        columns={"programme": words("programme"), **columns},
        formats=dict.fromkeys(columns, "integer"),
        caption=words(
            key,
            differ=page.numbers.integer(differ),
            providers=page.number(table, "providers_n", "integer", programme=ALL),
            months=page.numbers.integer(months),
        ),
        notes=[words("rounded_note"), words("reconciliation_note")],
    )
