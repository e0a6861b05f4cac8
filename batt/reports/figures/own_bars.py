"""A provider's figures as bars beside last year's, the country's and the best's: one small panel for each.

Drawn by hand, not by matplotlib: dozens of small panels of bars and numbers are a tenth of the size as plain
SVG, and every scorecard has them.
"""

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from batt.disclosure import Cell, PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, require_published
from batt.reports.figures.style import ACCENT, INK, NARROW, PAPER, QUIET, WIDE
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.tables import Columns
from batt.reports.words import Words

OWN, LAST, COUNTRY, LEADER = "value", "value_last", "country", "leader"
OWN_SIGN = "◆"
_INTERVAL = ("ci_low", "ci_high")
_LOOKS = {OWN: "o", LAST: "l", COUNTRY: "c", LEADER: "s"}
_STYLE = (
    f".b{{font-weight:bold}}.q{{fill:{QUIET}}}.o{{fill:{ACCENT}}}.l{{fill:{PAPER};stroke:{ACCENT}}}"
    f".c{{fill:#9aa5ad}}.s{{fill:#d5dce1}}"
    f".w{{stroke:{PAPER};stroke-width:4}}.i{{stroke:{INK};stroke-width:1.6}}"
)
"""Looks, named once for the hundreds of parts that have them."""
_BOLD = Markup(' class="b"')
_LOWEST = {"score": 1.0}
"""Where the scale of a unit begins, if not at zero."""
_PER_INCH = 72.0
# Whole points, so that the many coordinates are short.
_ROW, _BAR, _LINE, _GAP = 16, 10, 13, 16
_NAMES, _NUMBERS, _BETWEEN = 70, 48, 18
_LETTER = 6.1
"""About the width of a bold letter."""


@dataclass(frozen=True)
class _Bar:
    """One bar: its name, its value where it is shown, the value or its mark as text, and its look.

    ``is_reader`` where one of the best is the reader itself.
    """

    name: str
    value: float | None
    text: str
    kind: str
    is_reader: bool = False


@dataclass(frozen=True)
class _Panel:
    """One panel: title, what stands under it, its bars, the own interval, and where its scale begins."""

    title: str
    note: str
    bars: tuple[_Bar, ...]
    interval: tuple[float, float] | None
    lowest: float

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(bar.name for bar in self.bars)


def own_bars(
    table: PublishedTable,
    *,
    bars: Mapping[str, str],
    panel: str,
    note: str,
    words: Words,
    title: str,
    caption: str,
    columns: Columns,
    formats: Columns,
    own_place: str = "",
) -> Figure:
    """Draw one panel of horizontal bars for each row.

    Parameters
    ----------
    table
        One row per panel: ``unit``, the columns of ``bars``, and ``ci_low, ci_high`` of the own value where
        the table has them.
    bars
        Column to the name of its bar, from above: ``value`` (own), ``value_last``, ``country``, and the
        best, one column each. Where there is none of the best there is no bar; other gaps get their mark.
    panel, note
        Columns of each panel's title and of the words under it, such as whether high is good.
    own_place
        Column that names which of the best is the reader itself, if any.
    """
    require_published(table)
    cells = {name: list(table.cells(name)) for name in table.columns}
    drawn = [
        _panel_of(
            {name: column[row] for name, column in cells.items()}, bars, (panel, note, own_place), words
        )
        for row in range(len(table))
    ]
    told = [
        words("own_bars_panel", panel=one.title, value=f"{one.bars[0].name} {one.bars[0].text}")
        for one in drawn
    ]
    wide, narrow = (
        _picture(drawn, width=fmt.width * _PER_INCH, across=across)
        for fmt, across in ((WIDE, 3), (NARROW, 1))
    )
    alt = with_pointer(words("own_bars_alt", panels=" ".join(told)), words)
    return Figure(title, alt, caption, wide, narrow, table, columns, formats)


def _panel_of(
    row: Mapping[str, Cell], bars: Mapping[str, str], named: tuple[str, str, str], words: Words
) -> _Panel:
    numbers = Numbers(words.lang)
    unit, own_place = str(row["unit"].value), str(row[named[2]].value) if named[2] else ""
    found = []
    for column, name in bars.items():
        cell = row[column]
        kind = column if column in _LOOKS else LEADER
        if cell.is_shown:
            text = format_value(numbers, cell.value, "unit", unit)
            found.append(_Bar(name, float(cell.value), text, kind, column == own_place))
        elif cell.state == "hidden":
            found.append(_Bar(name, None, words("hidden_mark"), kind))
        elif kind != LEADER:
            found.append(_Bar(name, None, words("absent_mark"), kind))
    return _Panel(
        str(row[named[0]].value),
        str(row[named[1]].value),
        tuple(found),
        _interval(row),
        _LOWEST.get(unit, 0.0),
    )


def _interval(row: Mapping[str, Cell]) -> tuple[float, float] | None:
    if not set(_INTERVAL) <= set(row):
        return None
    low, high = (row[name] for name in _INTERVAL)
    return (float(low.value), float(high.value)) if low.is_shown and high.is_shown else None


def _picture(panels: Sequence[_Panel], *, width: float, across: int) -> str:
    """Set the panels beside and below each other."""
    each = round((width - _BETWEEN * (across - 1)) / across)
    names = list(dict.fromkeys(panel.names for panel in panels))
    parts, top = [_names(one, place) for place, one in enumerate(names)], 4
    for first in range(0, len(panels), across):
        row = panels[first : first + across]
        for place, panel in enumerate(row):
            moved = Markup('<g transform="translate({} {})">{}</g>')
            drawn = _drawn(panel, each, names.index(panel.names))
            parts.append(moved.format(place * (each + _BETWEEN), top, drawn))
        top += max(_LINE * (len(_lines(panel, each)) + 1) + _ROW * len(panel.bars) for panel in row) + _GAP
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="10"'
            ' fill="{ink}" font-family="DejaVu Sans,Verdana,Arial,sans-serif">'
            '<style>{style}</style><path fill="{paper}" d="M0 0h{width}v{height}H0z"/>{parts}</svg>'
        ).format(
            width=round(width),
            height=top,
            ink=INK,
            paper=PAPER,
            style=Markup(_STYLE),
            parts=Markup("").join(parts),
        )
    )


def _names(names: Sequence[str], place: int) -> Markup:
    """Define the names of bars once for all panels that have the same; the first, the own one, is bold."""
    texts = [
        Markup('<text y="{}"{}>{}</text>').format(
            _ROW * row + _ROW // 2 + 4, Markup("") if row else _BOLD, name
        )
        for row, name in enumerate(names)
    ]
    return Markup('<defs><g id="n{}">{}</g></defs>').format(place, Markup("").join(texts))


def _lines(panel: _Panel, width: int) -> list[str]:
    return textwrap.wrap(panel.title, int(width / _LETTER)) or [""]


def _drawn(panel: _Panel, width: int, names: int) -> Markup:
    """Draw one panel with its upper left corner at the origin."""
    lines = _lines(panel, width)
    parts = [
        Markup('<text y="{}"{}>{}</text>').format(_LINE * (place + 1) - 3, _BOLD, line)
        for place, line in enumerate(lines)
    ]
    top = _LINE * (len(lines) + 1)
    parts.append(Markup('<text y="{}" class="q">{}</text>').format(top - 4, panel.note))
    parts.append(Markup('<use href="#n{}" y="{}"/>').format(names, top))
    room, highest, low = width - _NAMES - _NUMBERS, _highest(panel), panel.lowest

    def reach(value: float) -> int:
        return round(room * (min(max(value, low), highest) - low) / (highest - low))

    outlines: dict[str, str] = {}
    texts, line = [], Markup("")
    for place, bar in enumerate(panel.bars):
        middle = top + _ROW * place + _ROW // 2
        end = 0 if bar.value is None else reach(bar.value)
        if bar.value is not None:
            outlines[bar.kind] = outlines.get(bar.kind, "") + (
                f"M{_NAMES} {middle - _BAR // 2}h{end}v{_BAR}h{-end}z"
            )
        if bar.kind == OWN and panel.interval:
            ends = [_NAMES + reach(limit) for limit in panel.interval]
            line = _whisker(ends, middle)
            end = max(end, ends[1] - _NAMES)
        texts.append(_text(bar, middle + 4, _NAMES + end + 4))
    bars = [Markup('<path class="{}" d="{}"/>').format(_LOOKS[kind], path) for kind, path in outlines.items()]
    return Markup("").join([*parts, *bars, line, *texts])


def _highest(panel: _Panel) -> float:
    """Return where the scale of a panel ends: at its longest bar, or the interval where that is not far."""
    highest = max([bar.value for bar in panel.bars if bar.value is not None], default=panel.lowest)
    if panel.interval:
        highest = max(highest, min(panel.interval[1], panel.lowest + 1.6 * (highest - panel.lowest)))
    return max(highest, panel.lowest + 1e-9)


def _whisker(ends: Sequence[int], middle: int) -> Markup:
    """Draw an interval that is seen on the bar and beside it."""
    path = f"M{ends[0]} {middle}H{ends[1]}"
    return Markup('<path class="w" d="{0}"/><path class="i" d="{0}"/>').format(path)


def _text(bar: _Bar, down: int, right: int) -> Markup:
    """Return the number at the end of a bar; a sign beside the name where one of the best is the reader."""
    weight = _BOLD if bar.kind == OWN else Markup("")
    sign = Markup('<text x="38" y="{}">{}</text>').format(down, OWN_SIGN) if bar.is_reader else Markup("")
    return sign + Markup('<text x="{}" y="{}"{}>{}</text>').format(right, down, weight, bar.text)
