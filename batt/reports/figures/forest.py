"""Findings side by side: each number with its interval, where nothing would be, and what would matter."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import ACCENT, INK, PAPER, QUIET, Format, bare, canvas, name_rows, wrapped
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

RATIOS = frozenset({"odds_ratio", "hazard_ratio", "rate_ratio"})
TIMES = {"share_difference": 100, "share": 100, "probability": 100, "explained": 100}
"""How many a 1 of a scale is drawn as; the scales not named are drawn as they are."""
_MARKERS = {"supported": ("o", ACCENT), "not_supported": ("s", QUIET), "cannot_tell": ("o", PAPER)}
_STEPS = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
_FINE_STEPS = (0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6)
"""Ticks of an axis of ratios; the fine ones where it spans less than a doubling."""


def forest(
    rows: PublishedTable,
    *,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
    table: PublishedTable | None = None,
) -> Figure:
    """Draw one row for each finding that has a number, a panel for each scale and part.

    Parameters
    ----------
    rows
        One row per finding, in the order of drawing: ``label, panel, scale, value, low, high, null,
        smallest_effect, direction, verdict``. Rows of one scale and ``panel`` share a panel, whose title that
        is; it may be empty.
    words
        Words that hold ``texts/verdicts.yaml``.
    table
        What stands behind the figure; the rows when not given.
    """
    require_published(rows)
    drawn = [
        {str(name): cell for name, cell in row.items()}
        for row in rows.data.to_dict("records")
        if all(np.isfinite(float(row[name])) for name in ("value", "low", "high"))
    ]
    told = "; ".join(f"{row['label']}: {_told(row, Numbers(words.lang))}" for row in drawn)
    return make_figure(
        lambda fmt: _draw(fmt, drawn, words),
        title=title,
        alt=with_pointer(words("alt_forest", findings=told or words("alt_nothing_shown")), words),
        caption=caption,
        table=rows if table is None else table,
        columns=columns,
        formats=formats,
    )


def _told(row: Mapping[str, Any], numbers: Numbers) -> str:
    """Write a number with its interval as the axis counts it."""
    times = TIMES.get(row["scale"], 1)
    value, low, high = (float(row[name]) * times for name in ("value", "low", "high"))
    places = 1 if times > 1 else 2
    return f"{numbers.decimal(value, places)} ({numbers.interval(low, high, places)})"


def _draw(fmt: Format, rows: Sequence[Mapping[str, Any]], words: Words) -> Canvas:
    keys = list(dict.fromkeys((row["scale"], row["panel"]) for row in rows))
    parts = [[row for row in rows if (row["scale"], row["panel"]) == key] for key in keys]
    titles = [wrapped(panel, fmt, 42, 56) for _, panel in keys]
    heights = [_height(part, title, fmt) for part, title in zip(parts, titles)] or [1.0]
    figure = canvas(fmt, 0.55 + fsum(heights) + (0.2 if fmt.is_narrow else 0))
    figure.set_layout_engine("constrained", h_pad=0.06)
    axes = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for ax, (scale, _), title, part in zip(axes, keys, titles, parts):
        _panel(ax, scale, part, fmt, words)
        if title:
            ax.set_title(title, fontsize=fmt.font - 0.5, fontweight="normal", color=INK)
    figure.legend(
        handles=_legend(rows, words),
        loc="outside upper left",
        ncols=2 if fmt.is_narrow else 4,
        frameon=False,
        handletextpad=0.3,
        columnspacing=1.2,
    )
    return figure


def _names(rows: Sequence[Mapping[str, Any]], fmt: Format) -> list[str]:
    return [wrapped(str(row["label"]), fmt, 46, 44) for row in rows]


def _height(rows: Sequence[Mapping[str, Any]], title: str, fmt: Format) -> float:
    """Return the height of a panel in inches: axis, title, and rows as high as their names need."""
    lines = max(name.count("\n") + 1 for name in _names(rows, fmt))
    each = 0.42 + 0.19 * lines if fmt.is_narrow else 0.14 + 0.19 * max(lines, 2 if title else lines)
    return 0.7 + (0.2 * (title.count("\n") + 1) if title else 0) + each * len(rows)


def _panel(ax: Axes, scale: str, rows: Sequence[Mapping[str, Any]], fmt: Format, words: Words) -> None:
    times, is_ratio = TIMES.get(scale, 1), scale in RATIOS
    if is_ratio:
        ax.set_xscale("log")
    for null in {float(row["null"]) for row in rows}:
        ax.axvline(null * times, color=INK, linewidth=1, zorder=1)
    for place, row in enumerate(rows):
        _row(ax, place, row, times, is_ratio)
    name_rows(ax, _names(rows, fmt), fmt, above=0.2)
    bare(ax, grid="x")
    _axis(ax, scale, rows, Numbers(words.lang), fmt)
    ax.set_xlabel(words(f"axis_{scale}"))


def _row(ax: Axes, place: int, row: Mapping[str, Any], times: float, is_ratio: bool) -> None:
    value, low, high = (float(row[name]) * times for name in ("value", "low", "high"))
    marker, face = _MARKERS[row["verdict"]]
    edge = QUIET if row["verdict"] == "not_supported" else ACCENT
    ax.plot([low, high], [place, place], color=edge, linewidth=2, zorder=2)
    ax.plot([value], [place], marker, color=edge, markerfacecolor=face, markeredgewidth=1.6, markersize=8)
    for at in _smallest(row, is_ratio):
        ax.plot(
            [at * times] * 2, [place - 0.22, place + 0.22], color=INK, linewidth=1, linestyle=(0, (2, 1.5))
        )


def _smallest(row: Mapping[str, Any], is_ratio: bool) -> list[float]:
    """Return where a difference begins to matter, on each side that is claimed."""
    null, smallest = float(row["null"]), float(row["smallest_effect"])
    up, down = (null * smallest, null / smallest) if is_ratio else (null + smallest, null - smallest)
    return {"higher": [up], "lower": [down]}.get(row["direction"], [down, up])


def _axis(ax: Axes, scale: str, rows: Sequence[Mapping[str, Any]], numbers: Numbers, fmt: Format) -> None:
    times, is_ratio = TIMES.get(scale, 1), scale in RATIOS
    ends = [
        float(end) * times
        for row in rows
        for end in (row["low"], row["high"], row["null"], *_smallest(row, is_ratio))
    ]
    low, high = min(ends), max(ends)
    if is_ratio:
        room = (high / low) ** 0.06
        ax.set_xlim(low / room, high * room)
        chosen = _FINE_STEPS if high / low < 2 else _STEPS
        steps = [step for step in chosen if low / room <= step <= high * room]
        ax.xaxis.set_major_locator(FixedLocator(steps if not fmt.is_narrow else _thinned(steps)))
        ax.xaxis.set_minor_locator(NullLocator())
        ax.xaxis.set_major_formatter(
            FuncFormatter(lambda x, _: numbers.decimal(x, 1 if chosen is _FINE_STEPS else 2))
        )
        return
    room = 0.06 * (high - low)
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4 if fmt.is_narrow else 7, steps=[1, 2, 5, 10]))
    spread = high - low
    places = 0 if spread > 7 else 1 if spread > 0.7 else 2
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: numbers.decimal(x, places)))


def _thinned(steps: list[float]) -> list[float]:
    """Keep every other step where there are many, and always 1."""
    if len(steps) <= 5:
        return steps
    start = steps.index(1.0) % 2 if 1.0 in steps else 0
    return steps[start::2]


def _legend(rows: Sequence[Mapping[str, Any]], words: Words) -> list[Line2D]:
    present = {row["verdict"] for row in rows}
    handles = [
        Line2D(
            [],
            [],
            color=QUIET if verdict == "not_supported" else ACCENT,
            marker=marker,
            markerfacecolor=face,
            markeredgewidth=1.6,
            markersize=7,
            label=words(f"verdict_{verdict}"),
        )
        for verdict, (marker, face) in _MARKERS.items()
        if verdict in present
    ]
    return [
        *handles,
        Line2D([], [], color=INK, linewidth=1, linestyle=(0, (2, 1.5)), label=words("legend_matters")),
    ]
