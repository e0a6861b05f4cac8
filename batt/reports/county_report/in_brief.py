"""The county in a few numbers and sentences."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.reports.comparisons.target_rows import counted
from batt.reports.county_report.activity import PARTICIPANTS
from batt.reports.county_report.against_country import finding, standings
from batt.reports.county_report.page import CountyPage
from batt.reports.county_report.targets import county_attainment
from batt.reports.fragment import Fragment


def in_brief(page: CountyPage) -> Fragment:
    """Say how many work there, how the county stands, and what came of its targets."""
    words, rows = page.words, standings(page)
    targets = county_attainment(page)
    sentences = [finding(page, rows)] if len(rows) else []
    if targets is not None and len(targets):
        sentences.append(words("brief_targets", county=page.county_name, **counted(page, targets)))
    return (
        page.section("in-brief", words("brief_title"))
        + _numbers(page)
        + page.prose(*(sentences or [words("against_nothing", county=page.county_name, year=page.year)]))
    )


def _numbers(page: CountyPage) -> Fragment:
    """Providers of the county, those of the country, and the programmes run."""
    words = page.words
    run = set(standings(page).where(indicator=PARTICIPANTS).data["programme"])
    frame = pd.DataFrame(
        [
            {"label": words("brief_providers"), "value": len(page.provider_names)},
            {"label": words("brief_programmes"), "value": len(run)},
        ]
    )
    return page.key_figures(
        publish_facts(frame, why="counts of providers and programmes"), label="label", value="value"
    )
