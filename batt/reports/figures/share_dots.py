"""Shares by unit with their intervals, in one column."""

from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import extremes, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import ACCENT, QUIET, Format, bare, canvas, percent_axis
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def share_dots(
    shares: PublishedTable,
    *,
    words: Words,
    title: str,
    unit_label: str,
    n_label: str,
    whole: float | None = None,
    until: float = 1.0,
    caption: str = "",
) -> Figure:
    """Draw one dot and interval for each unit, in the order of the rows.

    Parameters
    ----------
    shares
        One row per unit (``unit, share, low, high, persons_n``) from ``publish_shares``.
    unit_label, n_label
        What a unit and its persons are called.
    whole
        A rounded share of all units together, for a line across.
    until
        Where the axis ends.
    """
    require_published(shares)
    spoken = extremes(shares, label="unit", value="share", format="percent", words=words)
    return make_figure(
        lambda fmt: _draw(fmt, shares, whole, until, words),
        title=title,
        alt=with_pointer(words("alt_share_dots", unit=unit_label, extremes=spoken), words),
        caption=caption,
        table=shares.pick("unit", "persons_n", "share", "low", "high"),
        columns={
            "unit": unit_label.capitalize(),
            "persons_n": n_label.capitalize(),
            "share": words("share"),
            ("low", "high"): words("interval_95"),
        },
        formats={"persons_n": "integer", "share": "percent", ("low", "high"): "percent"},
    )


def _draw(fmt: Format, shares: PublishedTable, whole: float | None, until: float, words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    labels = [str(unit) for unit in shares.data["unit"]]
    figure = canvas(fmt, 0.9 + 0.3 * max(len(labels), 1))
    ax = figure.subplots()
    lowest = 1.0
    for place, (value, low, high) in enumerate(
        zip(shares.cells("share"), shares.cells("low"), shares.cells("high"), strict=True)
    ):
        if value.is_shown:
            ax.plot([low.value, high.value], [place, place], color=ACCENT, linewidth=2, zorder=2)
            ax.plot([value.value], [place], "o", color=ACCENT, markersize=7, zorder=3)
            lowest = min(lowest, float(low.value))
        told = numbers.percent(value.value) if value.is_shown else words("hidden_mark")
        ax.annotate(told, (1.015, place), xycoords=("axes fraction", "data"), va="center")
    if whole is not None:
        ax.axvline(whole, color=QUIET, linewidth=1, linestyle=(0, (4, 3)), zorder=1)
        ax.annotate(
            words("all_together", share=numbers.percent(whole)),
            (whole, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center" if lowest < whole < 0.85 else "right",
            color=QUIET,
        )
    ax.set_ylim(len(labels) - 0.4, -0.6)
    ax.set_yticks(range(len(labels)), labels)
    # From zero only where the data come near it; the axis says where it begins.
    ax.set_xlim(max(0.0, lowest - 0.05) if lowest > 0.3 else 0.0, until)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=4 if fmt.is_narrow else 8, steps=[1, 2, 5, 10]))
    bare(ax, grid="x")
    percent_axis(ax, "x", numbers)
    return figure
