"""Each provider's crude figure and what it becomes when adjusted, a panel per programme."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.marks import dots, own_mark, segments
from batt.reports.figures.panels import panels
from batt.reports.figures.style import ACCENT, PAPER, QUIET, Format, bare, value_axis
from batt.reports.numbers import Numbers
from batt.reports.words import Words

_ROW = 0.17
_AROUND = 0.8
"""Height of a provider's row, and of what stands around the rows of a panel; inches."""
_LOOKS = {"crude_value": (QUIET, PAPER), "adjusted_value": (ACCENT, ACCENT)}
"""Edge and filling of the marks of each figure."""


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
    rows = table.data
    names = list(dict.fromkeys(rows["programme"]))
    parts = [rows[rows["programme"] == name] for name in names]
    figure, axes = panels(fmt, names, height=[_AROUND + _ROW * len(part) for part in parts])
    highest = float(rows[[*_LOOKS]].max().max())
    for ax, part in zip(axes, parts, strict=True):
        value_axis(ax, "x", "share", Numbers(words.lang), highest, fmt)
        ax.set_ylim(0, 1)
        ax.set_yticks([])
        _panel(ax, part, own, words)
        bare(ax, grid="x")
    for name, (colour, fill) in _LOOKS.items():
        word = words(name.removesuffix("_value"))
        axes[0].plot([], [], "o", color=colour, markerfacecolor=fill, markersize=6, label=word)
    figure.legend(loc="outside upper left", ncols=2, frameon=False, handletextpad=0.2)
    return figure


def _panel(ax: Axes, rows: pd.DataFrame, own: str, words: Words) -> None:
    y = (np.arange(len(rows)) + 0.5) / len(rows)
    at = {name: np.column_stack([rows[name].to_numpy(dtype=float), y]) for name in _LOOKS}
    is_own = (rows["provider_id"] == own).to_numpy() & bool(own)
    segments(ax, *at.values(), colour=QUIET, width=1.2, zorder=2)
    for zorder, (name, (colour, fill)) in enumerate(_LOOKS.items(), start=3):
        dots(ax, at[name][~is_own], colour=colour, size=7, zorder=zorder, is_open=fill == PAPER)
    for place in np.flatnonzero(is_own):
        rightmost = max(_LOOKS, key=lambda name: at[name][place, 0])
        for name, (_, fill) in _LOOKS.items():
            word = words("own_word") if name == rightmost else ""
            x, height = at[name][place]
            own_mark(ax, x, height, word, is_open=fill == PAPER)
