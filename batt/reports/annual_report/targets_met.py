"""Which targets are met, which are not, and of which one cannot tell."""

from collections import Counter

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.registry import load
from batt.reports.annual_report.compared import public_comparisons
from batt.reports.comparisons.lists import lists_of
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS
from batt.reports.comparisons.target_rows import FORMATS, OUTCOMES, counted, figure_columns, in_words
from batt.reports.findings import listed, lower_first
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels

LEVELS = ("country", "county", "provider")


def targets_met(page: Page) -> Fragment:
    """Say of each national target what came of it, and count the outcomes at every level."""
    words = page.words
    start = page.section("targets-met", words("targets_met_title"))
    compared = public_comparisons(page)
    attained = compared.found("target_attainment")
    if attained is None:
        return start + page.text("targets_met_none", year=page.year)
    attained = in_words(compared, attained)
    country = attained.where(unit_level="country")
    return (
        start
        + page.text("targets_met_intro")
        + page.prose(*_sentences(page, country))
        + _country(page, compared, country)
        + _counts(page, attained)
        + page.text("targets_met_more")
    )


def _sentences(page: Page, country: PublishedTable) -> list[str]:
    """Name the national targets of each outcome that there is."""
    said = []
    for outcome in OUTCOMES:
        names = [_name(page, *one) for one in lists_of(country.where(attainment=outcome))]
        if names:
            said.append(page.words(f"targets_met_{outcome}", lists=listed(names, page.words)))
    return said or [page.words("targets_met_country_none")]


def _name(page: Page, indicator: str, programme: str) -> str:
    """Name an indicator and the programme that it is about, for running text."""
    name = lower_first(load().indicator(indicator).short[page.lang])
    return f"{name} ({programme_labels(page, 'short')[programme]})" if programme != ALL else name


def _country(page: Page, compared: ComparisonPage, country: PublishedTable) -> Fragment:
    """One row per national target: what was agreed, what came of it, the figure with interval and n."""
    words = page.words
    if not country:
        return page.prose()
    return page.table(
        country,
        id="targets-met-country",
        columns={"list": words("indicator"), "direction": compared.words("is_high_good")}
        | figure_columns(compared),
        formats=FORMATS,
        caption=compared.words("targets_country_caption", **counted(compared, country)),
    )


def _counts(page: Page, attained: PublishedTable) -> Fragment:
    """One row per level: how many targets are met, are not, and of how many one cannot tell."""
    words = page.words
    rows = []
    for level in LEVELS:
        found = Counter(attained.where(unit_level=level).data["attainment"])
        if found:
            rows.append(
                {"level": words(f"targets_of_{level}"), "n": found.total()} | {o: found[o] for o in OUTCOMES}
            )
    columns = {"level": words("targets_met_whose"), "n": words("targets_met_n")}
    return page.table(
        publish_facts(pd.DataFrame(rows), why=COUNTS),
        id="targets-met-counts",
        columns=columns | {outcome: words(f"target_{outcome}") for outcome in OUTCOMES},
        formats=dict.fromkeys(["n", *OUTCOMES], "integer"),
        caption=words("targets_met_caption", year=page.year),
        notes=[words("targets_met_note")],
    )
