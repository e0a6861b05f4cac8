"""How many have left for what by when: one step curve with its band for each way to leave."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    LINES,
    SERIES,
    Format,
    bare,
    canvas,
    number_axis,
    percent_axis,
    spread_apart,
    wrapped,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

_LIMITS: tuple[Column, ...] = (("low", "high"), ("band_low", "band_high"))
_TABLE_TIMES = 7


def exit_steps(
    curves: PublishedTable,
    *,
    groups: Mapping[str, str],
    words: Words,
    title: str,
    time_label: str,
    caption: str = "",
) -> Figure:
    """Draw cumulative incidence by exit group, each named at the end of its curve.

    Parameters
    ----------
    curves
        One row per time and group (``time, cause, cif, low, high``, and ``band_low, band_high`` of the band
        that holds the whole curve, where it spans the time) from ``publish_steps``.
    groups
        Group to label, in order; a group without rows is left out. There is at least one row.
    time_label
        Unit of the time.
    """
    require_published(curves)
    labels = list(groups.values())
    table = curves.labelled("cause", groups)
    named = [label for label in labels if label in set(table.data["cause"])]
    return make_figure(
        lambda fmt: _draw(fmt, table, labels, time_label, words),
        title=title,
        alt=with_pointer(words("alt_exit_steps", groups=", ".join(named), finding=title), words),
        caption=caption,
        table=_some_times(table, labels),
        columns={
            "cause": words("way_out"),
            "time": time_label.capitalize(),
            "cif": words("share"),
            ("low", "high"): words("interval_95"),
            ("band_low", "band_high"): words("band_95"),
        },
        formats={"time": "integer", **dict.fromkeys(("cif", *_LIMITS), "percent1")},
    )


def _some_times(table: PublishedTable, labels: list[str]) -> PublishedTable:
    """Keep a handful of times, the last among them: enough to read the picture by."""
    times = np.unique(table.data["time"])
    places = np.linspace(0, len(times) - 1, min(_TABLE_TIMES, len(times))).round().astype(int)
    chosen = set(times[places].tolist())
    kept = table.filtered(lambda row: float(row["time"]) in chosen)
    return kept.labelled("cause", {label: label for label in labels})


def _draw(fmt: Format, table: PublishedTable, labels: list[str], time_label: str, words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    figure = canvas(fmt, 3.6 if fmt.is_narrow else 3.9)
    ax = figure.subplots()
    # A little beyond the last step, so that it is seen.
    end = float(table.data["time"].max()) * 1.03
    ends, highest = [], 0.0
    for place, label in enumerate(labels):
        data = table.where(cause=label).data.sort_values("time")
        if data.empty:
            continue
        time = np.array([0.0, *data["time"], end])
        share, low, high = (np.array([0.0, *data[one], data[one].iloc[-1]]) for one in ("cif", "low", "high"))
        colour = SERIES[place % len(SERIES)]
        ax.fill_between(time, low, high, step="post", color=colour, alpha=0.14, linewidth=0)
        ax.step(time, share, where="post", color=colour, linestyle=LINES[place % len(LINES)], linewidth=2.2)
        band = data.dropna(subset=["band_low", "band_high"])
        for limit in ("band_low", "band_high"):
            # The last limit holds until the next step.
            until = np.append(band["time"], time[time > band["time"].max()][:1])
            held = np.append(band[limit], band[limit].iloc[-1:])
            ax.step(until, held, where="post", color=colour, linestyle=":", linewidth=1.1)
        ends.append((label, float(share[-1]), colour))
        highest = max(highest, float(high[-1]), float(band["band_high"].max()) if len(band) else 0.0)
    top = min(1.0, highest * 1.08) if highest else 1.0
    bare(ax, grid="y")
    ax.set_xlim(0, end)
    ax.set_ylim(0, top)
    _name_ends(ax, ends, top, fmt, numbers)
    ax.set_xlabel(time_label.capitalize())
    number_axis(ax, "x", numbers)
    percent_axis(ax, "y", numbers)
    return figure


def _name_ends(ax, ends: list[tuple[str, float, str]], top: float, fmt: Format, numbers: Numbers) -> None:
    """Write each curve's name and last value beside its end, apart from each other."""
    letters = 14 if fmt.is_narrow else 22
    places = spread_apart([share / top for _, share, _ in ends], 0.2 if fmt.is_narrow else 0.15)
    for (label, share, colour), place in zip(ends, places, strict=True):
        ax.annotate(
            f"{numbers.percent(share)}\n{wrapped(label, fmt, letters, letters)}",
            (1.02, place),
            xycoords="axes fraction",
            va="center",
            color=colour,
            fontsize=fmt.font - 1,
        )
