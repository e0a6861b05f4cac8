"""The card itself: one line per figure, from what is good to whom to learn from; cards on a phone."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from markupsafe import Markup

from batt.disclosure import Cell, PublishedTable
from batt.registry import load
from batt.reports.comparisons import ComparisonPage
from batt.reports.comparisons.lists import indicator_names, list_of, programme_names
from batt.reports.comparisons.rows import because
from batt.reports.comparisons.target_rows import MARKS as TARGET_MARKS
from batt.reports.figures.sparkline import sparkline
from batt.reports.formats import format_interval, format_value
from batt.reports.fragment import Fragment
from batt.reports.scorecard.lines import lines, runs, top_k
from batt.reports.scorecard.own_goals import goal_lines, goal_words, nearest_goals
from batt.reports.scorecard.verdict import MARKS, why_untested
from batt.reports.tables import mark

GROUPS: Mapping[str, tuple[str, ...]] = {
    "results": ("i08", "i09", "i10", "i11", "i12", "i13"),
    "surveys": ("i01", "i02", "i03"),
    "effort": ("i04", "i05", "i06", "i07"),
}
"""What readers look for first stands first."""
_LEAST = {"share": 0.2, "score": 1.0, "days": 2.0, "firms": 5.0, "weeks": 8.0}
"""The least height of a sparkline's scale, by unit."""


def card_table(page: ComparisonPage) -> Fragment:
    """Return the card as a table, with what its signs mean below."""
    words, rows = page.words, lines(page)
    k = top_k()
    headings = [
        words("programme"),
        *(words(f"col_{name}") for name in ("own", "last", "country", "peers")),
        words("col_top", k=k),
        *(words(f"col_{name}") for name in ("run", "goal", "stands")),
    ]
    head = Markup("").join(Markup('<th scope="col">{}</th>').format(heading) for heading in headings)
    body = Markup("").join(_group(page, name, rows, headings) for name in GROUPS)
    return Fragment(
        Markup(
            '<figure class="table card" id="card-table"><figcaption id="card-caption">{caption}</figcaption>'
            '<div class="scroll" role="region" tabindex="0" aria-labelledby="card-caption"><table>'
            "<thead><tr>{head}</tr></thead>{body}</table></div>{below}</figure>"
        ).format(
            caption=words("card_caption", year=page.year, k=k),
            head=head,
            body=body,
            below=_below(page, rows),
        )
    )


def _group(page: ComparisonPage, name: str, rows: PublishedTable, headings: Sequence[str]) -> Markup:
    """Return the lines of one group, under the name of the group and of each indicator."""
    parts = []
    for indicator in GROUPS[name]:
        of_it = rows.where(indicator=indicator)
        if len(of_it):
            parts.append(_indicator(page, indicator, of_it, headings))
    if not parts:
        return Markup("")
    band = Markup('<tr class="band"><th scope="colgroup" colspan="{}">{}</th></tr>').format(
        len(headings), page.words(f"group_{name}")
    )
    return Markup("<tbody>{}{}</tbody>").format(band, Markup("").join(parts))


def _indicator(page: ComparisonPage, indicator: str, rows: PublishedTable, headings: Sequence[str]) -> Markup:
    entry = load().indicator(indicator)
    heading = Markup(
        '<tr class="what"><th scope="colgroup" colspan="{}">{} <span class="aim">{}</span></th></tr>'
    ).format(len(headings), indicator_names(page)[indicator], page.words(f"is_good_{entry.direction}"))
    told = [{str(name): cell for name, cell in row.items()} for row in rows.data.to_dict("records")]
    columns = {name: list(rows.cells(name)) for name in rows.columns}
    return heading + Markup("").join(
        _line(page, row, {name: cells[place] for name, cells in columns.items()}, headings)
        for place, row in enumerate(told)
    )


def _line(
    page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell], headings: Sequence[str]
) -> Markup:
    told = (
        _own(page, row, cells),
        _number(page, row, cells["value_last"]) + _aside(_changed(page, row)),
        _number(page, row, cells["country"]),
        _peers(page, row, cells),
        _top(page, row, cells),
        _run(page, row),
        _goal(page, row),
        _stands(page, row),
    )
    data = Markup("").join(
        Markup('<td data-label="{}">{}</td>').format(heading, content)
        for heading, content in zip(headings[1:], told, strict=True)
    )
    programme = programme_names(page)[row["programme"]]
    return Markup('<tr class="{}"><th scope="row">{}</th>{}</tr>').format(row["stands"], programme, data)


def _own(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    words = page.words
    number = Markup("<strong>{}</strong>").format(_number(page, row, cells["value"]))
    if not cells["value"].is_shown or not cells["n"].is_shown:
        return number
    n = _aside(words("own_n", n=page.numbers.integer(cells["n"].value)))
    if not (cells["ci_low"].is_shown and cells["ci_high"].is_shown):
        return number + n
    interval = format_interval(page.numbers, row["ci_low"], row["ci_high"], "unit_table", row["unit"])
    return number + _aside(interval) + n


def _number(page: ComparisonPage, row: Mapping[str, Any], cell: Cell) -> Markup:
    if cell.is_shown:
        return Markup("{}").format(format_value(page.numbers, cell.value, "unit_table", row["unit"]))
    return mark(cell.state, page.words)


def _aside(text: str) -> Markup:
    return Markup(" <small>{}</small>").format(text) if text else Markup("")


def _changed(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say how the figure has moved since last year; nothing where that was not tested."""
    movement, course = row["movement_change"], row["course_change"]
    if not isinstance(movement, str) or movement == "":
        return ""
    if course in ("improving", "worsening"):
        return page.words(f"change_{course}")
    return page.words("change_unsure" if movement == "none" else f"change_{movement}_none")


def _peers(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    cell = cells[f"peer_{page.readings.national_mean}"]
    if not cell.is_shown or not cells["peer_n"].is_shown:
        return _nobody(page)
    n = page.words("peers_of_n", n=page.numbers.integer(cells["peer_n"].value))
    return _number(page, row, cell) + _aside(n)


def _top(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    """Return the mean of the foremost, of three where fewer than five are shown, and who is ahead."""
    cell, sign = cells[f"top{top_k()}_mean"], ""
    if not cell.is_shown and cells["top3_mean"].is_shown:
        cell, sign = cells["top3_mean"], "³"
    number = _number(page, row, cell) + sign if cell.is_shown else _nobody(page)
    clear = int(row["clear"])
    if not clear:
        return number
    ahead = page.words("ahead_clear_one" if clear == 1 else "ahead_clear", n=clear)
    return Markup('<span>{}</span> <small><a href="#learn">{}</a></small>').format(number, ahead)


def _nobody(page: ComparisonPage) -> Markup:
    """Return what stands where there is nobody to compare with."""
    return Markup('<span class="quiet">{}</span>').format(page.words("absent_mark"))


def _run(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    words, run = page.words, runs(page)[list_of(row)]
    known = [one for one in run if one[1] is not None]
    if len(known) < 2:
        return _aside(words("spark_too_short")) if known else mark("missing", words)
    unit, goal = row["unit"], nearest_goals(page).get(list_of(row))
    years = ", ".join(
        f"{year} "
        + (words("absent_mark") if value is None else format_value(page.numbers, value, "unit_table", unit))
        for year, value in run
    )
    alt = words("spark_alt", run=f"{years}.")
    if goal is not None:
        alt = f"{alt} {words('spark_goal', goal=goal_words(page, goal))}"
    return sparkline(run, least=_LEAST[unit], alt=alt, goals=goal_lines(goal))


def _goal(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    goal = nearest_goals(page).get(list_of(row))
    if goal is None:
        return Markup('<span class="quiet">{}</span>').format(page.words("goal_none"))
    outcome = str(goal["attainment"])
    reached = f"{TARGET_MARKS[outcome]} {page.words(f'attainment_{outcome}')}"
    return Markup('<span>{}</span> <small class="{}">{}</small>').format(
        goal_words(page, goal), outcome, reached
    )


def _stands(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    words, code = page.words, row["stands"]
    more = {"untested": untested_words(page, row), "within": words("within_chance")}.get(code, "")
    depends = row["depends_on_adjustment"]
    if not pd.isna(depends) and bool(depends):
        more = words("stands_depends")
    told = Markup('<span><span class="stands" aria-hidden="true">{}</span> {}</span>')
    return told.format(MARKS[code], words(f"stands_{code}")) + _aside(more)


def untested_words(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say why a figure was not tested."""
    code = why_untested(row)
    return page.words(f"why_{code}") if code in _WHY else because(page, code)


_WHY = ("missing", "too_few", "hidden_figure", "not_placed")


def _below(page: ComparisonPage, rows: PublishedTable) -> Markup:
    words = page.words
    states = set(rows.states[["value", "value_last", "country"]].to_numpy().ravel())
    notes = [words("card_note_expected"), words("card_note_columns")]
    if top_k() == 5 and (rows.data["top5_mean"].isna() & rows.data["top3_mean"].notna()).any():
        notes.append(words("card_note_top_three"))
    if "hidden" in states:
        notes.append(f"{words('hidden_mark')} {words('legend_hidden')}")
    return Markup("").join(Markup('<p class="below">{}</p>').format(note) for note in notes)
