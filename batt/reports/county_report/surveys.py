"""Who has answered in the county: respondents by survey, with the country's response rate beside."""

from batt.registry import load
from batt.reports.comparisons.grounds import SURVEYS, response_rate
from batt.reports.comparisons.lists import list_of, programme_names
from batt.reports.county_report.page import CountyPage
from batt.reports.county_report.standing import county_values
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import ALL


def surveys(page: CountyPage) -> Fragment:
    """Show the number of respondents of each survey. One row per survey and programme."""
    words = page.words
    piece = page.section("surveys", words("county_surveys_title"))
    rows = county_values(page, page.county, page.year).where(indicator=list(SURVEYS))
    asked = {survey.id: survey.name[page.lang] for survey in load().surveys}
    told = rows.filtered(lambda row: row["status"] != "missing")
    silent = [asked[SURVEYS[one]] for one in SURVEYS if one not in set(told.data["indicator"])]
    for name in silent:
        piece += page.text("county_survey_missing", survey=name, county=page.county_name)
    if not len(told):
        return piece
    labels = {indicator: asked[survey] for indicator, survey in SURVEYS.items()}
    told = told.with_text("rate", lambda row: response_rate(page, *list_of(row)))
    names = programme_names(page) | {ALL: words("whole_county")}
    told = told.labelled("programme", names, new="programme_label")
    return piece + page.table(
        told.labelled("indicator", labels, new="survey"),
        id="county-respondents",
        columns={
            "programme_label": words("programme"),
            "n": words("respondents_here", county=page.county_name),
            "rate": words("response_country"),
        },
        formats={"n": "integer"},
        groups="survey",
        caption=words("county_surveys_caption", county=page.county_name, year=page.year),
        notes=[words("county_surveys_note")],
    )
