"""Providers by how many stand behind their figure, between limits that widen as the number falls."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.marks import dots, own_mark
from batt.reports.figures.panels import panels as make_panels
from batt.reports.figures.style import ACCENT, INK, QUIET, Format, bare, number_axis, percent_axis
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

LIMITS = {
    "95": (ACCENT, "-", 1.3),
    "998": (ACCENT, (0, (5, 2)), 1.3),
    "plain_95": (QUIET, (0, (1, 2)), 0.9),
}
"""Drawn limits: colour, line and width. The plain ones are drawn at 95 % alone, lest they hide the points."""
_EVERY = 5
"""One in so many points of a curve is drawn."""


def funnel_plot(
    points: PublishedTable,
    curves: PublishedTable,
    table: PublishedTable,
    *,
    panels: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw a funnel for each list.

    Parameters
    ----------
    points
        One row per provider and list: ``panel, unit, size, measure`` and ``own``, the word for the reader's
        own row, empty for others. All of one unit.
    curves
        One row per list and size: ``panel, n, target`` and the limits.
    table
        What stands behind the figure: the points, or those of long lists that tell most.
    panels
        Key to title, in order.
    """
    require_published(points, curves)
    return make_figure(
        lambda fmt: _draw(fmt, points.data, curves.data, panels, words),
        title=title,
        alt=with_pointer(words("alt_funnel", finding=title, panels=", ".join(panels.values())), words),
        caption=caption,
        table=table,
        columns=columns,
        formats=formats,
    )


def _draw(
    fmt: Format, points: pd.DataFrame, curves: pd.DataFrame, panels: Mapping[str, str], words: Words
) -> Canvas:
    figure, axes = make_panels(fmt, list(panels.values()), height=2.15 if len(panels) > 4 else 2.6)
    for ax, key in zip(axes, panels, strict=True):
        ax.set_xlim(*_reach(points.loc[points["panel"] == key, "size"]))
        _limits(ax, curves[curves["panel"] == key])
    low, high = _span(points, curves[curves["panel"].isin(list(panels))])
    unit = str(points["unit"].iloc[0])
    numbers = Numbers(words.lang)
    for place, (ax, key) in enumerate(zip(axes, panels, strict=True)):
        ax.set_ylim(low, high)
        _points(ax, points[points["panel"] == key])
        bare(ax, grid="y")
        ax.yaxis.set_major_locator(MaxNLocator(nbins=4))
        ax.xaxis.set_major_locator(MaxNLocator(nbins=3, integer=True))
        if unit == "share":
            percent_axis(ax, "y", numbers)
        else:
            number_axis(ax, "y", numbers, places=1)
        number_axis(ax, "x", numbers)
        if place == len(panels) - 1:
            ax.set_xlabel(words("funnels_axis"))
    _legend(figure, axes[0], fmt, words)
    return figure


def _reach(n: pd.Series) -> tuple[float, float]:
    room = max(0.06 * float(n.max() - n.min()), 1.0)
    return float(n.min()) - room, float(n.max()) + room


def _span(points: pd.DataFrame, curves: pd.DataFrame) -> tuple[float, float]:
    """Return where the vertical scale begins and ends: at the points and the limits of 95 %."""
    low = min(points["measure"].min(), curves["low_95"].min())
    high = max(points["measure"].max(), curves["high_95"].max())
    room = 0.07 * (high - low)
    return float(low - room), float(high + room)


def _limits(ax: Axes, curve: pd.DataFrame) -> None:
    drawn = pd.concat([curve.iloc[::_EVERY], curve.iloc[-1:]])
    for name, (colour, line, width) in LIMITS.items():
        prefix, level = ("plain_", "95") if name.startswith("plain") else ("", name)
        for side in ("low", "high"):
            ax.plot(
                drawn["n"], drawn[f"{prefix}{side}_{level}"], color=colour, linestyle=line, linewidth=width
            )
    ax.plot(drawn["n"].iloc[[0, -1]], drawn["target"].iloc[[0, -1]], color=INK, linewidth=1)


def _points(ax: Axes, points: pd.DataFrame) -> None:
    is_own = points["own"] != ""
    others = points.loc[~is_own, ["size", "measure"]].to_numpy(dtype=float)
    dots(ax, others, colour=QUIET, size=5.5, zorder=3)
    for row in points[is_own].to_dict("records"):
        own_mark(ax, float(row["size"]), float(row["measure"]), str(row["own"]))


def _legend(figure: Canvas, ax: Axes, fmt: Format, words: Words) -> None:
    for name, (colour, line, width) in LIMITS.items():
        ax.plot([], [], color=colour, linestyle=line, linewidth=width, label=words(f"funnels_line_{name}"))
    ax.plot([], [], color=INK, linewidth=1, label=words("legend_country"))
    figure.legend(loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
