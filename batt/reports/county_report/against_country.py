"""The county against the country: every indicator and programme, with what has changed since last year."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from batt.comparisons.county_standing import FALSE_ALARM_SHARE
from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.change import with_judgement
from batt.reports.comparisons.lists import HEADING, LIST, PROGRAMME, headed
from batt.reports.county_report.page import CountyPage
from batt.reports.county_report.standing import VALUES, county_values, with_country
from batt.reports.figures.country_dots import country_dots
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import ALL, JOB, programmes_of
from batt.reports.sections.saved import has_last_year
from batt.reports.tables import Column

INTERVAL = ("ci_low", "ci_high")
DRAWN = ("i08", "i09")
"""What those who left went to, which is drawn."""


def against_country(page: CountyPage) -> Fragment:
    """Show the county's figures beside the country's: shares as a figure, all of them in a table."""
    words, rows = page.words, standings(page)
    piece = page.section("against-country", words("against_title"), new_page=True)
    if not len(rows):
        return piece + page.text("against_nothing", county=page.county_name, year=page.year)
    return (
        piece + page.text("against_intro", county=page.county_name) + _figure(page, rows) + _table(page, rows)
    )


def standings(page: CountyPage) -> PublishedTable:
    """Return the county's figures with the country's and last year's. One row per list.

    ``standing`` as in `batt.comparisons.county_standing`, ``judgement`` as in `batt.reports.change`.
    """
    rows = county_values(page, page.county, page.year).pick(*LIST, "unit", "status", *VALUES)
    last = county_values(page, page.county, page.year - 1).pick(*LIST, *VALUES)
    rows = with_country(page, rows, page.county).beside(last, on=LIST, suffix="_last")
    return with_judgement(rows.with_difference("change", "value", "value_last"), on=LIST)


def finding(page: CountyPage, rows: PublishedTable) -> str:
    """Say how many figures are told apart from the country's, and how many chance alone would give."""
    counts = Counter(rows.data["standing"])
    judged = len(rows) - counts["unknown"]
    if not judged:
        return page.words("against_none_judged", county=page.county_name)
    number = page.numbers.integer
    return page.words(
        "against_finding",
        county=page.county_name,
        judged=number(judged),
        above=number(counts["above"]),
        below=number(counts["below"]),
        expected=page.numbers.decimal(FALSE_ALARM_SHARE * judged, 1),
    )


def shares_finding(page: CountyPage, rows: PublishedTable) -> str:
    """Say in which programmes the share to a job is told apart from the country's."""
    words, labels = page.words, programmes_of(page, JOB, form="short")
    told = dict(rows.where(indicator=JOB).data[["programme", "standing"]].itertuples(index=False, name=None))
    parts = [
        words(f"shares_finding_{way}", county=page.county_name, programmes=listed(named, words))
        for way in ("above", "below")
        if (named := [label for code, label in labels.items() if told.get(code) == way])
    ]
    name = load().indicator(JOB).short[page.lang]
    if not parts:
        return words("shares_finding_none", indicator=name, county=page.county_name)
    return words("shares_finding", indicator=name, told=listed(parts, words))


def _figure(page: CountyPage, rows: PublishedTable) -> Fragment:
    """Draw the shares that are shown, a panel for each indicator."""
    shares = [one for one in DRAWN if any(c.is_shown for c in rows.where(indicator=one).cells("value"))]
    if not shares:
        return joined([])
    return page.figure(
        country_dots(
            headed(page, rows.where(indicator=shares)),
            programmes=programmes_of(page, DRAWN[0], form="short"),
            own=page.county_name,
            words=page.words,
            title=shares_finding(page, rows),
            caption=page.words("against_figure_caption", year=page.year),
        ),
        id="county-shares",
    )


def _table(page: CountyPage, rows: PublishedTable) -> Fragment:
    words = page.words
    columns: dict[Column, str] = {
        PROGRAMME: words("programme"),
        "value": page.county_name,
        INTERVAL: words("interval_95"),
        "n": words("n"),
        "value_country": words("the_country"),
        "against": words("map_standing"),
    }
    notes = [words("against_rule"), words("against_partners")]
    if has_last_year(page):
        columns |= {"value_last": str(page.year - 1), "changed": words("change")}
        notes.append(words("against_change_rule", year=page.year - 1))
    told = rows.with_text("against", lambda row: standing_words(page, row))
    told = told.with_text("changed", lambda row: words(f"changed_{row['judgement']}"))
    told = headed(page, told).with_text(PROGRAMME, lambda row: programme_said(page, row))
    return page.table(
        told,
        id="county-indicators",
        columns=columns,
        formats=dict.fromkeys(["value", INTERVAL, "value_country", "value_last"], "unit_table")
        | {"n": "integer"},
        groups=HEADING,
        caption=words("against_caption", county=page.county_name, year=page.year),
        notes=notes,
    )


def programme_said(page: CountyPage, row: Mapping[str, Any]) -> str:
    """Return the programme of a row; a county has no provider of which a figure could be about the whole."""
    return page.words("whole_county") if row["programme"] == ALL else row[PROGRAMME]


def standing_words(page: CountyPage, row: Mapping[str, Any]) -> str:
    """Say how a figure stands, with a mark that needs no colour; the reason where that cannot be said."""
    return page.words(f"standing_{row['standing']}")
