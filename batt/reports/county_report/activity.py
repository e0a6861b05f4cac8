"""Participants, exits and places of the county, by programme."""

from batt.disclosure import PublishedTable, publish_facts
from batt.reports.county_report.page import CountyPage
from batt.reports.county_report.standing import county_values
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import programme_labels
from batt.reports.sections.saved import account, country_values, has_last_year

PARTICIPANTS, EXITS = "i06", "i08"
"""Indicators whose n counts the participants of the year, and the exits."""


def activity(page: CountyPage) -> Fragment:
    """Show how many took part and left, by programme, beside the country and last year."""
    words = page.words
    piece = page.section("activity", words("county_activity_title"))
    rows = _rows(page)
    if not len(rows):
        return piece + page.text("against_nothing", county=page.county_name, year=page.year)
    columns = {
        "programme_label": words("programme"),
        "participants": words("activity_participants"),
        "exits": words("activity_exits"),
        "places_n": words("activity_places"),
        "participants_country": words("activity_participants_country"),
    }
    if has_last_year(page):
        columns["participants_last"] = words("activity_participants_last", year=page.year - 1)
    return piece + page.table(
        rows.labelled("programme", programme_labels(page), new="programme_label"),
        id="county-activity",
        columns=columns,
        formats=dict.fromkeys(columns, "integer") | {"programme_label": "text"},
        caption=words("activity_county_caption", county=page.county_name, year=page.year),
        notes=[words("activity_county_note")],
    )


def _rows(page: CountyPage) -> PublishedTable:
    """One row per programme: counts of persons as they are reported with the indicators."""
    on = ["programme"]
    mine = county_values(page, page.county, page.year, with_hatched=True)
    country = country_values(page).where(year=page.year)
    last = county_values(page, page.county, page.year - 1)
    rows = _counts(mine, PARTICIPANTS, "participants")
    rows = rows.beside(_counts(mine, EXITS, "exits"), on=on, suffix="")
    rows = rows.beside(_places(page), on=on, suffix="")
    rows = rows.beside(_counts(country, PARTICIPANTS, "participants"), on=on, suffix="_country")
    return rows.beside(_counts(last, PARTICIPANTS, "participants"), on=on, suffix="_last")


def _counts(values: PublishedTable, indicator: str, name: str) -> PublishedTable:
    return values.where(indicator=indicator).pick("programme", "n").renamed(n=name)


def _places(page: CountyPage) -> PublishedTable:
    """Agreed places; missing where no provider of the county has told of any."""
    frame = account(page, "activity")
    mine = frame[frame["provider_id"].isin(list(page.provider_names))]
    places = mine.groupby("programme", sort=False)["places_n"].sum(min_count=1).reset_index()
    return publish_facts(
        places.astype({"programme": "str", "places_n": "float64"}),
        why="places agreed with NAV are no persons",
    )
