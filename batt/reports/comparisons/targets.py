"""Agreed targets and whether they are met: the reader's own, the country, the counties, the providers."""

from collections import Counter

import pandas as pd

from batt.disclosure import PublishedTable, publish_facts
from batt.reports.comparisons.grounds import grounds
from batt.reports.comparisons.lists import HEADING, list_name, lists_of
from batt.reports.comparisons.own_targets import own_targets
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.rows import COUNTS, left_out, top
from batt.reports.comparisons.target_checks import target_checks
from batt.reports.comparisons.target_rows import (
    FORMATS,
    OUTCOMES,
    counted,
    figure_columns,
    in_words,
)
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import code_labels
from batt.reports.tables import Column

ATTAINMENT = "target_attainment"
ROWS_MOST = 40
"""A longer list of providers is cut, and a sentence says how much of it is left out."""
_RANK = {"not_met": "0", "met": "1", "cannot_tell": "2"}


def targets(page: ComparisonPage) -> Fragment:
    """Show what the targets of the year come to, and which of them ask for what cannot be asked."""
    words = page.words
    piece = page.section("targets", words("targets_title"), new_page=True)
    if not page.comparisons.has(ATTAINMENT):
        return piece + page.text("targets_undelivered", year=page.year)
    table = in_words(page, page.compared(ATTAINMENT))
    piece += page.text("targets_intro")
    if page.provider:
        piece += page.section("targets-own", words("targets_own_title"), level=3) + own_targets(page, table)
    piece += page.section("targets-country", words("targets_country_title"), level=3) + _country(page, table)
    piece += page.section("targets-counties", words("targets_counties_title"), level=3)
    piece += _counties(page, table)
    piece += page.section("targets-providers", words("targets_providers_title"), level=3)
    piece += _providers(page, table.where(unit_level="provider"))
    return piece + target_checks(page)


def _country(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """One row per national target whose figure for the country is shown."""
    words = page.words
    rows = table.where(unit_level="country")
    known = lists_of(rows)
    unknown = [list_name(page, *one) for one in lists_of(table.where(level="NASJONALT")) if one not in known]
    notes = [words("targets_held_back", lists="; ".join(unknown))] if unknown else []
    if not known:
        return page.prose(words("targets_country_none"), *notes)
    columns: dict[Column, str] = {"list": words("indicator"), "direction": words("is_high_good")}
    return page.table(
        rows,
        id="targets-country-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        caption=words("targets_country_caption", **counted(page, rows)),
        notes=[*notes, grounds(page, known, with_n=False)],
    )


def _counties(page: ComparisonPage, table: PublishedTable) -> Fragment:
    """One row per county and target of its own, or national one of which it is told whether it is met."""
    words, counties = page.words, code_labels(page, "counties")
    rows = table.where(unit_level="county").with_text("county", lambda row: counties[row["unit_id"]])
    if not len(rows):
        return page.text("targets_counties_none")
    told = rows.filtered(lambda row: row["level"] == "FYLKE" or row["attainment"] != "cannot_tell")
    more = len(rows) - len(told)
    notes = [words("targets_counties_left_out", n=page.numbers.integer(more))] if more else []
    caption = words("targets_counties_caption", **counted(page, rows))
    if not len(told):
        return page.prose(f"{caption}.", *notes)
    columns: dict[Column, str] = {"county": words("target_county"), "set_by": words("target_set_by")}
    return page.table(
        told,
        id="targets-counties-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        groups=HEADING,
        caption=caption,
        notes=[*notes, grounds(page, lists_of(told), with_n=False)],
    )


def _providers(page: ComparisonPage, rows: PublishedTable) -> Fragment:
    """One row per level and list: how many providers meet their target, do not, or cannot be told."""
    words = page.words
    if not len(rows):
        return page.text("targets_providers_none")
    frame = _counts(page, rows)
    columns = {"list": words("indicator"), "direction": words("is_high_good"), "aim": words("target_word")}
    columns |= {outcome: words(f"attainment_{outcome}") for outcome in OUTCOMES}
    counts = page.table(
        publish_facts(frame, why=COUNTS),
        id="targets-providers-table",
        columns=columns | ({"own": words("own_word")} if page.provider else {}),
        formats=dict.fromkeys(OUTCOMES, "integer"),
        groups="set_by",
        caption=words("targets_providers_caption", **counted(page, rows)),
        notes=[words("targets_providers_note"), grounds(page, lists_of(rows), with_n=False)],
    )
    return counts + _by_name(page, rows) if page.role == "directorate" else counts


def _counts(page: ComparisonPage, rows: PublishedTable) -> pd.DataFrame:
    """Return how often each target is met among providers, with the outcome of the reader's own."""
    words = page.words
    counts: dict[tuple[str, ...], Counter[str]] = {}
    own: dict[tuple[str, ...], str] = {}
    ordered = rows.labelled("level", code_labels(page, "target_levels"), new="set_by")
    for row in ordered.data.to_dict("records"):
        aim = row["aim"] if row["level"] == "NASJONALT" else words("target_varies")
        key = (row["set_by"], row["list"], row["direction"], aim)
        counts.setdefault(key, Counter())[row["attainment"]] += 1
        if page.provider and row["unit_id"] == page.provider:
            own[key] = words(f"attainment_{row['attainment']}")
    names = ("set_by", "list", "direction", "aim")
    return pd.DataFrame(
        [
            dict(zip(names, key, strict=True))
            | {outcome: counter[outcome] for outcome in OUTCOMES}
            | {"own": own.get(key, words("not_own"))}
            for key, counter in counts.items()
        ]
    )


def _by_name(page: ComparisonPage, rows: PublishedTable) -> Fragment:
    """One row per provider and target, for a reader who may know them all: clear misses first."""
    words = page.words
    known = page.compared("benchmarks").data[["provider_id", "name"]]
    names = dict(zip(known["provider_id"], known["name"], strict=True))
    rows = rows.with_text("who", lambda row: names.get(row["unit_id"]) or str(row["unit_id"]))
    rows = rows.with_text("rank", lambda row: _RANK[row["attainment"]]).sorted_by("rank", "order", "unit_id")
    first = top(page, rows, ROWS_MOST)
    columns: dict[Column, str] = {"who": words("provider_word"), "set_by": words("target_set_by")}
    return page.table(
        first.sorted_by("order", "rank"),
        id="targets-by-name",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        groups=HEADING,
        caption=words("targets_by_name_caption"),
        notes=left_out(page, rows, first),
    )
