"""The counties on the map: the share to a job in the two programmes that are closest to working life."""

from batt.reports.comparisons.lists import direction, list_name
from batt.reports.county_report.page import CountyPage
from batt.reports.county_report.standing import with_counties
from batt.reports.figures.county_map import county_map
from batt.reports.fragment import Fragment

SHOWN = ("i08", "AB")


def on_the_map(page: CountyPage) -> Fragment:
    """Show one figure of every county, the reader's own marked."""
    words = page.words
    piece = page.section("map", words("map_title"))
    rows = with_counties(page, *SHOWN)
    if not any(cell.is_shown for cell in rows.cells("value")):
        return piece + page.text("map_nothing", list=list_name(page, *SHOWN))
    return piece + page.figure(
        county_map(
            rows,
            counties=page.counties,
            own=page.county,
            words=words,
            title=_finding(page, rows.data),
            caption=words(
                "map_caption",
                list=list_name(page, *SHOWN),
                direction=direction(page, SHOWN[0]).lower(),
                year=page.year,
            ),
        ),
        id="county-map",
    )


def _finding(page: CountyPage, frame) -> str:
    """Say how the county stands, and how many counties are told apart from the country."""
    mine = frame.loc[frame["county"] == page.county, "standing"]
    own = str(mine.iloc[0]) if len(mine) else "unknown"
    told = frame["standing"].isin(["above", "below"]).sum()
    judged = frame["standing"].ne("unknown").sum()
    number = page.numbers.integer
    return page.words(
        f"map_finding_{own}", county=page.county_name, apart=number(told), judged=number(judged)
    )
