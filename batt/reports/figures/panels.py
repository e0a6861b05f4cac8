"""Small multiples: one panel for each programme, two beside each other where there is room."""

from collections.abc import Sequence
from math import fsum

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.reports.figures.style import QUIET, Format, canvas
from batt.reports.words import Words


def panels(
    fmt: Format, names: list[str], *, height: float | Sequence[float], is_one_scale: bool = True
) -> tuple[Canvas, list[Axes]]:
    """Return a figure with a titled panel for each name, on one vertical scale unless each has its own.

    ``height`` in inches, of every panel or of each; the higher one counts for two beside each other.
    """
    across = 1 if fmt.is_narrow or len(names) == 1 else 2
    each = [height] * max(len(names), 1) if isinstance(height, int | float) else list(height)
    heights = [max(each[first : first + across]) for first in range(0, len(each), across)]
    figure = canvas(fmt, 0.6 + fsum(heights))
    figure.set_layout_engine("constrained", h_pad=0.1, w_pad=0.07)
    grid = figure.subplots(len(heights), across, sharey=is_one_scale, squeeze=False, height_ratios=heights)
    axes = list(grid.ravel())
    for spare in axes[len(names) :]:
        spare.set_visible(False)
    for ax, name in zip(axes, names, strict=False):
        ax.set_title(name)
    return figure, axes[: len(names)]


def say_not_drawn(ax: Axes, words: Words) -> None:
    """Say in an empty panel why it is empty."""
    ax.text(0.5, 0.5, words("not_drawn"), transform=ax.transAxes, ha="center", va="center", color=QUIET)
    ax.set_xticks([])
    ax.tick_params(left=False)
    for side in ax.spines.values():
        side.set_visible(False)
