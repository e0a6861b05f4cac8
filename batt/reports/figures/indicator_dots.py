"""One indicator by programme: value and interval, this year against last year."""

import math
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import Cell, PublishedTable
from batt.reports.figures.alt import extremes, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    ACCENT,
    PAPER,
    QUIET,
    Format,
    bare,
    canvas,
    name_rows,
    value_axis,
    wrapped,
)
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

_LAST = "_last"


def indicator_dots(
    values: PublishedTable,
    *,
    year: int,
    programmes: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
) -> Figure:
    """Draw one indicator's value by programme with its interval, and last year's behind it.

    Parameters
    ----------
    values
        Rows of one indicator and one unit from ``publish_for``: this year and, if there is one, the
        year before.
    year
        This year.
    programmes
        Code to label, in the order of the rows. A hatched programme gets no row.
    """
    require_published(values)
    this = values.where(year=year).labelled("programme", programmes)
    last = values.where(year=year - 1).labelled("programme", programmes)
    has_last = any(cell.is_shown for cell in last.cells("value"))
    numbers_of = ["value", "ci_low", "ci_high", "n"]
    table = this.pick("programme", "unit", *numbers_of)
    columns: dict[Column, str] = {
        "programme": words("programme"),
        "value": str(year),
        ("ci_low", "ci_high"): words("interval_95"),
        "n": words("n"),
    }
    formats: dict[Column, str] = {"value": "unit_table", ("ci_low", "ci_high"): "unit_table", "n": "integer"}
    if has_last:
        table = table.beside(last.pick("programme", *numbers_of), on=["programme"], suffix=_LAST)
        table = table.with_difference("change", "value", f"value{_LAST}")
        columns |= {f"value{_LAST}": str(year - 1), "change": words("change")}
        formats |= {f"value{_LAST}": "unit_table", "change": "unit_change"}
    unit = str(table.data["unit"].iloc[0]) if len(table) else "share"
    spoken = extremes(table, label="programme", value="value", format="unit", words=words, unit=unit)
    alt_key = "alt_indicator_dots" if has_last else "alt_indicator_dots_one_year"
    years = {"this_year": year} | ({"last_year": year - 1} if has_last else {})
    return make_figure(
        lambda fmt: _draw(fmt, table, unit, year, has_last, words),
        title=title,
        alt=with_pointer(words(alt_key, extremes=spoken, **years), words),
        caption=caption,
        table=table,
        columns=columns,
        formats=formats,
    )


def _draw(fmt: Format, table: PublishedTable, unit: str, year: int, has_last: bool, words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    rows = [number for number, cell in enumerate(table.cells("value")) if cell.state != "not_applicable"]
    labels = [wrapped(str(table.data["programme"].iloc[row]), fmt, 60, 34) for row in rows]
    figure = canvas(fmt, 0.85 + (0.62 if has_last or fmt.is_narrow else 0.46) * max(len(rows), 1))
    ax = figure.subplots()
    for place, row in enumerate(rows):
        _interval(ax, table, row, place - (0.13 if has_last else 0.0), "", ACCENT, filled=True)
        if has_last:
            _interval(ax, table, row, place + 0.17, _LAST, QUIET, filled=False)
        cell = list(table.cells("value"))[row]
        ax.annotate(
            _label(cell, unit, numbers, words),
            (1.01, place - (0.13 if has_last else 0.0)),
            xycoords=("axes fraction", "data"),
            va="center",
            fontweight="bold" if cell.is_shown else "normal",
        )
    for name, filled, colour in ((str(year), True, ACCENT), (str(year - 1), False, QUIET)):
        if filled or has_last:
            ax.plot([], [], "o", color=colour, markerfacecolor=colour if filled else PAPER, label=name)
    figure.legend(loc="outside upper left", ncols=2, frameon=False, handletextpad=0.2, columnspacing=1.2)
    name_rows(ax, labels, fmt, above=0.27)
    bare(ax, grid="x")
    value_axis(ax, "x", unit, numbers, _highest(table, has_last), fmt)
    ax.set_xlabel(words(f"unit_{unit}"))
    return figure


def _interval(
    ax: Axes, table: PublishedTable, row: int, y: float, suffix: str, colour: str, *, filled: bool
) -> None:
    value, low, high = (list(table.cells(f"{name}{suffix}"))[row] for name in ("value", "ci_low", "ci_high"))
    if not value.is_shown:
        return
    if low.is_shown and high.is_shown:
        ax.plot([low.value, high.value], [y, y], color=colour, linewidth=2.2 if filled else 1.2, zorder=2)
    ax.plot(
        [value.value],
        [y],
        "o",
        color=colour,
        markersize=8 if filled else 6.5,
        markerfacecolor=colour if filled else PAPER,
        markeredgewidth=1.4,
        zorder=3,
    )


def _label(cell: Cell, unit: str, numbers: Numbers, words: Words) -> str:
    if cell.is_shown:
        return format_value(numbers, cell.value, "unit", unit)
    return words("hidden_mark") if cell.state == "hidden" else words("absent_mark")


def _highest(table: PublishedTable, has_last: bool) -> float:
    names = [
        f"{name}{suffix}" for name in ("value", "ci_high") for suffix in (("", _LAST) if has_last else ("",))
    ]
    shown = [float(cell.value) for name in names for cell in table.cells(name) if cell.is_shown]
    return max((value for value in shown if math.isfinite(value)), default=1.0)
