"""The code lists: end causes with their groups, and all others."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import load
from batt.reports.fragment import Fragment
from batt.reports.method.cover import MethodPage

END_CAUSES = "end_causes"
_SHOWN_ELSEWHERE = (END_CAUSES, "programmes", "indicators")


def codes(page: MethodPage) -> Fragment:
    """Show the end causes by group, and every other list."""
    words = page.words
    return (
        page.section("codes", words("codes_title"), new_page=True)
        + page.text("codes_text")
        + _end_causes(page)
        + page.section("other-codes", words("other_codes_title"), level=3)
        + page.text("other_codes_text")
        + _others(page)
    )


def _end_causes(page: MethodPage) -> Fragment:
    """One row per end cause."""
    words = page.words
    rows = [
        {
            "group": words(f"cause_{code.group}"),
            "code": code.code,
            "label": code.label[page.lang],
            "misspellings": _misspellings(page, code.misspellings),
        }
        for code in load().codes[END_CAUSES]
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="a code list"),
        id="end-causes-table",
        columns={"code": words("code"), "label": words("means"), "misspellings": words("also_read_as")},
        groups="group",
        caption=words("end_causes_caption"),
        notes=[words("active_note")],
        source="WG §§4.6, 4.7",
    )


def _others(page: MethodPage) -> Fragment:
    """One row per code of every other list."""
    words = page.words
    rows = [
        {
            "list": words(f"list_{name}"),
            "code": code.code,
            "label": code.label[page.lang],
            "misspellings": _misspellings(page, code.misspellings),
        }
        for name, entries in load().codes.items()
        if name not in _SHOWN_ELSEWHERE
        for code in entries
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="code lists"),
        id="codes-table",
        columns={"code": words("code"), "label": words("means"), "misspellings": words("also_read_as")},
        groups="list",
        caption=words("codes_caption"),
    )


def _misspellings(page: MethodPage, known: tuple[str, ...]) -> str:
    return ", ".join(known) or page.words("absent_mark")
