"""How every figure looks, and how it becomes the same bytes each time.

Colours follow Okabe and Ito's set for colour-blind readers, darkened until text in them reads on white; no
meaning hangs on colour alone, since each series has a marker, a line style or a label of its own. Letters
are drawn as outlines of DejaVu Sans, which comes with matplotlib, so that a figure looks alike on every
machine.
"""

import io
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib as mpl
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FuncFormatter, MaxNLocator

from batt.reports.figures.lean import lean
from batt.reports.numbers import Numbers

INK = "#1f2a33"
QUIET = "#5b6770"
GRID = "#dde3e7"
PAPER = "#ffffff"
ACCENT = "#0b4f6c"

SERIES = ("#0b4f6c", "#b4560f", "#5a7d1b", "#8a4a86", "#2b8cb4", "#6d6a1f")
MARKERS = ("o", "s", "^", "D", "v", "P")
LINES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (7, 2, 1.5, 2)), (0, (3, 1)), (0, (9, 3)))

FAMILIES = {
    "job": ("#0b4f6c", "#2f7596", "#5b9bb8", "#8abdd3", "#b3d5e3", "#d5e8f0"),
    "active": ("#b4560f", "#dd8a45", "#f2bf8f"),
    "other": ("#5b6770", "#7d8890", "#9ea7ad", "#bcc3c8", "#d5dade", "#e8ebed"),
}
"""Shades of one colour for parts that belong together: job, active solution, other."""


@dataclass(frozen=True)
class Format:
    """One of the two sizes in which a figure is drawn; lengths in inches, type in points."""

    name: str
    width: float
    font: float

    @property
    def is_narrow(self) -> bool:
        return self.name == "narrow"


WIDE = Format("wide", 8.6, 10.5)
NARROW = Format("narrow", 4.1, 10.5)


@contextmanager
def style(fmt: Format) -> Iterator[None]:
    """Draw in the house style, whatever the notebook has set."""
    rc: dict[Any, Any] = {
        "svg.fonttype": "path",
        "svg.hashsalt": "batt",
        "font.family": "DejaVu Sans",
        "font.size": fmt.font,
        "axes.titlesize": fmt.font,
        "axes.labelsize": fmt.font - 0.5,
        "xtick.labelsize": fmt.font - 0.5,
        "ytick.labelsize": fmt.font - 0.5,
        "axes.titleweight": "bold",
        "axes.titlelocation": "left",
        "text.color": INK,
        "axes.labelcolor": QUIET,
        "xtick.color": QUIET,
        "ytick.color": INK,
        "axes.edgecolor": "#9aa5ad",
        "grid.color": GRID,
        "grid.linewidth": 0.8,
        "axes.axisbelow": True,
        "xtick.major.pad": 7,
        "ytick.major.pad": 6,
        "lines.solid_capstyle": "round",
        "hatch.linewidth": 0.6,
        "hatch.color": "#9ea7ad",
    }
    with sns.axes_style("ticks"), mpl.rc_context(rc):
        yield


def canvas(fmt: Format, height: float) -> Canvas:
    """Return an empty figure of the format's width; ``height`` in inches."""
    return Canvas(figsize=(fmt.width, height), layout="constrained", facecolor=PAPER)


def bare(ax: Axes, *, grid: str) -> None:
    """Take away frame and ticks; leave a light grid along one axis (``x`` or ``y``)."""
    sns.despine(ax=ax, left=True, bottom=grid == "x")
    ax.grid(True, axis="x" if grid == "x" else "y")
    ax.tick_params(length=0)


def percent_axis(ax: Axes, axis: str, numbers: Numbers, places: int = 0) -> None:
    """Write an axis of shares as per cent in the reader's language."""
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    chosen.set_major_formatter(FuncFormatter(lambda share, _: numbers.percent(share, places)))


def number_axis(ax: Axes, axis: str, numbers: Numbers, places: int = 0) -> None:
    """Write an axis of plain numbers in the reader's language."""
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    chosen.set_major_formatter(FuncFormatter(lambda x, _: numbers.decimal(x, places)))


def value_axis(ax: Axes, axis: str, unit: str, numbers: Numbers, highest: float, fmt: Format) -> None:
    """Scale and write an axis of indicator values: the whole scale for scores, from zero for all else."""
    limits = {"share": (0.0, min(1.0, highest * 1.12)), "score": (1.0, 6.0)}.get(unit, (0.0, highest * 1.12))
    set_limits = ax.set_xlim if axis == "x" else ax.set_ylim
    set_limits(*limits)
    chosen = ax.xaxis if axis == "x" else ax.yaxis
    # A step of 2.5 would be rounded where the axis writes whole numbers.
    is_short = unit == "share" and highest < 0.2
    chosen.set_major_locator(
        MaxNLocator(
            nbins=4 if fmt.is_narrow and axis == "x" else 6,
            steps=[1, 2, 5, 10] if is_short else [1, 2, 2.5, 5, 10],
            integer=unit == "score" or (unit != "share" and highest >= 6),
        )
    )
    if unit == "share":
        percent_axis(ax, axis, numbers)
    else:
        number_axis(ax, axis, numbers, places=0 if unit == "score" or highest >= 6 else 1)


def name_rows(ax: Axes, names: list[str], fmt: Format, above: float) -> None:
    """Name horizontal rows: beside them, or above each where the figure is narrow.

    ``above`` is how far above its row a name stands there, in rows.
    """
    ax.set_ylim(len(names) - 0.5, -0.5 - (0.45 if fmt.is_narrow else 0.0))
    if not fmt.is_narrow:
        ax.set_yticks(range(len(names)), names)
        return
    ax.set_yticks([])
    for place, name in enumerate(names):
        ground = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.8}
        ax.annotate(name, (0, place - above), xycoords=("axes fraction", "data"), va="bottom", bbox=ground)


def wrapped(label: str, fmt: Format, narrow: int, wide: int) -> str:
    """Break a label into lines of so many letters, fewer in a narrow figure; the longest word fits."""
    letters = max([narrow if fmt.is_narrow else wide, *(len(word) for word in label.split())])
    return textwrap.fill(label, letters, break_long_words=False)


def spread_apart(positions: list[float], gap: float) -> list[float]:
    """Move labels apart until neighbours are ``gap`` away from each other, keeping order and centre."""
    order = sorted(range(len(positions)), key=lambda place: positions[place])
    moved = [positions[place] for place in order]
    for _ in range(200):
        clashes = False
        for lower in range(len(moved) - 1):
            lack = gap - (moved[lower + 1] - moved[lower])
            if lack > gap * 1e-6:
                moved[lower] -= lack / 2
                moved[lower + 1] += lack / 2
                clashes = True
        if not clashes:
            break
    result = [0.0] * len(positions)
    for place, value in zip(order, moved, strict=True):
        result[place] = value
    return result


def to_svg(figure: Canvas) -> str:
    """Return a figure as SVG, the same bytes for the same figure."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None}, facecolor=PAPER)
    return lean(buffer.getvalue())
