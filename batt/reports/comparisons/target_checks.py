"""Targets that ask for what a programme is not meant for, and those that cannot be used at all."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from batt.disclosure import ANONYMOUS, publish_facts
from batt.registry import load
from batt.reports.comparisons.lists import HEADING, by_list
from batt.reports.comparisons.own import OWN_MARK
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import code_labels

NAMES_MOST = 5
_OF_MATRIX_B = ("not_suited", "suitability_unknown")


def target_checks(page: ComparisonPage) -> Fragment:
    """Show which targets contradict the suitability matrix or their direction, and which were left out."""
    words, caveat = page.words, load().caveat("suitability_reading")
    piece = page.section("targets-audit", words("targets_audit_title"), level=3)
    piece += page.text("targets_audit_intro")
    piece += page.text("titled", title=caveat.title[page.lang], text=caveat.text[page.lang])
    piece += _counted(page, "target_audit", lambda row: finding_words(page, row))
    piece += page.section("targets-left-out", words("targets_left_out_title"), level=3)
    return piece + _counted(
        page, "targets_left_out", lambda row: (words(f"target_left_out_{row['reason']}"), "")
    )


def finding_words(page: ComparisonPage, row: Mapping[Any, Any]) -> tuple[str, str]:
    """Return what is found, and how sure the reading of the matrix is where the finding rests on it."""
    words = page.words
    on_matrix = row["finding"] in _OF_MATRIX_B
    return (
        words(f"target_finding_{row['finding']}"),
        words(f"target_certainty_{row['certainty']}") if on_matrix else words("target_certainty_not_asked"),
    )


def _counted(page: ComparisonPage, name: str, say: Callable[[dict[Any, Any]], tuple[str, str]]) -> Fragment:
    """One row per list, level and finding: how many targets, and whose where the reader may know."""
    words, levels = page.words, code_labels(page, "target_levels")
    table = page.found(name)
    if table is None:
        return page.text(f"{name}_none")
    found: dict[tuple[str, ...], list[str]] = {}
    records = by_list(page, table).sorted_by("order", "level").data.to_dict("records")
    for row in records:
        found.setdefault((row[HEADING], *say(row), levels[row["level"]]), []).append(_whose(page, row))
    frame = pd.DataFrame(
        [
            {HEADING: heading, "what": what, "certainty": certainty, "level": level}
            | {"n": len(whose), "who": _listed(page, whose)}
            for (heading, what, certainty, level), whose in found.items()
        ]
    )
    columns = {"what": words(f"{name}_what"), "level": words("target_set_by"), "n": words("target_count")}
    if name == "target_audit":
        columns |= {"certainty": words("target_certainty_word")}
    if frame["who"].ne(words("target_nobody_named")).any():
        columns |= {"who": words("provider_word")}
    return page.table(
        publish_facts(frame, why="counts of agreed targets, and the names the reader may know"),
        id=name.replace("_", "-"),
        columns=columns,
        formats={"n": "integer"},
        groups=HEADING,
        caption=words(f"{name}_caption", n=page.numbers.integer(len(records))),
    )


def _whose(page: ComparisonPage, row: dict[Any, Any]) -> str:
    """Return whose target it is where the reader may know, else nothing."""
    if pd.isna(row["provider_id"]) or row["provider_id"] == ANONYMOUS:
        return ""
    if row["provider_id"] == page.provider:
        return page.words("own_row", mark=OWN_MARK)
    return row["name"] if isinstance(row["name"], str) and row["name"] else str(row["provider_id"])


def _listed(page: ComparisonPage, whose: list[str]) -> str:
    names = sorted({name for name in whose if name})
    if not names:
        return page.words("target_nobody_named")
    more = len(names) - NAMES_MOST
    told = ", ".join(names[:NAMES_MOST])
    return page.words("target_names_and_more", names=told, n=page.numbers.integer(more)) if more > 0 else told
