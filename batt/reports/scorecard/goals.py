"""Trends and targets: what has moved by test, and which targets are met."""

from collections.abc import Mapping
from typing import Any

from batt.disclosure import PublishedTable
from batt.reports.change import FALSE_ALARM_SHARE
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import LIST, list_name, list_of, lists_of
from batt.reports.comparisons.own_change import movement_said
from batt.reports.comparisons.rows import because, change_interval
from batt.reports.comparisons.target_rows import FORMATS, counted, figure_columns, in_words
from batt.reports.fragment import Fragment, joined
from batt.reports.scorecard.actions import actions
from batt.reports.scorecard.card_table import untested_words
from batt.reports.scorecard.lines import lines
from batt.reports.scorecard.overview import goals_sentence
from batt.reports.scorecard.own_goals import own_goals
from batt.reports.sections.saved import has_last_year
from batt.reports.tables import Column

_TREND = ["first_year", "last_year", "movement", "course", "reason"]


def goals(page: ComparisonPage) -> Fragment:
    """Show what has moved, the targets, and the improvement actions."""
    piece = page.section("goals", page.words("goals_title"), new_page=True)
    return piece + moves(page) + _targets(page) + actions(page)


def moves(page: ComparisonPage) -> Fragment:
    """One row per figure that was tested against last year; below, why the others were not."""
    words = page.words
    if not has_last_year(page):
        return page.text("moves_first", year=page.year)
    tested = lines(page).filtered(lambda row: _is_tested(row["movement_change"]))
    untested = lines(page).filtered(lambda row: not _is_tested(row["movement_change"]))
    notes = _untested(page, untested)
    if not len(tested):
        return page.text("moves_none") + joined([page.prose(note) for note in notes])
    changes = page.own("changes").pick(*LIST, "change_low", "change_high")
    rows = _with_trend(page, tested.beside(changes, on=LIST, suffix=""))
    rows = rows.with_text("interval", lambda row: change_interval(page, row, "change_low", "change_high"))
    rows = rows.with_text("since", lambda row: movement_said(page, _of_change(row)))
    clear = sum(movement != "none" for movement in tested.column("movement_change"))
    columns: dict[Column, str] = {
        "list": words("indicator"),
        "value_last": str(page.year - 1),
        "value": str(page.year),
        "n": words("n"),
        "change_change": words("change"),
        "interval": words("interval_95"),
        "since": words("moves_since"),
        "trend": words("moves_trend"),
    }
    return page.table(
        rows,
        id="moves",
        columns=columns,
        formats={
            "value_last": "unit_table",
            "value": "unit_table",
            "n": "integer",
            "change_change": "unit_change",
        },
        caption=words(
            "moves_caption",
            year=page.year - 1,
            clear=page.numbers.integer(clear),
            n=page.numbers.integer(len(tested)),
            expected=page.numbers.decimal(FALSE_ALARM_SHARE * len(tested), 1),
        ),
        notes=[words("change_units_note"), *notes],
    )


def _is_tested(movement: object) -> bool:
    return isinstance(movement, str) and movement != ""


def _of_change(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[f"{name}_change"] for name in ("movement", "course", "reason")}


def _with_trend(page: ComparisonPage, rows: PublishedTable) -> PublishedTable:
    """Add what the test over all the years says, with its years."""
    words = page.words
    if not page.comparisons.has("trends"):
        return rows.with_text("trend", lambda row: words("absent_mark"))
    beside = rows.beside(page.own("trends").pick(*LIST, *_TREND), on=LIST, suffix="_trend")

    def say(row: Mapping[str, Any]) -> str:
        trend = {name: row[f"{name}_trend"] for name in ("movement", "course", "reason")}
        if not _is_tested(trend["movement"]):
            reason = trend["reason"]
            return because(page, reason) if isinstance(reason, str) else words("absent_mark")
        first, last = (page.numbers.year(row[f"{end}_year_trend"]) for end in ("first", "last"))
        return words("trend_with", judged=movement_said(page, trend), first=first, last=last)

    return beside.with_text("trend", say)


def _untested(page: ComparisonPage, rows: PublishedTable) -> list[str]:
    """Say which figures were not tested, together by reason."""
    why: dict[str, set[tuple[str, str]]] = {}
    for row in rows.records():
        told = {str(name): cell for name, cell in row.items()}
        reason = told["reason_change"]
        if isinstance(reason, str) and reason and told["stands"] != "untested":
            words = because(page, reason)
        else:
            words = because(page, reason) if reason == "not_a_sample" else untested_words(page, told)
        why.setdefault(words, set()).add(list_of(told))
    if not why:
        return []
    reasons = [
        page.words(
            "moves_untested_one",
            lists=", ".join(list_name(page, *one) for one in lists_of(rows) if one in known),
            why=words,
        )
        for words, known in why.items()
    ]
    return [page.words("moves_untested", reasons="; ".join(reasons))]


def _targets(page: ComparisonPage) -> Fragment:
    """Every target that concerns the reader. One row per target."""
    words, agreed = page.words, own_goals(page)
    if not len(agreed):
        return goals_sentence(page)
    columns: dict[Column, str] = {"list": words("indicator"), "set_by": words("target_set_by")}
    return page.table(
        in_words(page, agreed),
        id="goals-table",
        columns=columns | figure_columns(page),
        formats=FORMATS,
        caption=words("own_goals_caption", **counted(page, agreed)),
        notes=[words("own_goals_note")],
    )
