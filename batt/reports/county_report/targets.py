"""The county's targets and those agreed with its providers: what came of them, and which to look at again."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.registry import load
from batt.reports.comparisons.lists import HEADING, by_list
from batt.reports.comparisons.target_checks import finding_words
from batt.reports.comparisons.target_rows import FORMATS, counted, figure_columns, in_words
from batt.reports.county_report.page import CountyPage
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import code_labels
from batt.reports.tables import Column

ATTAINMENT, AUDIT = "target_attainment", "target_audit"
LOCAL = "LOKALT"


def targets(page: CountyPage) -> Fragment:
    """Show the targets of the county, of its providers, and those that ask for what cannot be asked."""
    words = page.words
    piece = page.section("targets", words("targets_title"))
    if not page.comparisons.has(ATTAINMENT):
        return piece + page.text("targets_undelivered", year=page.year)
    return (
        piece
        + page.text("targets_intro")
        + page.section("targets-county", words("county_targets_title", county=page.county_name), level=3)
        + _county(page)
        + page.section("targets-local", words("local_targets_title"), level=3)
        + _local(page)
        + page.section("targets-audit", words("targets_audit_title"), level=3)
        + _audit(page)
    )


def county_attainment(page: CountyPage) -> PublishedTable | None:
    """Return what came of the targets for the county, its own and the nation's. None if none were sent."""
    if not page.comparisons.has(ATTAINMENT):
        return None
    return page.compared(ATTAINMENT).where(unit_level="county", unit_id=page.county)


def _county(page: CountyPage) -> Fragment:
    """One row per target of the county or the nation whose figure for the county is shown."""
    words, rows = page.words, county_attainment(page)
    if rows is None or not len(rows):
        return page.text("county_targets_none", county=page.county_name)
    told = in_words(page, rows)
    columns: dict[Column, str] = {"set_by": words("target_set_by")}
    return page.table(
        told,
        id="targets-county-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        groups=HEADING,
        caption=words("county_targets_caption", county=page.county_name, **counted(page, rows)),
        notes=[words("county_targets_note")],
    )


def _local(page: CountyPage) -> Fragment:
    """One row per local target agreed with a provider of the county whose figure is shown."""
    words, names = page.words, page.provider_names
    rows = page.compared(ATTAINMENT).where(level=LOCAL, unit_level="provider", unit_id=list(names))
    if not len(rows):
        return page.text("local_targets_none", county=page.county_name)
    told = in_words(page, rows.labelled("unit_id", names, new="who"))
    columns: dict[Column, str] = {"who": words("provider_word")}
    return page.table(
        told,
        id="targets-local-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        groups=HEADING,
        caption=words("local_targets_caption", **counted(page, rows)),
        notes=[words("local_targets_note")],
    )


def _audit(page: CountyPage) -> Fragment:
    """One row per finding about a target of the county or agreed with one of its providers."""
    words, caveat, names = page.words, load().caveat("suitability_reading"), page.provider_names
    start = page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
    table = page.found(AUDIT)
    rows = None if table is None else table.filtered(lambda row: _is_here(page, row))
    if rows is None or not len(rows):
        return page.text("county_audit_none", county=page.county_name)
    levels = code_labels(page, "target_levels")
    told = (
        by_list(page, rows)
        .with_text("what", lambda row: finding_words(page, row)[0])
        .with_text("certain", lambda row: finding_words(page, row)[1])
        .with_text("set_by", lambda row: levels[row["level"]])
        .with_text("who", lambda row: names.get(row["provider_id"], page.county_name))
    )
    return start + page.table(
        told,
        id="targets-audit-table",
        columns={
            "who": words("target_of"),
            "set_by": words("target_set_by"),
            "what": words("target_audit_what"),
            "certain": words("target_certainty_word"),
        },
        groups=HEADING,
        caption=words("county_audit_caption", county=page.county_name, n=page.numbers.integer(len(rows))),
        notes=[words("county_audit_note")],
    )


def _is_here(page: CountyPage, row: Mapping[str, Any]) -> bool:
    """Tell whether a target is the county's own, or agreed with a provider there."""
    if row["level"] == LOCAL:
        return row["provider_id"] in page.provider_names
    return row["area"] == page.county
