"""Small funnels around one provider: its own point among the others', between limits with their names.

Drawn by hand like :mod:`batt.reports.figures.own_bars`, since every scorecard has them; the funnels of all
lists are :mod:`batt.reports.figures.funnel_plot`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, require_published
from batt.reports.figures.style import ACCENT, GRID, INK, NARROW, PAPER, QUIET, WIDE
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

_PER_INCH = 72.0
_LEFT, _RIGHT, _TOP, _BOTTOM, _HEIGHT, _GAP = 34, 46, 20, 32, 130, 14
_CURVE_POINTS = 14
_LIMITS = {"95": Markup(""), "998": Markup(' stroke-dasharray="5 3"')}


@dataclass(frozen=True)
class _Scale:
    """From size and value to points of the picture."""

    width: int
    sizes: tuple[float, float]
    values: tuple[float, float]

    def x(self, size: float) -> int:
        low, high = self.sizes
        return _LEFT + round((self.width - _LEFT - _RIGHT) * (size - low) / (high - low))

    def y(self, value: float) -> int:
        low, high = self.values
        return _TOP + _HEIGHT - round(_HEIGHT * (value - low) / (high - low))

    def is_inside(self, value: float) -> bool:
        return self.values[0] <= value <= self.values[1]


def own_funnel(
    points: PublishedTable,
    curves: PublishedTable,
    table: PublishedTable,
    *,
    panels: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
) -> Figure:
    """Draw a small funnel for each list.

    Parameters
    ----------
    points
        One row per provider and list: ``panel, unit, size, measure`` and ``own``, the word for the reader's
        own row, empty for others.
    curves
        One row per list and size: ``panel, n, target`` and the limits.
    table
        What stands behind the figure: the reader's own rows.
    panels
        Key to title, in order.
    """
    require_published(points, curves)
    wide, narrow = (
        _picture(points.data, curves.data, panels, words, width=fmt.width * _PER_INCH, across=across)
        for fmt, across in ((WIDE, 2), (NARROW, 1))
    )
    alt = with_pointer(words("alt_funnel", finding=title, panels=", ".join(panels.values())), words)
    return Figure(title, alt, caption, wide, narrow, table, columns, formats)


def _picture(
    points: pd.DataFrame,
    curves: pd.DataFrame,
    panels: Mapping[str, str],
    words: Words,
    *,
    width: float,
    across: int,
) -> str:
    each = round((width - _GAP * (across - 1)) / across)
    height = _TOP + _HEIGHT + _BOTTOM
    parts = []
    for place, (key, title) in enumerate(panels.items()):
        drawn = _panel(points[points["panel"] == key], curves[curves["panel"] == key], title, words, each)
        corner = ((place % across) * (each + _GAP), (place // across) * (height + _GAP))
        parts.append(Markup('<g transform="translate({} {})">{}</g>').format(*corner, drawn))
    rows = -(-len(panels) // across)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="10"'
            ' fill="{ink}" font-family="DejaVu Sans,Verdana,Arial,sans-serif">'
            '<path fill="{paper}" d="M0 0h{width}v{height}H0z"/>{parts}</svg>'
        ).format(
            width=round(width),
            height=rows * (height + _GAP),
            ink=INK,
            paper=PAPER,
            parts=Markup("").join(parts),
        )
    )


def _panel(points: pd.DataFrame, curve: pd.DataFrame, title: str, words: Words, width: int) -> Markup:
    """Draw one funnel with its upper left corner at the origin."""
    scale = _scale(points, curve, width)
    kept = curve.iloc[np.unique(np.linspace(0, len(curve) - 1, _CURVE_POINTS).astype(int))]
    is_own = points["own"] != ""
    others = points.loc[~is_own, ["size", "measure"]].itertuples(index=False, name=None)
    dots = "".join(f"M{scale.x(size)} {scale.y(value)}h0" for size, value in others)
    parts = [
        Markup('<text y="11" font-weight="bold">{}</text>').format(title),
        _axes(scale, str(points["unit"].iloc[0]), words),
        *(_limit(scale, kept, level, words) for level in _LIMITS),
        _country(scale, kept, words),
        Markup('<path d="{}" stroke="{}" stroke-width="4.5" stroke-linecap="round"/>').format(dots, QUIET),
        *(_own(scale, row) for row in points[is_own].to_dict("records")),
    ]
    return Markup("").join(parts)


def _scale(points: pd.DataFrame, curve: pd.DataFrame, width: int) -> _Scale:
    """Return scales that hold every point, and the limits of 95 % where points are."""
    sizes = (float(points["size"].min()), float(points["size"].max()))
    room = max(0.05 * (sizes[1] - sizes[0]), 1.0)
    low = min(points["measure"].min(), curve["low_95"].min())
    high = max(points["measure"].max(), curve["high_95"].max())
    pad = max(0.06 * (high - low), 1e-6)
    return _Scale(width, (sizes[0] - room, sizes[1] + room), (float(low - pad), float(high + pad)))


def _axes(scale: _Scale, unit: str, words: Words) -> Markup:
    numbers, right = Numbers(words.lang), scale.width - _RIGHT
    lines, texts = "", []
    for tick in MaxNLocator(nbins=4).tick_values(*scale.values):
        if scale.is_inside(tick):
            lines += f"M{_LEFT} {scale.y(tick)}H{right}"
            place = Markup('<text x="{}" y="{}" text-anchor="end">{}</text>')
            label = format_value(numbers, max(tick, 0.0), "unit", unit)
            texts.append(place.format(_LEFT - 4, scale.y(tick) + 4, label))
    for tick in MaxNLocator(nbins=3, integer=True).tick_values(*scale.sizes):
        if scale.sizes[0] <= tick <= scale.sizes[1] and tick > 0:
            place = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
            texts.append(place.format(scale.x(tick), _TOP + _HEIGHT + 13, numbers.integer(tick)))
    middle = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
    texts.append(middle.format((_LEFT + right) // 2, _TOP + _HEIGHT + 27, words("funnels_axis")))
    grid = Markup('<path d="{}" stroke="{}"/>').format(lines, GRID)
    return grid + Markup('<g fill="{}">{}</g>').format(QUIET, Markup("").join(texts))


def _limit(scale: _Scale, curve: pd.DataFrame, level: str, words: Words) -> Markup:
    """Draw both limits of a level, where they lie within the picture, with the name at their end."""
    sides = [
        [(size, value) for size, value in zip(curve["n"], curve[f"{side}_{level}"]) if scale.is_inside(value)]
        for side in ("low", "high")
    ]
    path = "".join(_line(scale, side) for side in sides)
    drawn = Markup('<path d="{}" fill="none" stroke="{}" stroke-width="1.2"{}/>').format(
        path, ACCENT, _LIMITS[level]
    )
    return drawn + _end(scale, sides[1], words(f"funnel_end_{level}"), ACCENT)


def _country(scale: _Scale, curve: pd.DataFrame, words: Words) -> Markup:
    known = list(zip(curve["n"], curve["target"]))
    line = Markup('<path d="{}" stroke="{}"/>').format(_line(scale, [known[0], known[-1]]), INK)
    return line + _end(scale, known, words("bar_country"), INK)


def _line(scale: _Scale, points: Iterable[tuple[float, float]]) -> str:
    path = "L".join(f"{scale.x(size)} {scale.y(value)}" for size, value in points)
    return f"M{path}" if path else ""


def _end(scale: _Scale, points: list[tuple[float, float]], name: str, colour: str) -> Markup:
    """Write a name at the right end of a line."""
    if len(points) < 2:
        return Markup("")
    size, value = points[-1]
    return Markup('<text x="{}" y="{}" fill="{}">{}</text>').format(
        scale.x(size) + 5, scale.y(value) + 4, colour, name
    )


def _own(scale: _Scale, row: Mapping[Any, Any]) -> Markup:
    """Draw the reader's own point as a diamond with a word beside it."""
    x, y = scale.x(row["size"]), scale.y(row["measure"])
    is_right = x > scale.width - _RIGHT - 40
    return Markup(
        '<g stroke="{}" paint-order="stroke"><path d="M{} {}l6-6 6 6-6 6z"/>'
        '<text x="{}" y="{}" stroke-width="3" font-weight="bold"{}>{}</text></g>'
    ).format(
        PAPER,
        x - 6,
        y,
        x - 9 if is_right else x + 9,
        y + 4,
        Markup(' text-anchor="end"') if is_right else Markup(""),
        row["own"],
    )
