"""The indicators in a ring, with lines between those that go together when the others are held fixed."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import ACCENT, INK, PAPER, SERIES, Format, canvas, wrapped
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_WIDEST = 9.0
"""Points of a line whose correlation is 1."""
_LOOKS = {True: (ACCENT, "-"), False: (SERIES[1], (0, (3, 1.6)))}


def network_map(
    edges: PublishedTable,
    *,
    nodes: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
    table: PublishedTable,
) -> Figure:
    """Draw a line for each pair that is told from zero, as wide as its correlation is strong.

    Parameters
    ----------
    edges
        One row per pair: ``indicator_a, indicator_b, partial, is_edge``; lines are drawn where ``is_edge``.
    nodes
        Code to label, in the order of the ring, clockwise from the top.
    table
        What stands behind the figure.
    """
    require_published(edges)
    drawn = [
        (str(row["indicator_a"]), str(row["indicator_b"]), float(row["partial"]))
        for _, row in edges.data.dropna(subset=["partial"]).iterrows()
        if bool(row["is_edge"])
    ]
    numbers = Numbers(words.lang)
    told = "; ".join(
        f"{nodes[a]} – {nodes[b]} {numbers.change(partial, 2)}"
        for a, b, partial in sorted(drawn, key=lambda edge: -abs(edge[2]))
    )
    return make_figure(
        lambda fmt: _draw(fmt, drawn, nodes, words),
        title=title,
        alt=with_pointer(words("alt_network_map", n=numbers.integer(len(drawn)), edges=told or "–"), words),
        caption=caption,
        table=table,
        columns=columns,
        formats=formats,
    )


def _draw(fmt: Format, edges: list[tuple[str, str, float]], nodes: Mapping[str, str], words: Words) -> Canvas:
    figure = canvas(fmt, 4.9 + 0.21 * len(nodes) if fmt.is_narrow else 5.6)
    ax = figure.subplots()
    ax.set_axis_off()
    turn = np.pi / 2 - np.arange(len(nodes)) * 2 * np.pi / len(nodes)
    at = {code: (np.cos(angle), np.sin(angle)) for code, angle in zip(nodes, turn)}
    for a, b, partial in sorted(edges, key=lambda edge: abs(edge[2])):
        colour, line = _LOOKS[partial > 0]
        width = max(_WIDEST * abs(partial), 1.0)
        ax.plot(*zip(at[a], at[b]), color=colour, linestyle=line, linewidth=width, alpha=0.75, zorder=1)
    for place, (code, label) in enumerate(nodes.items()):
        ax.plot(
            *at[code], "o", color=INK, markerfacecolor=PAPER, markersize=17, markeredgewidth=1.3, zorder=3
        )
        ax.annotate(str(place + 1), at[code], ha="center", va="center", fontsize=fmt.font - 2, zorder=4)
        if not fmt.is_narrow:
            _label(ax, at[code], wrapped(label, fmt, 14, 24))
    room = 0.3 if fmt.is_narrow else 0.35
    ax.set_xlim(-1.2 if fmt.is_narrow else -2.2, 1.2 if fmt.is_narrow else 2.2)
    ax.set_ylim(-1 - room, 1 + room)
    ax.set_aspect("equal")
    handles = [
        Line2D([], [], color=colour, linestyle=line, linewidth=3, label=words(f"legend_together_{name}"))
        for name, (colour, line) in zip(("same", "opposite"), _LOOKS.values())
    ]
    if fmt.is_narrow:
        handles += [
            Line2D([], [], linestyle="", label=f"{place + 1}  {label}")
            for place, label in enumerate(nodes.values())
        ]
    figure.legend(handles=handles, loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
    return figure


def _label(ax: Axes, at: tuple[float, float], label: str) -> None:
    """Set a name outside the ring, on the side its point is on."""
    x, y = at
    sideways = "center" if abs(x) < 0.1 else "left" if x > 0 else "right"
    upward = "bottom" if y > 0.95 else "top" if y < -0.95 else "center"
    ax.annotate(label, (x, y), xytext=(x * 16, y * 16), textcoords="offset points", ha=sideways, va=upward)
