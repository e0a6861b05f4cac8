"""The card itself: one line per figure, from what is good to whom to learn from; cards on a phone."""

import re
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
from batt.reports.scorecard.card_kept import kept_card
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
    body = Markup("").join(_group(page, name, rows, len(headings)) for name in GROUPS)
    caption = words("card_caption", year=page.year, k=k)
    told = {
        "said_run": (words("col_run"), lambda row: _years(page, row)),
        "said_change": (words("moves_since"), lambda row: _changed(page, row)),
        "said_goal": (words("col_goal"), lambda row: " ".join(_goal_told(page, row)[:2]).strip()),
        "said_ahead": (words("col_learn"), lambda row: _ahead(page, row)),
        "said_stands": (words("col_stands"), lambda row: words(f"stands_{row['stands']}")),
    }
    return Fragment(
        Markup(
            '<figure class="table card" id="card-table"><figcaption id="card-caption">{caption}</figcaption>'
            '<div class="scroll" role="region" tabindex="0" aria-labelledby="card-caption">'
            '<table style="{names}"><thead><tr>{head}</tr></thead>{body}</table></div>{below}</figure>'
        ).format(
            caption=caption,
            names=_names(headings),
            head=head,
            body=body,
            below=_below(page, rows),
        ),
        (kept_card(page, caption=caption, told=told),),
    )


def _names(headings: Sequence[str]) -> str:
    """Return the names of the columns for a phone, where they stand before each figure: once for all."""
    quoted = [re.sub(r'["\\]', r"\\\g<0>", heading) for heading in headings[1:]]
    return ";".join(f'--c{place}:"{name}"' for place, name in enumerate(quoted, 2))


def _group(page: ComparisonPage, name: str, rows: PublishedTable, across: int) -> Markup:
    """Return the lines of one group, under the name of the group and of each indicator."""
    parts = []
    for indicator in GROUPS[name]:
        of_it = rows.where(indicator=indicator)
        if len(of_it):
            parts.append(_indicator(page, indicator, of_it, across))
    if not parts:
        return Markup("")
    band = Markup('<tr class="band"><th scope="colgroup" colspan="{}">{}</th></tr>').format(
        across, page.words(f"group_{name}")
    )
    return Markup("<tbody>{}{}</tbody>").format(band, Markup("").join(parts))


def _indicator(page: ComparisonPage, indicator: str, rows: PublishedTable, across: int) -> Markup:
    entry = load().indicator(indicator)
    heading = Markup(
        '<tr class="what"><th scope="colgroup" colspan="{}">{} <span class="aim">{}</span></th></tr>'
    ).format(across, indicator_names(page)[indicator], page.words(f"is_good_{entry.direction}"))
    columns = {name: list(rows.cells(name)) for name in rows.columns}
    return heading + Markup("").join(
        _line(page, row, {name: cells[place] for name, cells in columns.items()})
        for place, row in enumerate(rows.records())
    )


def _line(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    told = (
        _own(page, row, cells),
        figure_told(page, row, cells["value_last"]) + aside(_changed(page, row)),
        figure_told(page, row, cells["country"]),
        _peers(page, row, cells),
        _top(page, row, cells),
        _run(page, row),
        _goal(page, row),
        _stands(page, row),
    )
    data = Markup("").join(Markup("<td>{}</td>").format(content) for content in told)
    programme = programme_names(page)[row["programme"]]
    return Markup('<tr class="{}"><th scope="row">{}</th>{}</tr>').format(row["stands"], programme, data)


def _own(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    words = page.words
    number = Markup("<strong>{}</strong>").format(figure_told(page, row, cells["value"]))
    if not cells["value"].is_shown or not cells["n"].is_shown:
        return number
    n = aside(words("own_n", n=page.numbers.integer(cells["n"].value)))
    if not (cells["ci_low"].is_shown and cells["ci_high"].is_shown):
        return number + n
    interval = format_interval(page.numbers, row["ci_low"], row["ci_high"], "unit_table", row["unit"])
    return number + aside(interval) + n


def figure_told(page: ComparisonPage, row: Mapping[str, Any], cell: Cell) -> Markup:
    """Return a figure in the unit of its line, or the mark of why there is none."""
    if cell.is_shown:
        return Markup("{}").format(format_value(page.numbers, cell.value, "unit_table", row["unit"]))
    return mark(cell.state, page.words)


def aside(text: str) -> Markup:
    """Return what stands small beside a figure; nothing for no text."""
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
    return figure_told(page, row, cell) + aside(n)


def _top(page: ComparisonPage, row: Mapping[str, Any], cells: Mapping[str, Cell]) -> Markup:
    """Return the mean of the foremost, of three where fewer than five are shown, and who is ahead."""
    cell, sign = cells[f"top{top_k()}_mean"], ""
    if not cell.is_shown and cells["top3_mean"].is_shown:
        cell, sign = cells["top3_mean"], "³"
    number = figure_told(page, row, cell) + sign if cell.is_shown else _nobody(page)
    ahead = _ahead(page, row)
    if not ahead:
        return number
    return Markup('<span>{}</span> <small><a href="#learn">{}</a></small>').format(number, ahead)


def _ahead(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say how many providers alike are clearly ahead; nothing where none is."""
    clear = int(row["clear"])
    return page.words("ahead_clear_one" if clear == 1 else "ahead_clear", n=clear) if clear else ""


def _nobody(page: ComparisonPage) -> Markup:
    """Return what stands where there is nobody to compare with."""
    return Markup('<span class="quiet">{}</span>').format(page.words("absent_mark"))


def _run(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    words, run = page.words, runs(page)[list_of(row)]
    known = [one for one in run if one[1] is not None]
    if len(known) < 2:
        return aside(words("spark_too_short")) if known else mark("missing", words)
    goal = nearest_goals(page).get(list_of(row))
    alt = words("spark_alt", run=f"{_years(page, row)}.")
    if goal is not None:
        alt = f"{alt} {words('spark_goal', goal=goal_words(page, goal))}"
    return sparkline(run, least=_LEAST[row["unit"]], alt=alt, goals=goal_lines(goal))


def _years(page: ComparisonPage, row: Mapping[str, Any]) -> str:
    """Say the figure of each year, oldest first."""
    absent, unit = page.words("absent_mark"), row["unit"]
    return ", ".join(
        f"{year} {absent if value is None else format_value(page.numbers, value, 'unit_table', unit)}"
        for year, value in runs(page)[list_of(row)]
    )


def _goal(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    agreed, reached, outcome = _goal_told(page, row)
    if not outcome:
        return Markup('<span class="quiet">{}</span>').format(agreed)
    return Markup('<span>{}</span> <small class="{}">{}</small>').format(agreed, outcome, reached)


def _goal_told(page: ComparisonPage, row: Mapping[str, Any]) -> tuple[str, str, str]:
    """Say what was agreed, and what came of it with its code; the last two are empty without a target."""
    goal = nearest_goals(page).get(list_of(row))
    if goal is None:
        return page.words("goal_none"), "", ""
    outcome = str(goal["attainment"])
    return (
        goal_words(page, goal),
        f"{TARGET_MARKS[outcome]} {page.words(f'attainment_{outcome}')}",
        outcome,
    )


def _stands(page: ComparisonPage, row: Mapping[str, Any]) -> Markup:
    words, code = page.words, row["stands"]
    more = {"untested": untested_words(page, row), "within": words("within_chance")}.get(code, "")
    depends = row["depends_on_adjustment"]
    if not pd.isna(depends) and bool(depends):
        more = words("stands_depends")
    told = Markup('<span><span class="stands" aria-hidden="true">{}</span> {}</span>')
    return told.format(MARKS[code], words(f"stands_{code}")) + aside(more)


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
