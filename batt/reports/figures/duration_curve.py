"""Share going to a job by length of stay, among those who left."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import listed, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.panels import panels, say_not_drawn
from batt.reports.figures.style import ACCENT, PAPER, SERIES, Format, bare, number_axis, percent_axis
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def duration_curve(
    curve: PublishedTable,
    bands: PublishedTable,
    *,
    programmes: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
    tops: Mapping[str, float] | None = None,
    exposure_label: str = "",
    band_label: str = "",
) -> Figure:
    """Draw the fitted curve with its band, and the observed shares by bands of stay.

    Parameters
    ----------
    curve
        One row per programme and point (``programme, weeks, share, low, high``) from ``publish_curve``.
    bands
        One row per programme and band (``programme, band, band_low, band_high, exposure_mean, leavers_n,
        jobs_n, share``) from ``publish_shares``.
    programmes
        Code to label, in the order of the panels; one with nothing to draw says so.
    tops
        Programme code to the length at which the share is highest: only where an inverted U is supported.
    exposure_label, band_label
        Name of the horizontal axis and of the bands in the table, where the stay is not counted in weeks.
    """
    require_published(curve, bands)
    marked = {programmes[code]: top for code, top in (tops or {}).items() if code in programmes}
    curve, bands = (table.labelled("programme", programmes) for table in (curve, bands))
    names = list(programmes.values())
    across = exposure_label or words("axis_weeks_in_programme")
    return make_figure(
        lambda fmt: _draw(fmt, curve, bands, names, marked, across, words),
        title=title,
        alt=with_pointer(_alt(curve, names, marked, words), words),
        caption=caption,
        table=bands.pick("programme", "band", "leavers_n", "jobs_n", "share"),
        columns={
            "programme": words("programme"),
            "band": band_label or words("weeks"),
            "leavers_n": words("leavers"),
            "share": words("share"),
        },
        formats={"leavers_n": "integer", "share": "percent"},
    )


def _alt(curve: PublishedTable, names: list[str], tops: Mapping[str, float], words: Words) -> str:
    numbers = Numbers(words.lang)
    sentences = []
    for name in names:
        shown = curve.where(programme=name).data.dropna(subset=["share"]).sort_values("weeks")
        if len(shown) < 2:
            continue
        first, last = shown.iloc[0], shown.iloc[-1]
        sentences.append(
            words(
                "alt_curve_panel",
                panel=name,
                first=numbers.percent(first["share"]),
                first_x=numbers.integer(first["weeks"]),
                last=numbers.percent(last["share"]),
                last_x=numbers.integer(last["weeks"]),
            )
        )
        if name in tops:
            sentences.append(f"{words('highest_at', x=numbers.decimal(tops[name], 1)).capitalize()}.")
    return words("alt_duration_curve", panels=listed(names), peaks=" ".join(sentences))


def _draw(
    fmt: Format,
    curve: PublishedTable,
    bands: PublishedTable,
    names: list[str],
    tops: Mapping[str, float],
    across: str,
    words: Words,
) -> Canvas:
    numbers = Numbers(words.lang)
    figure, axes = panels(fmt, names, height=2.3 if fmt.is_narrow else 2.55)
    highest = 0.0
    for ax, name in zip(axes, names, strict=True):
        line = curve.where(programme=name).data.dropna(subset=["share"]).sort_values("weeks")
        points = bands.where(programme=name).data.dropna(subset=["share"])
        if line.empty and points.empty:
            say_not_drawn(ax, words)
            continue
        x = line["weeks"].to_numpy(dtype=float)
        ax.fill_between(
            x, line["low"].astype(float), line["high"].astype(float), color=ACCENT, alpha=0.16, linewidth=0
        )
        ax.plot(x, line["share"].astype(float), color=ACCENT, linewidth=2.2)
        leavers = points["leavers_n"].to_numpy(dtype=float)
        sizes = 7 + 45 * np.sqrt(leavers / max([1.0, *leavers]))
        ax.scatter(
            points["exposure_mean"],
            points["share"],
            s=sizes,
            color=PAPER,
            edgecolor=SERIES[1],
            linewidth=1.4,
            zorder=3,
        )
        highest = max([highest, *line["high"].astype(float), *points["share"].astype(float)])
        if name in tops and len(x):
            _mark_top(ax, tops[name], float(x[0] + x[-1]) / 2, numbers, words)
        bare(ax, grid="y")
        number_axis(ax, "x", numbers)
        ax.set_xlim(left=0)
        ax.set_xlabel(across)
    for ax in axes:
        ax.set_ylim(0, min(1.0, highest * (1.4 if tops else 1.12)) if highest else 1.0)
        percent_axis(ax, "y", numbers)
    return figure


def _mark_top(ax: Axes, top: float, middle: float, numbers: Numbers, words: Words) -> None:
    """Mark where the share is highest; the words stand above the curve, on the side with more room."""
    ax.axvline(top, color=ACCENT, linewidth=1, linestyle=(0, (4, 3)))
    to_the_right = top < middle
    ax.annotate(
        words("highest_at", x=numbers.decimal(top, 1)),
        (top, 1),
        xycoords=("data", "axes fraction"),
        xytext=(5 if to_the_right else -5, -3),
        textcoords="offset points",
        ha="left" if to_the_right else "right",
        va="top",
        color=ACCENT,
        fontweight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.5},
    )
