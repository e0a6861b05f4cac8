"""Shares who answered yes, with the interval and with how far non-response alone could move them."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    ACCENT,
    INK,
    QUIET,
    Format,
    bare,
    canvas,
    name_rows,
    percent_axis,
    wrapped,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words


def perceived_shares(
    shares: PublishedTable,
    *,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw a row for each group and question, against one half.

    Parameters
    ----------
    shares
        One row per group and question, in order: ``label, share, low, high, worst, best``. ``worst`` and
        ``best`` are the shares if everybody who did not answer had said no, or yes.
    """
    require_published(shares)
    numbers = Numbers(words.lang)
    rows = [
        {str(name): cell for name, cell in row.items()}
        for row in shares.data.dropna(subset=["share", "low", "high"]).to_dict("records")
    ]
    told = "; ".join(f"{row['label']} {_told(row, numbers)}" for row in rows)
    return make_figure(
        lambda fmt: _draw(fmt, rows, words),
        title=title,
        alt=with_pointer(words("alt_perceived_shares", found=told or words("alt_nothing_shown")), words),
        caption=caption,
        table=shares,
        columns=columns,
        formats=formats,
    )


def _told(row: Mapping[str, Any], numbers: Numbers) -> str:
    return f"{numbers.percent(row['share'])} ({numbers.interval(row['low'], row['high'], 0, percent=True)})"


def _draw(fmt: Format, rows: list[dict[str, Any]], words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    figure = canvas(fmt, 1.2 + (1.0 if fmt.is_narrow else 0.6) * max(len(rows), 1))
    ax = figure.subplots()
    ax.axvline(0.5, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for place, row in enumerate(rows):
        _row(ax, place, row)
        told = numbers.percent(row["share"])
        ax.annotate(told, (1.015, place), xycoords=("axes fraction", "data"), va="center", fontweight="bold")
    name_rows(ax, [wrapped(str(row["label"]), fmt, 44, 36) for row in rows], fmt, above=0.22)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    percent_axis(ax, "x", numbers)
    bare(ax, grid="x")
    handles = [
        Line2D([], [], color=ACCENT, marker="o", linewidth=3, markersize=7, label=words("legend_answered")),
        Line2D([], [], color=QUIET, linewidth=1.2, marker="|", markersize=9, label=words("legend_bounds")),
        Line2D([], [], color=INK, linewidth=1, linestyle=(0, (4, 3)), label=words("legend_half")),
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1 if fmt.is_narrow else 3, frameon=False)
    return figure


def _row(ax: Axes, place: int, row: Mapping[str, Any]) -> None:
    if row["worst"] == row["worst"] and row["best"] == row["best"]:
        ends = [row["worst"], row["best"]]
        ax.plot(ends, [place + 0.16] * 2, color=QUIET, linewidth=1.2, marker="|", markersize=9, zorder=2)
    ax.plot([row["low"], row["high"]], [place - 0.06] * 2, color=ACCENT, linewidth=3, zorder=3)
    ax.plot([row["share"]], [place - 0.06], "o", color=ACCENT, markersize=8, zorder=4)
