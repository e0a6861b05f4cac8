"""Activity in total and by programme: participants, places, starts, exits, still in."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import programme_labels, with_all, year_range
from batt.reports.sections.saved import COUNTRY, breakdown, computed_years, reported_values

OF_PERSONS = ("participants_n", "starts_n", "exits_n", "still_in_n")
COUNTS = ("participants_n", "places_n", "starts_n", "exits_n", "still_in_n")


def published_activity(page: Page) -> PublishedTable:
    """Return the activity of this year and then the last. One row per year and programme, ``ALL`` first."""
    frames = [breakdown(page, "activity", year).assign(year=year) for year in compared_years(page)]
    keys = ["year", "programme"]
    places = pd.concat(frames, ignore_index=True)[[*keys, "places_n"]]
    table = publish_facts(places, why="places agreed with NAV are no persons")
    country = reported_values(page).where(unit_id=COUNTRY)
    for name in OF_PERSONS:
        counts = country.where(indicator=f"activity.{name}").pick(*keys, "numerator")
        table = table.beside(counts.renamed(numerator=name), on=keys, suffix="")
    return table


def compared_years(page: Page) -> list[int]:
    """Return this year, and last year where it is there."""
    return [year for year in (page.year, page.year - 1) if year in computed_years(page)]


def activity(page: Page) -> Fragment:
    """Show the year's activity beside last year's."""
    words, years = page.words, compared_years(page)
    table = published_activity(page).labelled("programme", with_all(page, programme_labels(page)))
    columns = {"year": words("year")} | {name: words(f"activity_{name}") for name in COUNTS}
    return (
        page.section("activity", words("activity_title"), new_page=True)
        + page.text(
            "activity_intro", participants=_total(page, "participants_n"), exits=_total(page, "exits_n")
        )
        + page.table(
            table,
            id="activity-table",
            columns=columns,
            formats={"year": "year"} | dict.fromkeys(COUNTS, "integer"),
            groups="programme",
            caption=words("activity_caption", years=year_range(min(years), page.year)),
            notes=[words("activity_note")],
            source=words("source_spells"),
        )
    )


def _total(page: Page, column: str) -> str:
    return page.number(published_activity(page), column, "integer", year=page.year, programme="ALL")
