"""Providers in the order of their place, with how uncertain each figure is."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.marks import dots, own_mark, segments
from batt.reports.figures.panels import panels as make_panels
from batt.reports.figures.style import ACCENT, INK, QUIET, Format, bare, value_axis
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_AT_EASE = 30
"""So many rows have room for large dots, and for raw values as rings."""


def rank_intervals(
    rows: PublishedTable,
    table: PublishedTable,
    country: PublishedTable,
    *,
    panels: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw the list of each programme, the first place on top.

    Parameters
    ----------
    rows
        One row per provider and programme, best first: ``programme, unit, value, ci_low, ci_high, shrunken,
        shrunken_low, shrunken_high`` and ``own``, the word for the reader's own row, empty for others. Where
        there is no shrunken value the raw one stands with its own interval.
    table
        What stands behind the figure: the rows, or the top of long lists.
    country
        One row per programme with ``value``, for a line.
    panels
        Programme to title, in order.
    """
    require_published(rows, country)
    return make_figure(
        lambda fmt: _draw(fmt, rows.data, country, panels, words),
        title=title,
        alt=with_pointer(
            words("alt_rank_intervals", finding=title, panels="; ".join(panels.values())), words
        ),
        caption=caption,
        table=table,
        columns=columns,
        formats=formats,
    )


def _draw(
    fmt: Format, rows: pd.DataFrame, country: PublishedTable, panels: Mapping[str, str], words: Words
) -> Canvas:
    figure, axes = make_panels(fmt, list(panels.values()), height=2.6)
    drawn = _drawn(rows)
    unit, highest = str(rows["unit"].iloc[0]), float(drawn[["value", "high"]].max().max())
    lines = dict(zip(country.data["programme"], country.cells("value"), strict=True))
    for place, (ax, programme) in enumerate(zip(axes, panels, strict=True)):
        value_axis(ax, "x", unit, Numbers(words.lang), highest, fmt)
        ax.set_ylim(1, 0)
        ax.set_yticks([])
        _list(ax, drawn[drawn["programme"] == programme])
        bare(ax, grid="x")
        if programme in lines and lines[programme].is_shown:
            ax.axvline(lines[programme].value, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        if place == len(panels) - 1:
            ax.set_xlabel(words(f"unit_{unit}"))
    axes[0].set_ylabel(words("first_on_top"))
    is_large = rows["programme"].value_counts().max() <= _AT_EASE
    _legend(figure, axes[0], fmt, "none" if is_large else QUIET, words)
    return figure


def _drawn(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what is drawn: ``middle, low, high``, of the shrunken value where there is one."""
    has = rows["shrunken"].notna()
    return rows.assign(
        middle=rows["shrunken"],
        low=rows["shrunken_low"].where(has, rows["ci_low"]),
        high=rows["shrunken_high"].where(has, rows["ci_high"]),
    )


def _list(ax: Axes, rows: pd.DataFrame) -> None:
    y = (np.arange(len(rows)) + 0.5) / len(rows)
    low, middle, high, value = (
        np.column_stack([rows[name].to_numpy(dtype=float), y]) for name in ("low", "middle", "high", "value")
    )
    is_large = len(rows) <= _AT_EASE
    segments(ax, low, high, colour=ACCENT, width=1.8 if is_large else 0.7, zorder=2)
    dots(ax, middle, colour=ACCENT, size=6 if is_large else 2.5, zorder=3)
    dots(ax, value, colour=QUIET, size=5 if is_large else 2.8, zorder=3.5, is_open=is_large)
    for place in np.flatnonzero((rows["own"] != "").to_numpy()):
        row = rows.iloc[int(place)]
        own = row["middle"] if pd.notna(row["middle"]) else row["value"]
        own_mark(ax, float(own), float(y[place]), str(row["own"]))


def _legend(figure: Canvas, ax: Axes, fmt: Format, raw: str, words: Words) -> None:
    ax.plot([], [], "-o", color=ACCENT, markersize=5, label=words("legend_shrunken"))
    ax.plot([], [], "o", color=QUIET, markerfacecolor=raw, markersize=4.5, label=words("raw_value"))
    ax.plot([], [], color=INK, linewidth=1, linestyle=(0, (4, 3)), label=words("legend_country"))
    figure.legend(loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
