"""A unit's shares by programme with their intervals, and the country's figure as a line across each row."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from batt.disclosure import HIDDEN, PublishedTable
from batt.reports.figures.alt import extremes, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.panels import panels
from batt.reports.figures.style import ACCENT, INK, QUIET, SERIES, Format, bare, percent_axis, wrapped
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def country_dots(
    values: PublishedTable,
    *,
    programmes: Mapping[str, str],
    own: str,
    words: Words,
    title: str,
    caption: str = "",
) -> Figure:
    """Draw shares against the country's, a panel for each indicator and a row for each programme.

    Parameters
    ----------
    values
        One row per indicator and programme: ``heading, programme, programme_name, value, ci_low, ci_high,
        n, value_country``; shares. Programmes without a label are left out.
    programmes
        Code to short label, in the order of the rows.
    own
        What the unit is called.
    words
        Must hold the texts ``county_report``.
    """
    require_published(values)
    table = values.filtered(lambda row: row["programme"] in programmes)
    names = [f"{h} {p}" for h, p in zip(table.data["heading"], table.data["programme_name"], strict=True)]
    spoken = extremes(
        table, label="heading", value="value", format="percent", words=words, names=[f"«{n}»" for n in names]
    )
    return make_figure(
        lambda fmt: _draw(fmt, table, programmes, own, words),
        title=title,
        alt=with_pointer(words("alt_country_dots", own=own, extremes=spoken), words),
        caption=caption,
        table=table.with_text("row", lambda row: f"{row['heading']} {row['programme_name']}"),
        columns={
            "row": words("indicator"),
            "value": own,
            ("ci_low", "ci_high"): words("interval_95"),
            "n": words("n"),
            "value_country": words("the_country"),
        },
        formats=dict.fromkeys(["value", ("ci_low", "ci_high"), "value_country"], "percent1")
        | {"n": "integer"},
    )


def _draw(
    fmt: Format, table: PublishedTable, programmes: Mapping[str, str], own: str, words: Words
) -> Canvas:
    headings = list(dict.fromkeys(table.data["heading"]))
    rows = [table.where(heading=heading) for heading in headings]
    titles = [wrapped(heading, fmt, 38, 40) for heading in headings]
    heights = [0.75 + 0.36 * len(part) for part in rows]
    figure, axes = panels(fmt, titles, height=heights, is_one_scale=False)
    for ax, part in zip(axes, rows, strict=True):
        _panel(ax, part.labelled("programme", programmes, new="short"), words)
    axes[0].plot([], [], "D-", color=ACCENT, markersize=6.5, label=own)
    axes[0].plot([], [], "|", color=SERIES[1], markersize=13, markeredgewidth=2.6, label=words("the_country"))
    figure.legend(loc="outside upper left", ncols=2, frameon=False, columnspacing=1.4)
    return figure


def _panel(ax: Axes, rows: PublishedTable, words: Words) -> None:
    numbers = Numbers(words.lang)
    columns = {name: list(rows.cells(name)) for name in ("value", "ci_low", "ci_high", "value_country")}
    highest = max(
        (float(c.value) for c in (*columns["ci_high"], *columns["value_country"]) if c.is_shown), default=1.0
    )
    for place in range(len(rows)):
        value, low, high, country = (columns[name][place] for name in columns)
        if country.is_shown:
            ax.plot(
                [country.value], [place], "|", color=SERIES[1], markersize=15, markeredgewidth=2.6, zorder=2
            )
        if low.is_shown and high.is_shown:
            ax.plot([low.value, high.value], [place, place], color=ACCENT, linewidth=2, zorder=3)
        if value.is_shown:
            ax.plot([value.value], [place], "D", color=ACCENT, markersize=6.5, zorder=4)
        told = (
            format_value(numbers, value.value, "percent")
            if value.is_shown
            else words("hidden_mark" if value.state == HIDDEN else "absent_mark")
        )
        ax.annotate(
            told,
            (1.01, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontweight="bold" if value.is_shown else "normal",
            color=INK if value.is_shown else QUIET,
        )
    ax.set_yticks(np.arange(len(rows)), list(rows.data["short"]))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, min(1.0, highest * 1.1))
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 2.5, 5, 10]))
    percent_axis(ax, "x", numbers)
    bare(ax, grid="x")
