"""How many were found beside how many chance alone gives: a dot and an upright line in each row."""

from matplotlib.figure import Figure as Canvas
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    ACCENT,
    GRID,
    SERIES,
    Format,
    bare,
    canvas,
    name_rows,
    number_axis,
    wrapped,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words


def counts_against_expected(
    counts: PublishedTable,
    *,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw how many were found and how many chance alone gives, one row each, in the order of the rows.

    Parameters
    ----------
    counts
        One row per group: ``label, tested, observed, expected``. ``observed`` are counts of comparisons and
        not of persons.
    """
    require_published(counts)
    numbers = Numbers(words.lang)
    told = [
        words(
            "alt_against_expected_row",
            label=row["label"],
            observed=numbers.integer(row["observed"]),
            expected=numbers.decimal(row["expected"], 1),
        )
        for row in counts.data.to_dict("records")
    ]
    return make_figure(
        lambda fmt: _draw(fmt, counts, words),
        title=title,
        alt=with_pointer(words("alt_against_expected", rows="; ".join(told)), words),
        caption=caption,
        table=counts,
        columns=columns,
        formats=formats,
    )


def _draw(fmt: Format, counts: PublishedTable, words: Words) -> Canvas:
    numbers, rows = Numbers(words.lang), counts.data.to_dict("records")
    figure = canvas(fmt, 1.2 + (0.56 if fmt.is_narrow else 0.34) * max(len(rows), 1))
    ax = figure.subplots()
    for place, row in enumerate(rows):
        ends = [float(row["observed"]), float(row["expected"])]
        ax.plot(ends, [place] * 2, color=GRID, linewidth=4, solid_capstyle="round", zorder=1)
        ax.plot([ends[1]], [place], "|", color=SERIES[1], markersize=15, markeredgewidth=2.4, zorder=2)
        ax.plot([ends[0]], [place], "o", color=ACCENT, markersize=8.5, zorder=3)
        of_all = words(
            "found_of_tested", n=numbers.integer(row["observed"]), all=numbers.integer(row["tested"])
        )
        ax.annotate(of_all, (1.015, place), xycoords=("axes fraction", "data"), va="center")
    handles = [
        Line2D([], [], linestyle="", marker="o", color=ACCENT, markersize=8.5, label=words("found_word")),
        Line2D(
            [], [], linestyle="", marker="|", color=SERIES[1], markersize=14, markeredgewidth=2.4,
            label=words("expected_by_chance_alone"),
        ),
    ]  # fmt: skip
    figure.legend(handles=handles, loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
    name_rows(ax, [wrapped(str(row["label"]), fmt, 44, 34) for row in rows], fmt, above=0.24)
    ends = [float(row[name]) for row in rows for name in ("observed", "expected")]
    ax.set_xlim(-0.02 * max(ends, default=1), max([*ends, 4]) * 1.08)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    number_axis(ax, "x", numbers)
    ax.set_xlabel(words("outside_limits_n"))
    bare(ax, grid="x")
    return figure
