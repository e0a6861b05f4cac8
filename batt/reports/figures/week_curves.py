"""Curves with bands over weeks: one panel for each name, one line for each group."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.panels import panels, say_not_drawn
from batt.reports.figures.style import (
    LINES,
    MARKERS,
    SERIES,
    Format,
    bare,
    number_axis,
    percent_axis,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_FEW = 12
"""So few points of a line are marked one by one."""


@dataclass(frozen=True)
class _Look:
    """How curves are drawn: see `week_curves`."""

    is_share: bool
    is_step: bool
    is_one_scale: bool
    shaded: Mapping[str, tuple[float, float]]


def week_curves(
    curves: PublishedTable,
    *,
    panel_names: Mapping[str, str],
    groups: Mapping[str, str],
    across: str,
    along: str,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
    table: PublishedTable | None = None,
    is_share: bool = True,
    is_step: bool = False,
    is_one_scale: bool = True,
    shaded: Mapping[str, tuple[float, float]] | None = None,
) -> Figure:
    """Draw a value by week with its band.

    Parameters
    ----------
    curves
        One row per ``panel``, ``group`` and ``week``: ``value, low, high``, and ``week_to`` of steps; hidden
        points are left out.
    panel_names, groups
        Code to label, in order.
    across, along
        Names of the axes.
    table
        What stands behind the figure; the curves when not given.
    is_step
        Whether a value holds from its ``week`` to its ``week_to``.
    is_one_scale
        Whether the panels have one vertical scale; else each has its own.
    shaded
        Panel to the weeks between which it is shaded.
    """
    require_published(curves)
    lines = {
        panel: {
            group: _line(curves, panel, group) for group in groups if len(_line(curves, panel, group)) > 1
        }
        for panel in panel_names
    }
    look = _Look(is_share, is_step, is_one_scale, shaded or {})
    alt = words(
        "alt_week_curves",
        axis=along,
        panels=" ".join(
            _alt(panel_names[panel], parts, groups, is_share, words) for panel, parts in lines.items()
        ),
    )
    return make_figure(
        lambda fmt: _draw(fmt, lines, panel_names, groups, across, look, words),
        title=title,
        alt=with_pointer(alt, words),
        caption=caption,
        table=curves if table is None else table,
        columns=columns,
        formats=formats,
    )


def _line(curves: PublishedTable, panel: str, group: str) -> pd.DataFrame:
    rows = curves.where(panel=panel, group=group).data
    return rows.dropna(subset=["value", "low", "high"]).sort_values("week")


def _alt(
    name: str, parts: Mapping[str, pd.DataFrame], groups: Mapping[str, str], is_share: bool, words: Words
) -> str:
    numbers = Numbers(words.lang)
    if not parts:
        return f"{name}: {words('not_drawn').lower()}." if name else f"{words('not_drawn')}."
    told = []
    for group, rows in parts.items():
        ends = [
            numbers.percent(v, 1) if is_share else numbers.decimal(v, 2) for v in rows["value"].iloc[[0, -1]]
        ]
        weeks = [numbers.integer(week) for week in rows["week"].iloc[[0, -1]]]
        label = ", ".join(part for part in (name, groups[group]) if part)
        told.append(
            words(
                "alt_week_curve",
                label=label,
                first=ends[0],
                first_week=weeks[0],
                last=ends[1],
                last_week=weeks[1],
            )
        )
    return " ".join(told)


def _draw(
    fmt: Format,
    lines: Mapping[str, Mapping[str, pd.DataFrame]],
    panel_names: Mapping[str, str],
    groups: Mapping[str, str],
    across: str,
    look: _Look,
    words: Words,
) -> Canvas:
    numbers = Numbers(words.lang)
    height = 2.3 if fmt.is_narrow else 2.55
    figure, axes = panels(fmt, list(panel_names.values()), height=height, is_one_scale=look.is_one_scale)
    tops = {
        panel: max((float(r["high"].max()) for r in parts.values()), default=0.0)
        for panel, parts in lines.items()
    }
    for ax, panel in zip(axes, panel_names, strict=True):
        if not lines[panel]:
            say_not_drawn(ax, words)
            continue
        if panel in look.shaded:
            ax.axvspan(*look.shaded[panel], color=SERIES[0], alpha=0.08, linewidth=0)
        for place, group in enumerate(groups):
            if group in lines[panel]:
                _one(ax, lines[panel][group], place, groups[group], look.is_step)
        bare(ax, grid="y")
        number_axis(ax, "x", numbers)
        ax.set_xlim(left=0)
        ax.set_xlabel(across)
        _height(ax, max(tops.values()) if look.is_one_scale else tops[panel], look.is_share, numbers)
    _legend(figure, axes, groups, fmt)
    return figure


def _height(ax: Axes, top: float, is_share: bool, numbers: Numbers) -> None:
    """Scale the vertical axis from zero to a little above the highest band."""
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    ax.set_ylim(0, (min(1.0, top * 1.12) if is_share else top * 1.12) or 1.0)
    if is_share:
        percent_axis(ax, "y", numbers, places=1 if top < 0.05 else 0)
    else:
        number_axis(ax, "y", numbers, 1 if top < 10 else 0)


def _one(ax: Axes, rows: pd.DataFrame, place: int, label: str, is_step: bool) -> None:
    week, value, low, high = (rows[name].to_numpy(dtype=float) for name in ("week", "value", "low", "high"))
    colour, line = SERIES[place % len(SERIES)], LINES[place % len(LINES)]
    step = "post" if is_step else None
    if is_step:
        # The last step needs an end.
        week = np.append(week, float(rows["week_to"].iloc[-1]))
        value, low, high = (np.append(ends, ends[-1]) for ends in (value, low, high))
    ax.fill_between(week, low, high, color=colour, alpha=0.14, linewidth=0, step=step)
    ax.plot(
        week,
        value,
        color=colour,
        linewidth=2.1,
        linestyle=line,
        drawstyle="steps-post" if is_step else "default",
        marker=MARKERS[place % len(MARKERS)] if len(rows) <= _FEW and not is_step else "",
        markersize=5.5,
        label=label,
    )


def _legend(
    figure: Canvas,
    axes: Sequence[Axes],
    groups: Mapping[str, str],
    fmt: Format,
) -> None:
    """Name the lines once, where there is more than one of them."""
    if len(groups) < 2:
        return
    handles = {
        str(handle.get_label()): handle
        for ax in axes
        for handle in ax.get_lines()
        if handle.get_label() in groups.values()
    }
    ordered = [handles[label] for label in groups.values() if label in handles]
    figure.legend(
        handles=ordered, loc="outside upper left", ncols=1 if fmt.is_narrow else len(ordered), frameon=False
    )
