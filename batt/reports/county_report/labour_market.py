"""The labour market around the figures: the county among the counties."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.reports.comparisons.own import OWN_MARK
from batt.reports.county_report.page import CountyPage
from batt.reports.fragment import Fragment
from batt.reports.sections.saved import delivered


def labour_market(page: CountyPage) -> Fragment:
    """Show unemployment by county, and say what it can and cannot be used for."""
    words, frame = page.words, delivered(page, "labour_market")
    piece = page.section("labour-market", words("labour_market_title"))
    known = frame[frame["unemployment_pct"].notna()] if len(frame) else frame
    if known.empty:
        return piece + page.text("labour_market_missing", year=page.year)
    shares = pd.DataFrame(
        {"county": known["county"], "value": known["unemployment_pct"].astype("float64") / 100}
    )
    rows = publish_facts(shares, why="unemployment of whole counties, from a register")
    names = page.counties | {page.county: f"{OWN_MARK} {page.county_name}"}
    return (
        piece
        + page.text("labour_market_intro")
        + page.table(
            rows.labelled("county", names, new="name").sorted_by("value", descending=True),
            id="labour-market-table",
            columns={"name": words("map_county"), "value": words("unemployment")},
            formats={"value": "percent1"},
            caption=_finding(page, shares),
            notes=[words("labour_market_note", year=page.year)],
        )
    )


def _finding(page: CountyPage, shares: pd.DataFrame) -> str:
    """Say how many counties have higher unemployment, and how many lower."""
    values = dict(zip(shares["county"], shares["value"], strict=True))
    own, number = values.pop(page.county, None), page.numbers.integer
    if own is None:
        return page.words(
            "labour_market_not_here", county=page.county_name, n=page.numbers.integer(len(values))
        )
    number = page.numbers.integer
    return page.words(
        "labour_market_finding",
        county=page.county_name,
        value=page.numbers.percent(own, 1),
        higher=number(sum(value > own for value in values.values())),
        lower=number(sum(value < own for value in values.values())),
        same=number(sum(value == own for value in values.values())),
    )
