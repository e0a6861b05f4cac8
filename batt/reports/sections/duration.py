"""Length of stay and where those who left went: the description, and what it is not.

The words are bound: see `batt.reports.bound_words`.
"""

from typing import Any

import pandas as pd

from batt.disclosure import PublishedTable, publish_curve, publish_shares
from batt.relationships import RelationshipResults, load
from batt.reports.figures import duration_curve, incidence_areas
from batt.reports.findings import listed
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.sections.labels import programmes_of, year_range
from batt.reports.sections.saved import computed_years
from batt.reports.sentences import (
    cumulative_incidence_sentence,
    duration_caveat,
    duration_sentence,
    verdict_name,
    why_they_differ,
)

SUPPORTED = "supported"
STATISTICS = ("turning_point", "fieller_low", "fieller_high", "lind_mehlum_p", "p_below", "p_above")


def duration(page: Page) -> Fragment:
    """Show the description of each programme, leaving over time, and why the two differ."""
    words = page.words
    piece = page.section("duration", words("duration_title"), new_page=True)
    results = load(page.root, page.year)
    if results.duration.empty:
        return piece + page.text("duration_missing")
    years = computed_years(page)
    return (
        piece
        + page.text("duration_intro", years=year_range(years[0], years[-1]))
        + _description(page, results)
        + page.section("leaving", words("leaving_title"), level=3)
        + page.text("leaving_intro")
        + _over_time(page, results)
        + page.section("two-pictures", words("two_pictures_title"), level=3)
        + page.prose(why_they_differ(page.lang))
    )


def _description(page: Page, results: RelationshipResults) -> Fragment:
    words, labels = page.words, _programmes(page, results)
    stats = {str(row["programme"]): row for row in _records(results)}
    tops = {
        code: float(stats[code]["turning_point"]) for code in labels if stats[code]["verdict"] == SUPPORTED
    }
    figure = duration_curve(
        publish_curve(results.duration_curve, ["share", "low", "high"], n="n_leavers_near"),
        publish_shares(
            _bands(page, results),
            numerator="jobs_n",
            denominator="leavers_n",
            adds_up_within=["programme"],
        ),
        programmes=labels,
        words=words,
        title=_finding(page, list(tops)),
        caption=words("duration_caption"),
        tops=tops,
    )
    sentences = [
        page.text("duration_line", programme=label, sentence=duration_sentence(stats[code], page.lang))
        for code, label in labels.items()
    ]
    return (
        page.figure(figure, id="duration-curves")
        + joined(sentences)
        + page.prose(duration_caveat(page.lang))
        + _tests(page, results)
    )


def _finding(page: Page, supported: list[str]) -> str:
    if not supported:
        return page.words("duration_no_top")
    short = programmes_of(page, form="short")
    return page.words(
        "duration_some_tops", programmes=listed([short[code] for code in supported], page.words)
    )


def _tests(page: Page, results: RelationshipResults) -> Fragment:
    """The statistics behind each verdict. A top is printed only where it is supported."""
    words, numbers = page.words, results.duration.copy()
    is_supported = numbers["verdict"] == SUPPORTED
    for column in ("turning_point", "fieller_low", "fieller_high"):
        numbers[column] = numbers[column].where(is_supported)
    numbers["verdict"] = [verdict_name(row, page.lang) for row in _records(results)]
    table = publish_shares(
        numbers[["programme", "verdict", "n_leavers", "n_jobs", *STATISTICS]],
        numerator="n_jobs",
        denominator="n_leavers",
        also=STATISTICS,
    )
    return page.table(
        table.labelled("programme", programmes_of(page, form="short")),
        id="duration-tests",
        columns={
            "programme": words("programme"),
            "n_leavers": words("leavers"),
            "n_jobs": words("to_a_job"),
            "verdict": words("verdict"),
            "turning_point": words("highest_at_weeks"),
            ("fieller_low", "fieller_high"): words("interval_95"),
            "lind_mehlum_p": words("lind_mehlum_p"),
            "p_below": words("p_rise"),
            "p_above": words("p_fall"),
        },
        formats={
            "n_leavers": "integer",
            "n_jobs": "integer",
            "turning_point": "decimal",
            ("fieller_low", "fieller_high"): "decimal",
            "lind_mehlum_p": "p_value",
            "p_below": "p_value",
            "p_above": "p_value",
        },
        caption=words("duration_tests_caption"),
        notes=[words("duration_tests_note")],
        source=words("source_spells"),
    )


def _over_time(page: Page, results: RelationshipResults) -> Fragment:
    words, labels = page.words, _programmes(page, results)
    curves = publish_curve(results.cumulative_incidence, ["cif", "low", "high"], n="n_risk")
    figure = incidence_areas(
        curves,
        programmes=labels,
        words=words,
        title=_leaving_finding(page, curves),
        caption=words("leaving_caption"),
    )
    sentences = [
        page.text("duration_line", programme=label, sentence=_leaving(page, curves, code))
        for code, label in labels.items()
    ]
    return page.figure(figure, id="leaving-figure") + joined(sentences)


def _leaving_finding(page: Page, curves: PublishedTable) -> str:
    """Say how many have left to a job by the last week drawn: the fewest and the most of the programmes."""
    ends = []
    for code, label in programmes_of(page, form="short").items():
        shown = curves.where(programme=code, cause="job").data.dropna(subset=["cif"]).sort_values("week")
        if len(shown) > 1:
            ends.append((float(shown["cif"].iloc[-1]), int(shown["week"].iloc[-1]), label))
    if not ends:
        return page.words("leaving_nothing")
    parts = {}
    for key, (share, week, label) in {"least": min(ends), "most": max(ends)}.items():
        parts[key] = page.words(
            "leaving_part",
            share=page.numbers.percent(share),
            programme=label,
            weeks=page.numbers.integer(week),
        )
    return page.words("leaving_finding" if len(ends) > 1 else "leaving_single", **parts)


def _leaving(page: Page, curves: PublishedTable, programme: str) -> str:
    rows = curves.where(programme=programme).data.dropna(subset=["cif", "low", "high"])
    return cumulative_incidence_sentence(rows, page.lang)


def _bands(page: Page, results: RelationshipResults) -> pd.DataFrame:
    """One row per programme and band, the band named in the reader's numbers."""
    table = results.duration_bands
    ends = [(low, high) for low, high in zip(table["band_low"], table["band_high"], strict=True)]
    places = 0 if all(float(end).is_integer() for pair in ends for end in pair) else 1
    return table.assign(band=[page.numbers.interval(low, high, places) for low, high in ends])


def _records(results: RelationshipResults) -> list[dict[str, Any]]:
    """One record per programme described."""
    return [{str(name): value for name, value in row.items()} for row in results.duration.to_dict("records")]


def _programmes(page: Page, results: RelationshipResults) -> dict[str, str]:
    described = set(results.duration["programme"])
    return {code: label for code, label in programmes_of(page).items() if code in described}
