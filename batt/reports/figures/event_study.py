"""Before and after joining: the change against those who had not joined, by years since."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import ACCENT, INK, PAPER, QUIET, Format, bare, canvas
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_NEEDED = ["att", "low", "high", "simultaneous_low", "simultaneous_high"]


def event_study(
    effects: PublishedTable,
    *,
    outcomes: Mapping[str, str],
    is_share: Mapping[str, bool],
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw the change of each outcome by years since joining; years before it show whether paths were alike.

    Parameters
    ----------
    effects
        One row per ``outcome`` and ``event_time``: ``att, low, high, simultaneous_low, simultaneous_high``.
        Year 0 is the first one in.
    outcomes
        Code to label, in the order of the panels.
    is_share
        Outcome to whether it is a share, drawn per 100; else points.
    """
    require_published(effects)
    parts = {
        code: effects.where(outcome=code).data.dropna(subset=_NEEDED).sort_values("event_time")
        for code in outcomes
    }
    parts = {code: rows for code, rows in parts.items() if len(rows)}
    told = " ".join(_alt(outcomes[code], rows, is_share[code], words) for code, rows in parts.items())
    return make_figure(
        lambda fmt: _draw(fmt, parts, outcomes, is_share, words),
        title=title,
        alt=with_pointer(words("alt_event_study", panels=told or words("alt_nothing_shown")), words),
        caption=caption,
        table=effects.labelled("outcome", outcomes),
        columns=columns,
        formats=formats,
    )


def _alt(name: str, rows: pd.DataFrame, is_share: bool, words: Words) -> str:
    numbers, times, places = Numbers(words.lang), *_counting(is_share)
    years = [
        f"{int(row['event_time'])}: {numbers.change(row['att'] * times, places)}"
        for _, row in rows.iterrows()
    ]
    return words("alt_event_panel", panel=name, years="; ".join(years))


def _draw(
    fmt: Format,
    parts: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, str],
    is_share: Mapping[str, bool],
    words: Words,
) -> Canvas:
    across = 1 if fmt.is_narrow else max(min(len(parts), 2), 1)
    down = -(-max(len(parts), 1) // across)
    figure = canvas(fmt, 0.5 + 2.9 * down)
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.07)
    axes = list(figure.subplots(down, across, squeeze=False).ravel())
    for spare in axes[len(parts) :]:
        spare.set_visible(False)
    for ax, (code, rows) in zip(axes, parts.items()):
        ax.set_title(outcomes[code])
        _panel(ax, rows, is_share[code], words)
    for label, width in ((words("interval_95"), 3.0), (words("all_years_at_once"), 1.0)):
        axes[0].plot([], [], color=ACCENT, linewidth=width, label=label)
    figure.legend(loc="outside upper left", ncols=1 if fmt.is_narrow else 2, frameon=False)
    return figure


def _panel(ax: Axes, rows: pd.DataFrame, is_share: bool, words: Words) -> None:
    times, places = _counting(is_share)
    ax.axhline(0, color=INK, linewidth=1, zorder=1)
    ax.axvline(-0.5, color=QUIET, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    for _, row in rows.iterrows():
        at = float(row["event_time"])
        value, low, high, wide_low, wide_high = (float(row[name]) * times for name in _NEEDED)
        ax.plot([at, at], [wide_low, wide_high], color=ACCENT, linewidth=1, zorder=2)
        ax.plot([at, at], [low, high], color=ACCENT, linewidth=3, zorder=3)
        face = PAPER if at < 0 else ACCENT
        ax.plot(
            [at],
            [value],
            "o",
            color=ACCENT,
            markerfacecolor=face,
            markeredgewidth=1.5,
            markersize=7,
            zorder=4,
        )
    numbers = Numbers(words.lang)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: numbers.change(x, 0)))
    ax.yaxis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: numbers.change(y, places)))
    bare(ax, grid="y")
    ax.set_xlabel(words("axis_years_since"))
    ax.set_ylabel(words("axis_event_share" if is_share else "axis_event_points"))


def _counting(is_share: bool) -> tuple[float, int]:
    """Return how many a 1 is drawn as, and its decimals."""
    return (100, 1) if is_share else (1, 2)
