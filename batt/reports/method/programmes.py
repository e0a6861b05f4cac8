"""The programmes, and which indicator is computed for which of them."""

import pandas as pd
from markupsafe import Markup

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.model import Programme
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage
from batt.reports.sections.labels import programme_labels


def programmes(page: MethodPage) -> Fragment:
    """Show the programmes with aim and longest stay, and the matrix of indicators by programme."""
    return (
        page.section("programmes", page.words("programmes_title"), new_page=True)
        + page.text("programmes_text")
        + _programmes(page)
        + _sources(page)
        + page.section("applies", page.words("applies_title"), level=3)
        + page.text("applies_text")
        + _matrix(page)
    )


def _programmes(page: MethodPage) -> Fragment:
    """One row per programme."""
    words = page.words
    rows = [
        {
            "short": entry.short[page.lang],
            "label": entry.label[page.lang],
            "aim": entry.aim[page.lang],
            "weeks": _longest_stay(page, entry),
        }
        for entry in load().programmes
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="definitions in the registry"),
        id="programmes-table",
        columns={
            "short": words("programme"),
            "label": words("full_name"),
            "aim": words("aim"),
            "weeks": words("maximum_weeks"),
        },
        caption=words("programmes_caption"),
        notes=[words("tolerance_note")],
    )


def _longest_stay(page: MethodPage, entry: Programme) -> str:
    if entry.max_weeks is None:
        return page.words("no_maximum")
    return page.words("weeks_and_tolerance", weeks=entry.max_weeks, tolerance=entry.tolerance_weeks)


def _sources(page: MethodPage) -> Fragment:
    """The source of each programme, as the registry has it: in English."""
    told = "; ".join(f"{entry.short.en}: {entry.source}" for entry in load().programmes)
    return Fragment(
        Markup('<p class="below">{}: <span lang="en">{}</span>.</p>').format(page.words("source_label"), told)
    )


def _matrix(page: MethodPage) -> Fragment:
    """One row per indicator, one column per programme."""
    words, registry = page.words, load()
    rows = [
        {
            "indicator": f"{entry.number}. {entry.short[page.lang]}",
            **{
                code: words("yes_word" if registry.applies[entry.id, code] else "hatched_word")
                for code in registry.programme_codes
            },
        }
        for entry in registry.indicators
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="definitions in the registry"),
        id="applies-table",
        columns={"indicator": words("indicator"), **programme_labels(page, "short")},
        caption=words("applies_caption"),
        source="WG §4",
    )
