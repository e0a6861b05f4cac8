"""The distance between two groups' answers on the same theme: two points, and the gap between them told."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    ACCENT,
    GRID,
    MARKERS,
    SERIES,
    Format,
    bare,
    canvas,
    name_rows,
    number_axis,
    wrapped,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_ENDS = (1, 6)


def dumbbell(
    gaps: PublishedTable,
    *,
    first: str,
    second: str,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw two groups' means on each theme, with the gap and its interval beside them.

    Parameters
    ----------
    gaps
        One row per theme, in order: ``label, first, second, gap, low, high``. A gap whose interval excludes
        zero has a bold line.
    first, second
        Names of the two groups; the gap is the first less the second.
    """
    require_published(gaps)
    numbers = Numbers(words.lang)
    rows = [
        {str(name): cell for name, cell in row.items()}
        for row in gaps.data.dropna(subset=["first", "second", "gap", "low", "high"]).to_dict("records")
    ]
    told = "; ".join(f"{row['label']} {_gap(row, numbers)}" for row in rows)
    return make_figure(
        lambda fmt: _draw(fmt, rows, (first, second), words),
        title=title,
        alt=with_pointer(
            words("alt_dumbbell", first=first, second=second, gaps=told or words("alt_nothing_shown")), words
        ),
        caption=caption,
        table=gaps,
        columns=columns,
        formats=formats,
    )


def _gap(row: Mapping[str, Any], numbers: Numbers) -> str:
    return f"{numbers.change(row['gap'], 2)} ({numbers.interval(row['low'], row['high'], 2)})"


def _draw(fmt: Format, rows: list[dict[str, Any]], names: tuple[str, str], words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    figure = canvas(fmt, 1.15 + (0.62 if fmt.is_narrow else 0.46) * max(len(rows), 1))
    ax = figure.subplots()
    for place, row in enumerate(rows):
        ends = [float(row["first"]), float(row["second"])]
        is_apart = row["low"] > 0 or row["high"] < 0
        ax.plot(
            ends,
            [place] * 2,
            color=ACCENT if is_apart else GRID,
            linewidth=4,
            solid_capstyle="round",
            zorder=1,
        )
        for number, end in enumerate(ends):
            ax.plot([end], [place], MARKERS[number], color=SERIES[number], markersize=9, zorder=3)
        _beside(ax, place, row, numbers, fmt)
    handles = [
        Line2D([], [], linestyle="", marker=MARKERS[number], color=SERIES[number], markersize=8, label=name)
        for number, name in enumerate(names)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
    name_rows(ax, [wrapped(str(row["label"]), fmt, 44, 34) for row in rows], fmt, above=0.24)
    _scale(ax, rows, numbers)
    ax.set_xlabel(words("axis_score"))
    return figure


def _beside(ax: Axes, place: int, row: Mapping[str, Any], numbers: Numbers, fmt: Format) -> None:
    """Write the gap to the right, with its interval where there is room."""
    told = numbers.change(row["gap"], 2) if fmt.is_narrow else _gap(row, numbers)
    ax.annotate(told, (1.015, place), xycoords=("axes fraction", "data"), va="center")


def _scale(ax: Axes, rows: list[dict[str, Any]], numbers: Numbers) -> None:
    """Show the part of the scale that the means lie in, in whole steps."""
    ends = np.array([[row["first"], row["second"]] for row in rows], dtype=float).ravel()
    low = max(np.floor(ends.min()) if len(ends) else _ENDS[0], _ENDS[0])
    high = min(np.ceil(ends.max()) if len(ends) else _ENDS[1], _ENDS[1])
    ax.set_xlim(low - 0.08, high + 0.08)
    steps = np.arange(low, high + 0.25, 0.5 if high - low <= 2 else 1)
    ax.set_xticks(steps[steps <= high])
    number_axis(ax, "x", numbers, 1 if high - low <= 2 else 0)
    bare(ax, grid="x")
