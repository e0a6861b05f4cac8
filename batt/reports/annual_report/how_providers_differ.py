"""How much the providers differ: figures outside the limits beside how many chance alone puts there."""

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.annual_report.compared import public_comparisons
from batt.reports.comparisons.lists import indicator_names
from batt.reports.figures.counts_against_expected import counts_against_expected
from batt.reports.fragment import Fragment
from batt.reports.page import Page

ALL_INDICATORS = "all"


def how_providers_differ(page: Page) -> Fragment:
    """Count the figures outside the 95 % limits of every indicator, beside the number expected by chance."""
    words = page.words
    start = page.section("differences", words("differences_title"), new_page=True)
    compared = public_comparisons(page)
    alarms = compared.found("false_alarms")
    alarms = alarms.where(limits="adjusted") if alarms is not None else None
    if alarms is None or not alarms.where(indicator=ALL_INDICATORS):
        return start + page.text("differences_none")
    cells = compared.compared("funnel_cells").data
    return (
        start
        + page.text("differences_intro")
        + _figure(page, alarms)
        + page.prose(
            words("differences_far", **_counted(page, alarms)),
            words("differences_left", n=page.numbers.integer((cells["is_discovery"] == 1).sum())),
        )
        + page.text("differences_more")
    )


def _counted(page: Page, alarms: PublishedTable) -> dict[str, str]:
    """Return how many figures were tested and lie outside, and how many chance gives, as text."""
    every = alarms.where(indicator=ALL_INDICATORS)
    told = {"n": page.number(every, "tested", "integer", level="95")}
    for level in ("95", "998"):
        told[f"observed_{level}"] = page.number(every, "observed", "integer", level=level)
        told[f"expected_{level}"] = page.number(every, "expected", "decimal", level=level)
    return told


def _figure(page: Page, alarms: PublishedTable) -> Fragment:
    """One row per indicator: figures outside the 95 % limits against those expected."""
    words = page.words
    names = indicator_names(public_comparisons(page))
    directions = {entry.id: entry.direction_words[page.lang] for entry in load().indicators}
    rows = alarms.where(level="95", indicator=list(directions))

    rows = rows.labelled("indicator", directions, new="direction").labelled("indicator", names, new="label")
    columns = {
        "label": words("indicator"),
        "direction": words("differences_direction"),
        "tested": words("differences_tested"),
        "observed": words("differences_observed"),
        "expected": words("differences_expected"),
        "above": words("differences_above"),
        "below": words("differences_below"),
    }
    figure = counts_against_expected(
        rows,
        words=words,
        title=words("differences_finding", **_counted(page, alarms)),
        caption=words("differences_caption", year=page.year),
        columns=columns,
        formats=dict.fromkeys(("tested", "observed", "above", "below"), "integer") | {"expected": "decimal"},
    )
    return page.figure(figure, id="differences-figure")
