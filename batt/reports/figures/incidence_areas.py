"""How stays end as time goes by: job, active solution, other, or still in."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import listed, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.panels import panels, say_not_drawn
from batt.reports.figures.style import (
    FAMILIES,
    GRID,
    PAPER,
    QUIET,
    Format,
    number_axis,
    percent_axis,
    spread_apart,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

CAUSES = ("job", "active", "other")
_COLOURS = {"job": FAMILIES["job"][0], "active": FAMILIES["active"][1], "other": FAMILIES["other"][3]}
_HATCHES = {"job": "", "active": "//", "other": ""}
_TABLE_ROWS = 8


def incidence_areas(
    incidence: PublishedTable,
    *,
    programmes: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
    time_label: str = "",
) -> Figure:
    """Draw cumulative incidence by cause, stacked, so that what is left blank is those still in.

    Parameters
    ----------
    incidence
        One row per programme, week and cause (``programme, week, cause, cif``) from ``publish_curve``.
    programmes
        Code to label, in the order of the panels.
    time_label
        Name of the horizontal axis, where time is not counted in weeks.
    """
    require_published(incidence)
    table = incidence.labelled("cause", {cause: cause for cause in CAUSES}).labelled("programme", programmes)
    wide = table.wide(rows=["programme", "week"], columns="cause", values="cif").sorted_by("week")
    names = [name for name in programmes.values() if name in set(wide.data["programme"])]
    wide = wide.labelled("programme", {name: name for name in names})
    formats: dict[Column, str] = {"week": "integer"}
    columns: dict[Column, str] = {"programme": words("programme"), "week": words("week")}
    return make_figure(
        lambda fmt: _draw(fmt, wide, names, time_label or words("axis_weeks_in_programme"), words),
        title=title,
        alt=with_pointer(_alt(wide, names, words), words),
        caption=caption,
        table=_some_weeks(wide, names),
        columns=columns | {cause: words(f"cause_{cause}") for cause in CAUSES},
        formats=formats | dict.fromkeys(CAUSES, "percent"),
    )


def _some_weeks(wide: PublishedTable, names: list[str]) -> PublishedTable:
    """Keep a handful of weeks of each programme: enough to read the picture by."""
    chosen: set[tuple[str, float]] = set()
    for name in names:
        weeks = wide.where(programme=name).data["week"].to_numpy(dtype=float)
        places = np.unique(np.linspace(0, len(weeks) - 1, min(_TABLE_ROWS, len(weeks))).round().astype(int))
        chosen |= {(name, float(weeks[place])) for place in places}
    return wide.filtered(lambda row: (row["programme"], float(row["week"])) in chosen)


def _alt(wide: PublishedTable, names: list[str], words: Words) -> str:
    numbers = Numbers(words.lang)
    ends = []
    for name in names:
        shown = wide.where(programme=name).data.dropna(subset=list(CAUSES))
        if shown.empty:
            continue
        last = shown.iloc[-1]
        shares = {cause: numbers.percent(last[cause]) for cause in CAUSES}
        ends.append(words("alt_incidence_panel", panel=name, weeks=numbers.integer(last["week"]), **shares))
    return words("alt_incidence_areas", ends=" ".join(ends) or listed(names))


def _draw(fmt: Format, wide: PublishedTable, names: list[str], across: str, words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    figure, axes = panels(fmt, names, height=2.2 if fmt.is_narrow else 2.45)
    for ax, name in zip(axes, names, strict=True):
        shown = wide.where(programme=name).data.dropna(subset=list(CAUSES))
        if len(shown) < 2:
            say_not_drawn(ax, words)
            continue
        _areas(
            ax, shown["week"].to_numpy(dtype=float), shown[list(CAUSES)].to_numpy(dtype=float), fmt, numbers
        )
        ax.set_xlabel(across)
        number_axis(ax, "x", numbers)
    for ax in axes:
        ax.set_ylim(0, 1)
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
        percent_axis(ax, "y", numbers)
        ax.tick_params(length=0)
        for side in ("top", "right", "left"):
            ax.spines[side].set_visible(False)
    handles = [
        Patch(
            facecolor=_COLOURS[cause], hatch=_HATCHES[cause], edgecolor=PAPER, label=words(f"cause_{cause}")
        )
        for cause in CAUSES
    ]
    handles.append(Patch(facecolor=PAPER, edgecolor=QUIET, label=words("still_in")))
    figure.legend(handles=handles, loc="outside upper left", ncols=2 if fmt.is_narrow else 4, frameon=False)
    return figure


def _areas(ax: Axes, weeks: np.ndarray, shares: np.ndarray, fmt: Format, numbers: Numbers) -> None:
    # The last step needs some width to be seen.
    weeks = np.append(weeks, weeks[-1] * 1.02)
    shares = np.vstack([shares, shares[-1]])
    tops = shares.cumsum(axis=1)
    bottoms = tops - shares
    ax.grid(True, axis="y", color=GRID)
    for place, cause in enumerate(CAUSES):
        ax.fill_between(
            weeks,
            bottoms[:, place],
            tops[:, place],
            step="post",
            facecolor=_COLOURS[cause],
            hatch=_HATCHES[cause],
            edgecolor=PAPER,
            linewidth=0.6,
        )
    ax.set_xlim(0, weeks[-1])
    middles = ((bottoms + tops) / 2)[-1].tolist()
    for y, share in zip(spread_apart(middles, 0.11), shares[-1], strict=True):
        ax.annotate(
            numbers.percent(share), (1.015, y), xycoords="axes fraction", va="center", fontsize=fmt.font - 1
        )
