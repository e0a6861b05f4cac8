"""Monthly counts with the season taken out, between the limits of what chance explains."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.marks import dots, segments
from batt.reports.figures.panels import panels as make_panels
from batt.reports.figures.style import ACCENT, GRID, INK, PAPER, QUIET, SERIES, Format, bare, number_axis
from batt.reports.numbers import Numbers
from batt.reports.words import Words

_SIGNAL = SERIES[1]
_UP, _DOWN = ("above", "run_above"), ("below", "run_below")
_HEIGHT = 1.9


def control_chart(
    points: PublishedTable,
    *,
    panels: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
) -> Figure:
    """Draw a panel for each series: adjusted counts, centre and limits, and the months that are signals.

    Parameters
    ----------
    points
        One row per programme and month, in the order of time: ``programme, month, placements_n, factor,
        adjusted, centre, low, high, signal``. Hidden counts leave a gap in the line.
    panels
        Programme to title, in order.
    """
    require_published(points)
    numbers = Numbers(words.lang)
    table = points.labelled("programme", panels)
    table = table.with_text("month_name", lambda row: numbers.month(row["month"])).with_text(
        "told", lambda row: words(f"told_{row['signal']}") if row["signal"] else ""
    )
    return make_figure(
        lambda fmt: _draw(fmt, points.data, panels, words),
        title=title,
        alt=with_pointer(words("alt_control_chart", panels=", ".join(panels.values()), finding=title), words),
        caption=caption,
        table=table,
        columns={
            "programme": words("programme"),
            "month_name": words("month"),
            "placements_n": words("column_job"),
            "factor": words("season_factor"),
            "adjusted": words("without_season"),
            ("low", "high"): words("control_limits"),
            "told": words("signal"),
        },
        formats={
            "placements_n": "integer",
            "factor": "decimal2",
            "adjusted": "decimal",
            ("low", "high"): "decimal",
        },
    )


def _draw(fmt: Format, points: pd.DataFrame, panels: Mapping[str, str], words: Words) -> Canvas:
    figure, axes = make_panels(fmt, list(panels.values()), height=_HEIGHT, is_one_scale=False)
    for ax, programme in zip(axes, panels, strict=True):
        _panel(ax, points[points["programme"] == programme], fmt, words)
    axes[0].set_ylabel(words("adjusted_axis"))
    _legend(figure, axes[0], fmt, words)
    return figure


def _panel(ax: Axes, rows: pd.DataFrame, fmt: Format, words: Words) -> None:
    numbers = Numbers(words.lang)
    x = np.arange(len(rows), dtype=float)
    value, low, high = (rows[name].to_numpy(dtype=float) for name in ("adjusted", "low", "high"))
    ax.fill_between(x, low, high, step="mid", color=GRID, alpha=0.75, linewidth=0, zorder=1)
    ax.axhline(float(rows["centre"].iloc[0]), color=QUIET, linewidth=1, linestyle=(0, (4, 3)), zorder=2)
    ends = np.column_stack([x, value])
    segments(ax, ends[:-1], ends[1:], colour=ACCENT, width=1.3, zorder=3)
    dots(ax, ends[np.isfinite(value)], colour=ACCENT, size=3.6, zorder=4)
    _signals(ax, x, value, rows["signal"])
    _last(ax, x, value, numbers)
    bare(ax, grid="y")
    ax.grid(False)
    number_axis(ax, "y", numbers)
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True, steps=[1, 2, 2.5, 5, 10]))
    ax.set_xlim(-0.6, len(rows) - 0.4 + (1.6 if np.isfinite(value[-1]) else 0))
    bottom, top = float(np.nanmin([*low, *value])), float(np.nanmax([*high, *value]))
    ax.set_ylim(max(0.0, bottom - 0.15 * (top - bottom)), top + 0.1 * (top - bottom))
    januaries = [place for place, month in enumerate(rows["month"]) if month.endswith("-01")]
    ax.set_xticks(januaries, [numbers.year(rows["month"].iloc[place][:4]) for place in januaries])
    ax.tick_params(axis="x", length=4, pad=4)


def _signals(ax: Axes, x: np.ndarray, value: np.ndarray, signal: pd.Series) -> None:
    """Mark signals by a triangle that points to where the month lies."""
    for names, marker in ((_UP, "^"), (_DOWN, "v")):
        chosen = signal.isin(names).to_numpy() & np.isfinite(value)
        ax.plot(
            x[chosen], value[chosen], marker, color=_SIGNAL, markeredgecolor=PAPER, markersize=9, zorder=6
        )


def _last(ax: Axes, x: np.ndarray, value: np.ndarray, numbers: Numbers) -> None:
    """Name the month told of by its value."""
    if not np.isfinite(value[-1]):
        return
    ax.annotate(
        numbers.integer(value[-1]),
        (x[-1], value[-1]),
        xytext=(6, 0),
        textcoords="offset points",
        va="center",
        color=INK,
        fontweight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.85},
        zorder=5,
    )


def _legend(figure: Canvas, ax: Axes, fmt: Format, words: Words) -> None:
    ax.plot([], [], "-o", color=ACCENT, markersize=4, label=words("legend_adjusted"))
    ax.plot([], [], color=QUIET, linewidth=1, linestyle=(0, (4, 3)), label=words("legend_centre"))
    ax.fill_between([], [], [], color=GRID, label=words("legend_limits"))
    ax.plot([], [], "^", color=_SIGNAL, markersize=8, label=words("legend_signal"))
    figure.legend(loc="outside upper left", ncols=1 if fmt.is_narrow else 4, frameon=False)
