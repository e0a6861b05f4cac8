"""The counties on the map: where job acquisition in supported employment stands apart from the country."""

from batt.comparisons.county_standing import FALSE_ALARM_SHARE
from batt.registry import load
from batt.reports.county_report.standing import with_counties
from batt.reports.figures.county_map import county_map
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import JOB, programme_labels
from batt.reports.words import Words

SHOWN = (JOB, "AB")


def by_county(page: Page) -> Fragment:
    """Show one figure of every county, and say how many stand apart from the country."""
    words, indicator = page.words, load().indicator(SHOWN[0])
    start = page.section("counties", words("by_county_title"), new_page=True)
    rows = with_counties(page, *SHOWN)
    name = f"{indicator.short[page.lang]} ({programme_labels(page, 'short')[SHOWN[1]]})"
    if not any(cell.is_shown for cell in rows.cells("value")):
        return start + page.text("by_county_nothing", name=name)
    standing = rows.data["standing"]
    judged = int(standing.ne("unknown").sum())
    figure = county_map(
        rows,
        counties={
            code.code: code.label[page.lang]
            for code in load().codes["counties"]
            if code.is_valid_in(page.year)
        },
        words=Words(page.lang, "annual_report", "county_map"),
        title=words(
            "by_county_finding",
            name=name,
            apart=page.numbers.integer(standing.isin(["above", "below"]).sum()),
            judged=page.numbers.integer(judged),
            expected=page.numbers.decimal(FALSE_ALARM_SHARE * judged, 1),
        ),
        caption=words(
            "by_county_caption", name=name, direction=indicator.direction_words[page.lang], year=page.year
        ),
    )
    return start + page.figure(figure, id="counties-map") + page.text("by_county_more")
