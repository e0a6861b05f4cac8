"""How a whole is divided: end causes by programme."""

import textwrap
from collections.abc import Mapping

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import listed, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    FAMILIES,
    INK,
    PAPER,
    SERIES,
    Format,
    canvas,
    name_rows,
    percent_axis,
    wrapped,
)
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

_HEIGHT = {"wide": 0.66, "narrow": 0.56}


def stacked_bars(
    shares: PublishedTable,
    *,
    bars: str,
    parts: str,
    bar_labels: Mapping[str, str],
    part_labels: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
    share: str = "share",
    families: Mapping[str, str] | None = None,
) -> Figure:
    """Draw one bar of 100 % for each key of ``bars``, divided into ``parts``.

    Parameters
    ----------
    shares
        One row per bar and part, from ``publish_shares`` with ``adds_up_within=[bars]``.
    bars, parts
        Key columns.
    bar_labels, part_labels
        Code to label, in the order of drawing.
    share
        Column of the shares (0–1). What is hidden is drawn as one hatched rest.
    families
        Code of a part to ``job``, ``active`` or ``other``: shades of one colour. Without it each part has
        its own.
    """
    require_published(shares)
    table = shares.labelled(parts, part_labels).labelled(bars, bar_labels)
    colours = _colours(part_labels, families or {})
    wide = table.wide(rows=[bars], columns=parts, values=share)
    numbers = Numbers(words.lang)
    largest = []
    for name in wide.data[bars]:
        shown = table.where(**{bars: name}).data.dropna(subset=[share])
        if len(shown):
            top = shown.iloc[int(shown[share].to_numpy(dtype=float).argmax())]
            largest.append(
                words("alt_largest_part", bar=name, part=str(top[parts]), value=numbers.percent(top[share]))
            )
    present = [label for label in part_labels.values() if label in wide.columns]
    alt = words(
        "alt_stacked_bars",
        bars=listed([str(name) for name in wide.data[bars]]),
        series=listed(present),
        largest="; ".join(largest) or words("alt_nothing_shown"),
    )
    heading = words("programme") if bars == "programme" else words("group")
    columns: dict[Column, str] = {bars: heading}
    return make_figure(
        lambda fmt: _draw(fmt, wide, bars, present, colours, words),
        title=title,
        alt=with_pointer(alt, words),
        caption=caption,
        table=wide,
        columns=columns | {name: name for name in present},
        formats={name: "percent" for name in present},
    )


def _colours(part_labels: Mapping[str, str], families: Mapping[str, str]) -> dict[str, str]:
    used = dict.fromkeys(FAMILIES, 0)
    colours = {}
    for place, (code, label) in enumerate(part_labels.items()):
        family = families.get(code)
        if family is None:
            colours[label] = SERIES[place % len(SERIES)]
            continue
        shades = FAMILIES[family]
        colours[label] = shades[min(used[family], len(shades) - 1)]
        used[family] += 1
    return colours


def _draw(
    fmt: Format, wide: PublishedTable, bars: str, parts: list[str], colours: Mapping[str, str], words: Words
) -> Canvas:
    numbers = Numbers(words.lang)
    names = [wrapped(str(name), fmt, 60, 22) for name in wide.data[bars]]
    keys = len(parts) if fmt.is_narrow else -(-len(parts) // 2)
    figure = canvas(fmt, 0.6 + (0.78 if fmt.is_narrow else 0.52) * len(names) + 0.21 * keys)
    ax = figure.subplots()
    ends = [0.0] * len(names)
    hatched = False
    for part in parts:
        for place, cell in enumerate(wide.cells(part)):
            if cell.is_shown:
                _segment(ax, place, ends[place], float(cell.value), colours[part], fmt, numbers)
                ends[place] += float(cell.value)
    for place, end in enumerate(ends):
        if 0 < end < 0.995:
            ax.barh(
                place,
                1 - end,
                left=end,
                height=_HEIGHT[fmt.name],
                color=PAPER,
                edgecolor="#9ea7ad",
                hatch="////",
                linewidth=0.5,
            )
            hatched = True
    handles = [Patch(facecolor=colours[part], label=textwrap.fill(part, 44)) for part in parts]
    if hatched:
        handles.append(
            Patch(facecolor=PAPER, edgecolor="#9ea7ad", hatch="////", label=words("undisclosed_part"))
        )
    figure.legend(
        handles=handles,
        loc="outside upper left",
        ncols=1 if fmt.is_narrow else 2,
        frameon=False,
        handlelength=1.1,
        handleheight=1.1,
        fontsize=fmt.font - 0.8,
        labelspacing=0.35,
    )
    name_rows(ax, names, fmt, above=0.34)
    ax.set_xlim(0, 1)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1])
    percent_axis(ax, "x", numbers)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(length=0)
    return figure


def _segment(
    ax: Axes, place: int, left: float, length: float, colour: str, fmt: Format, numbers: Numbers
) -> None:
    ax.barh(place, length, left=left, height=_HEIGHT[fmt.name], color=colour, edgecolor=PAPER, linewidth=1)
    if length >= (0.11 if fmt.is_narrow else 0.055):
        red, green, blue = to_rgb(colour)
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.56
        ax.text(
            left + length / 2,
            place,
            numbers.percent(length),
            ha="center",
            va="center",
            color=PAPER if dark else INK,
            fontsize=fmt.font - 1,
        )
