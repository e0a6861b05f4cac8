"""Activity by programme: who was in, started and left, in the month and in the year so far."""

from batt.disclosure import publish_facts
from batt.reports.comparisons.own import NOTHING
from batt.reports.fragment import Fragment
from batt.reports.newsletter.page import NewsletterPage

PERSONS = ["participants_n", "starts_n", "exits_n", "starts_so_far_n", "exits_so_far_n"]


def activity(page: NewsletterPage) -> Fragment:
    """Show participants, places, starts and exits; one row per programme."""
    if not page.has_month:
        return NOTHING
    words = page.words
    counts = page.of_month("monthly_activity", PERSONS).pick("programme", *PERSONS)
    places = page.compared("monthly_activity").where(month=page.month).data[["programme", "places_n"]]
    table = counts.beside(
        publish_facts(places, why="places agreed with NAV are no persons"), on=["programme"], suffix=""
    )
    names = ("participants_n", "places_n", "starts_n", "starts_so_far_n", "exits_n", "exits_so_far_n")
    columns = {name: words(f"column_{name}") for name in names}
    return page.section("activity", words("activity_of", month=page.month_name)) + page.table(
        table.labelled("programme", page.programmes()),
        id="by-programme",
        columns={"programme": words("programme"), **columns},
        formats=dict.fromkeys(columns, "integer"),
        caption=words("activity_caption", month=page.month_name),
        notes=[words("rounded_note"), words("activity_note")],
    )
