"""The counties as a map of tiles of one size: what each has, and how it stands against the country.

Every county gets the same room, so that a large and empty one does not outshine a small and populous one.
The places of the tiles stand in ``county_grid.csv``, for the counties of 2012–2017 and their codes.
"""

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch, Rectangle

from batt.disclosure import HIDDEN, SHOWN, PublishedTable
from batt.reports.figures.alt import extremes, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import INK, PAPER, QUIET, Format, canvas
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words

STANDINGS = ("above", "below", "none", "unknown")
"""How a county stands against the country; ``unknown`` where that was not or cannot be judged."""
_FILL = {"above": "#a9d0e2", "below": "#f5cda6", "none": "#eef2f5", "unknown": "#eef2f5"}
_MARK = {"above": " ▲", "below": " ▼"}
_HATCH = "////"
_EDGE: dict[str, Any] = {"edgecolor": "#c3ccd2", "linewidth": 0.8, "zorder": 2}
_GAP = 0.06
_ACROSS, _DOWN = 5, 8
INTERVAL = ("ci_low", "ci_high")


@dataclass(frozen=True)
class _Look:
    """What stands on a tile, on what colour, and why where there is no number."""

    text: str
    fill: str
    state: str


@cache
def tiles() -> Mapping[str, tuple[int, int]]:
    """Return the column and row of every county on the map, from the north-west corner."""
    with (resources.files("batt.reports.figures") / "county_grid.csv").open(encoding="utf-8") as file:
        grid = pd.read_csv(file, dtype={"county": "str", "column": int, "row": int})
    return {
        str(county): (int(column), int(row))
        for county, column, row in zip(grid["county"], grid["column"], grid["row"], strict=True)
    }


def county_map(
    values: PublishedTable,
    *,
    counties: Mapping[str, str],
    words: Words,
    title: str,
    caption: str = "",
    own: str = "",
) -> Figure:
    """Draw one figure by county.

    Parameters
    ----------
    values
        One row per county: ``county, unit, value, ci_low, ci_high, n`` and ``standing`` (see `STANDINGS`).
        A county without a row is drawn empty.
    counties
        Code to name of the counties that are there this year. One that has no place on the map, or is
        unknown, stands below it.
    words
        Must hold the texts ``county_map``.
    own
        The county of the reader, marked by an outline and a diamond.
    """
    require_published(values)
    names = dict(counties) | {code: code for code in values.data["county"] if code not in counties}
    named = values.labelled("county", names, new="name")
    unit = str(named.data["unit"].iloc[0]) if len(named) else "share"
    spoken = extremes(named, label="name", value="value", format="unit_table", words=words, unit=unit)
    table = named.with_text("shown_name", lambda row: ("◆ " if row["county"] == own else "") + row["name"])
    table = table.with_text("against", lambda row: words(f"map_{row['standing']}"))
    return make_figure(
        lambda fmt: _draw(fmt, table, names, own, words),
        title=title,
        alt=with_pointer(words("alt_county_map", finding=_sentence(title), extremes=spoken), words),
        caption=caption,
        table=table,
        columns={
            "shown_name": words("map_county"),
            "value": words("value"),
            INTERVAL: words("interval_95"),
            "n": words("n"),
            "against": words("map_standing"),
        },
        formats={"value": "unit_table", INTERVAL: "unit_table", "n": "integer"},
    )


def _sentence(title: str) -> str:
    return title if title.endswith((".", "!", "?")) else f"{title}."


def _draw(fmt: Format, table: PublishedTable, names: Mapping[str, str], own: str, words: Words) -> Canvas:
    places = _places(list(names))
    down = max([_DOWN, *(row + 1 for _, row in places.values())])
    legend = _legend(table, names, own, words)
    lines = -(-len(legend) // (1 if fmt.is_narrow else 3))
    figure = canvas(fmt, (0.62 if fmt.is_narrow else 0.66) * down + 0.24 * lines + 0.1)
    ax = figure.subplots()
    looks = _looks(table, words)
    for code, place in places.items():
        look = looks.get(code, _Look(words("absent_mark"), PAPER, "missing"))
        _tile(ax, fmt, place, names[code], look, is_own=code == own)
    if down > _DOWN:
        ax.text(0.03, _DOWN + 0.6, words("map_elsewhere"), color=QUIET, va="center")
    ax.set_xlim(-0.05, _ACROSS + 0.05)
    ax.set_ylim(down + 0.05, -0.05)
    ax.set_axis_off()
    figure.legend(
        handles=legend,
        loc="outside upper left",
        ncols=1 if fmt.is_narrow else 3,
        frameon=False,
        handlelength=1.6,
        columnspacing=1.4,
    )
    return figure


def _places(codes: list[str]) -> dict[str, tuple[int, int]]:
    """Return where every county stands; those without a place on the map in rows below it."""
    known = {code: tiles()[code] for code in codes if code in tiles()}
    others = [code for code in codes if code not in known]
    below = {code: (i % _ACROSS, _DOWN + 1 + i // _ACROSS) for i, code in enumerate(others)}
    return known | below


def _looks(table: PublishedTable, words: Words) -> dict[str, _Look]:
    """Return how the tile of every county with a row looks."""
    numbers = Numbers(words.lang)
    rows = zip(
        table.data["county"], table.data["unit"], table.data["standing"], table.cells("value"), strict=True
    )
    looks = {}
    for code, unit, standing, cell in rows:
        if cell.is_shown:
            text = format_value(numbers, cell.value, "unit", unit) + _MARK.get(standing, "")
            looks[code] = _Look(text, _FILL[standing], cell.state)
        else:
            told = words("hidden_mark" if cell.state == HIDDEN else "absent_mark")
            looks[code] = _Look(told, PAPER, cell.state)
    return looks


def _tile(ax: Axes, fmt: Format, place: tuple[int, int], name: str, look: _Look, *, is_own: bool) -> None:
    """Draw one tile: the name above, the figure below, hatched where it is hidden."""
    x, y = place
    corner, size = (x + _GAP / 2, y + _GAP / 2), 1 - _GAP
    edge: dict[str, Any] = {"edgecolor": INK, "linewidth": 2.6, "zorder": 3} if is_own else _EDGE
    ax.add_patch(Rectangle(corner, size, size, facecolor=look.fill, **edge))
    is_hidden = look.state == HIDDEN
    if is_hidden:
        ax.add_patch(Rectangle(corner, size, size, fill=False, hatch=_HATCH, linewidth=0, zorder=2.5))
    # Letters stand on a plain ground where the tile is hatched.
    letters: dict[str, Any] = {"zorder": 4}
    if is_hidden:
        letters["bbox"] = {"facecolor": look.fill, "edgecolor": "none", "pad": 0.4}
    ax.text(
        x + 0.09,
        y + 0.12,
        textwrap.fill(name, 9 if fmt.is_narrow else 16),
        fontsize=fmt.font - (2.6 if fmt.is_narrow else 1.2),
        va="top",
        linespacing=1.05,
        color=INK if is_hidden or look.state == SHOWN else QUIET,
        **letters,
    )
    size_of_value = fmt.font + (0 if fmt.is_narrow else 1.5)
    ax.text(x + 0.09, y + 0.88, look.text, fontsize=size_of_value, va="bottom", fontweight="bold", **letters)
    if is_own:
        ax.text(x + 0.92, y + 0.88, "◆", fontsize=fmt.font, ha="right", va="bottom", zorder=4)


def _legend(table: PublishedTable, names: Mapping[str, str], own: str, words: Words) -> list[Patch]:
    """Say what the looks that occur mean."""
    states = [cell.state for cell in table.cells("value")]
    standings = {one for one, state in zip(table.data["standing"], states, strict=True) if state == SHOWN}
    looks = []
    if own in names:
        looks.append(
            Patch(facecolor=PAPER, edgecolor=INK, linewidth=2, label=words("map_own", county=names[own]))
        )
    looks += [_patch(_FILL[one], words(f"map_{one}")) for one in STANDINGS if one in standings]
    if HIDDEN in states:
        looks.append(_patch(PAPER, words("map_hidden"), hatch=_HATCH))
    if len(states) < len(names) or set(states) - {SHOWN, HIDDEN}:
        looks.append(_patch(PAPER, words("map_absent")))
    return looks


def _patch(colour: str, label: str, hatch: str = "") -> Patch:
    return Patch(facecolor=colour, edgecolor="#c3ccd2", linewidth=0.8, hatch=hatch or None, label=label)
