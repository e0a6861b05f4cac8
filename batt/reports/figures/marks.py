"""Many points or lines as one path, which keeps figures of hundreds of providers small, and the own mark."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from batt.reports.figures.style import INK, PAPER


def segments(
    ax: Axes, start: np.ndarray, end: np.ndarray, *, colour: str, width: float, zorder: float
) -> None:
    """Draw straight lines as one path.

    Parameters
    ----------
    start, end
        Shape (lines, 2): x and y. Lines with a missing end are left out. A line without length is a dot as
        wide as the line.
    """
    known = np.isfinite(start).all(axis=1) & np.isfinite(end).all(axis=1)
    vertices = np.stack([start[known], end[known]], axis=1).reshape(-1, 2)
    if not len(vertices):
        return
    path = Path(vertices, np.tile([Path.MOVETO, Path.LINETO], known.sum()))
    # Else lines without length would be taken out.
    path.should_simplify = False
    ax.add_patch(
        PathPatch(path, fill=False, edgecolor=colour, linewidth=width, capstyle="round", zorder=zorder)
    )


def dots(ax: Axes, at: np.ndarray, *, colour: str, size: float, zorder: float, is_open: bool = False) -> None:
    """Draw dots as one path, or rings as two. ``at`` has shape (dots, 2)."""
    segments(ax, at, at, colour=colour, width=size, zorder=zorder)
    if is_open:
        segments(ax, at, at, colour=PAPER, width=size - 1.8, zorder=zorder + 0.01)


def own_mark(ax: Axes, x: float, y: float, word: str = "", *, is_open: bool = False) -> None:
    """Mark the reader's own point with a diamond and a word beside it, on the side with more room.

    Without a word for a point that stands beside another; ``is_open`` leaves the diamond empty.
    """
    look = {"markersize": 7.5, "zorder": 6}
    if is_open:
        ax.plot([x], [y], "D", color=INK, markerfacecolor=PAPER, markeredgewidth=1.5, **look)
    else:
        ax.plot([x], [y], "D", color=INK, markeredgecolor=PAPER, markeredgewidth=1, **look)
    if not word:
        return
    low, high = sorted(ax.get_xlim())
    is_right = x > low + 0.8 * (high - low)
    ax.annotate(
        word,
        (x, y),
        xytext=(-8 if is_right else 8, 0),
        textcoords="offset points",
        ha="right" if is_right else "left",
        va="center",
        fontweight="bold",
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        zorder=7,
    )
