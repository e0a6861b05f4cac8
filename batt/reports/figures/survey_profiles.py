"""What different respondents say about the same themes."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import extremes, listed, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import GRID, MARKERS, SERIES, Format, bare, canvas, number_axis, wrapped
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

LOWEST, HIGHEST = 1, 6
_APART = 0.17  # rows between the markers of one theme, so that equal means do not hide each other


def survey_profiles(
    means: PublishedTable,
    *,
    themes: Mapping[str, str],
    groups: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
) -> Figure:
    """Draw mean answers by theme, a marker for each group of respondents.

    Parameters
    ----------
    means
        One row per theme and group (``theme``, ``group``, ``mean``) from ``publish_means``.
    themes, groups
        Code to label, in the order of drawing. A theme that a group was not asked about has no marker.
    """
    require_published(means)
    table = means.labelled("group", groups).labelled("theme", themes)
    wide = table.wide(rows=["theme"], columns="group", values="mean")
    present = [label for label in groups.values() if label in wide.columns]
    joined = table.data.assign(label=[f"{t} ({g})" for t, g in zip(table.data["theme"], table.data["group"])])
    spoken = extremes(
        table,
        label="theme",
        value="mean",
        format="decimal",
        words=words,
        names=list(joined["label"]),
    )
    columns: dict[Column, str] = {"theme": words("theme")}
    return make_figure(
        lambda fmt: _draw(fmt, wide, present, words),
        title=title,
        alt=with_pointer(words("alt_survey_profiles", groups=listed(present), extremes=spoken), words),
        caption=caption,
        table=wide,
        columns=columns | {name: name for name in present},
        formats={name: "decimal2" for name in present},
    )


def _draw(fmt: Format, wide: PublishedTable, groups: list[str], words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    themes = [wrapped(str(theme), fmt, 18, 40) for theme in wide.data["theme"]]
    figure = canvas(fmt, 0.95 + (0.46 if fmt.is_narrow else 0.4) * len(themes))
    ax = figure.subplots()
    means = np.array(
        [[float(c.value) if c.is_shown else np.nan for c in wide.cells(group)] for group in groups]
    )
    for place in range(len(themes)):
        row = means[:, place][~np.isnan(means[:, place])]
        if len(row) > 1:
            ax.plot(
                [row.min(), row.max()],
                [place, place],
                color=GRID,
                linewidth=5,
                zorder=1,
                solid_capstyle="round",
            )
    for number, group in enumerate(groups):
        ax.plot(
            means[number],
            np.arange(len(themes)) + (number - (len(groups) - 1) / 2) * _APART,
            MARKERS[number % len(MARKERS)],
            color=SERIES[number % len(SERIES)],
            markersize=8,
            label=group,
            zorder=3,
        )
    figure.legend(
        loc="outside upper left",
        ncols=1 if fmt.is_narrow else 3,
        frameon=False,
        handletextpad=0.2,
        columnspacing=1.4,
    )
    ax.set_yticks(range(len(themes)), themes)
    ax.set_ylim(len(themes) - 0.5, -0.5)
    ax.set_xlim(LOWEST - 0.1, HIGHEST + 0.1)
    ax.set_xticks(range(LOWEST, HIGHEST + 1))
    number_axis(ax, "x", numbers)
    bare(ax, grid="x")
    ax.grid(True, axis="y", alpha=0.5)
    ax.set_xlabel(words("axis_score"))
    return figure
