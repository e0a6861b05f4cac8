"""Each provider's crude figure and what it becomes when adjusted, a panel per programme."""

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import ACCENT, PAPER, QUIET, Format, bare, canvas, value_axis
from batt.reports.numbers import Numbers
from batt.reports.words import Words

_ROW = 0.17
_AROUND = 0.95
"""Height of a provider's row, and of what stands around the rows of a panel; inches."""


def crude_adjusted(
    table: PublishedTable,
    *,
    programmes: Mapping[str, str],
    own: str,
    words: Words,
    title: str,
    alt: str,
    caption: str = "",
) -> Figure:
    """Draw an open mark where a provider stands, and a filled one where it stands when adjusted.

    Parameters
    ----------
    table
        One row per programme and provider of one share: ``programme, provider_id, who, n, crude_value,
        adjusted_value, adjusted_low, adjusted_high``.
    programmes
        Code to the title of its panel, in order.
    own
        The provider that reads, drawn as diamonds; empty for none.
    """
    require_published(table)
    drawn = table.filtered(lambda row: row["adjusted_value"] == row["adjusted_value"])
    drawn = drawn.sorted_by("crude_value").labelled("programme", programmes)
    return make_figure(
        lambda fmt: _draw(fmt, drawn, own, words),
        title=title,
        alt=with_pointer(alt, words),
        caption=caption,
        table=drawn.pick(
            "programme", "who", "n", "crude_value", "adjusted_value", "adjusted_low", "adjusted_high"
        ),
        columns={
            "programme": words("programme"),
            "who": words("provider_word"),
            "n": words("n"),
            "crude_value": words("crude"),
            "adjusted_value": words("adjusted"),
            ("adjusted_low", "adjusted_high"): words("interval_95"),
        },
        formats={
            "n": "integer",
            "crude_value": "percent1",
            "adjusted_value": "percent1",
            ("adjusted_low", "adjusted_high"): "percent1",
        },
    )


def _draw(fmt: Format, table: PublishedTable, own: str, words: Words) -> Canvas:
    names = list(dict.fromkeys(table.data["programme"]))
    parts = [table.where(programme=name) for name in names]
    across = 1 if fmt.is_narrow or len(names) == 1 else 2
    heights = [
        _AROUND + _ROW * max(len(part) for part in parts[first : first + across])
        for first in range(0, len(parts), across)
    ]
    figure = canvas(fmt, 0.4 + sum(heights))
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.07)
    grid = figure.subplots(len(heights), across, squeeze=False, height_ratios=heights, sharex=True)
    highest = max(table.data[["crude_value", "adjusted_value"]].max())
    axes = list(grid.ravel())
    for spare in axes[len(names) :]:
        spare.set_visible(False)
    for ax, name, part in zip(axes, names, parts, strict=False):
        _panel(ax, part, own, words)
        ax.set_title(name)
        value_axis(ax, "x", "share", Numbers(words.lang), float(highest), fmt)
        ax.tick_params(labelbottom=True)
    for filled, key in ((False, "crude"), (True, "adjusted")):
        axes[0].plot([], [], "o", color=_colour(filled), markerfacecolor=_fill(filled), label=words(key))
    figure.legend(
        *axes[0].get_legend_handles_labels(),
        loc="outside upper left",
        ncols=2,
        frameon=False,
        handletextpad=0.2,
    )
    return figure


def _panel(ax: Axes, part: PublishedTable, own: str, words: Words) -> None:
    rows = part.data
    is_own = (rows["provider_id"] == own).to_numpy() if own else rows["n"].isna().to_numpy()
    places = list(range(len(rows)))
    # One line with gaps, since a line each would make the picture several times as large.
    gaps = [math.nan] * len(rows)
    across = np.column_stack([rows["crude_value"], rows["adjusted_value"], gaps]).ravel()
    ax.plot(across, np.repeat(places, 3), color=QUIET, linewidth=1.2, zorder=2)
    for which, shape, size in ((~is_own, "o", 5.5), (is_own, "D", 8)):
        for column, filled in (("crude_value", False), ("adjusted_value", True)):
            ax.plot(
                rows.loc[which, column],
                [place for place, chosen in zip(places, which, strict=True) if chosen],
                shape,
                color=_colour(filled),
                markerfacecolor=_fill(filled),
                markersize=size,
                zorder=3,
            )
    for place in [place for place, chosen in zip(places, is_own, strict=True) if chosen]:
        right = rows.loc[place, ["crude_value", "adjusted_value"]].max()
        ax.annotate(
            words("own_word"),
            (right, place),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold",
        )
    ax.set_ylim(-0.8, max(len(rows) - 0.2, 0.8))
    ax.set_yticks([])
    bare(ax, grid="x")


def _colour(filled: bool) -> str:
    return ACCENT if filled else QUIET


def _fill(filled: bool) -> str:
    return ACCENT if filled else PAPER
