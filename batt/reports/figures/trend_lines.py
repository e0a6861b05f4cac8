"""One indicator by programme over the years, lines named where they end."""

from collections.abc import Mapping

import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import extremes, with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import (
    LINES,
    MARKERS,
    SERIES,
    Format,
    bare,
    canvas,
    spread_apart,
    value_axis,
    wrapped,
)
from batt.reports.formats import format_value
from batt.reports.numbers import Numbers
from batt.reports.words import Words


def trend_lines(
    values: PublishedTable, *, programmes: Mapping[str, str], words: Words, title: str, caption: str = ""
) -> Figure:
    """Draw one indicator's course over the years, a line for each programme with the interval of each year.

    Parameters
    ----------
    values
        Rows of one indicator and one unit from ``publish_for``, all years.
    programmes
        Code to label. Short labels read best: they stand at the ends of the lines.
    """
    require_published(values)
    table = values.labelled("programme", programmes).pick(
        "programme", "year", "unit", "value", "ci_low", "ci_high", "n"
    )
    unit = str(table.data["unit"].iloc[0]) if len(table) else "share"
    years = sorted({int(year) for year in table.data["year"]})
    spoken = extremes(
        table.where(year=years[-1:]), label="programme", value="value", format="unit", words=words, unit=unit
    )
    alt = words(
        "alt_trend_lines", first_year=min(years, default=0), last_year=max(years, default=0), extremes=spoken
    )
    return make_figure(
        lambda fmt: _draw(fmt, table, unit, years, words),
        title=title,
        alt=with_pointer(alt, words),
        caption=caption,
        table=table,
        columns={
            "programme": words("programme"),
            "year": words("year"),
            "value": words("value"),
            ("ci_low", "ci_high"): words("interval_95"),
            "n": words("n"),
        },
        formats={
            "year": "year",
            "value": "unit_table",
            ("ci_low", "ci_high"): "unit_table",
            "n": "integer",
        },
    )


def _draw(fmt: Format, table: PublishedTable, unit: str, years: list[int], words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    figure = canvas(fmt, 4.2 if fmt.is_narrow else 4.4)
    ax = figure.subplots()
    names = list(dict.fromkeys(table.data["programme"]))
    ends: list[tuple[float, str, str]] = []
    highest = 0.0
    for place, name in enumerate(names):
        shown = table.where(programme=name).data.dropna(subset=["value"]).sort_values("year")
        if shown.empty:
            continue
        colour = SERIES[place % len(SERIES)]
        nudge = (place - (len(names) - 1) / 2) * 0.025
        sns.lineplot(
            x=shown["year"].astype(float) + nudge,
            y=shown["value"].astype(float),
            ax=ax,
            color=colour,
            linestyle=LINES[place % len(LINES)],
            marker=MARKERS[place % len(MARKERS)],
            markersize=7,
            linewidth=2,
            errorbar=None,
            legend=False,
        )
        limits = shown.dropna(subset=["ci_low", "ci_high"])
        ax.vlines(
            limits["year"].astype(float) + nudge,
            limits["ci_low"],
            limits["ci_high"],
            colors=colour,
            alpha=0.55,
        )
        highest = max([highest, *shown["value"].astype(float), *limits["ci_high"].astype(float)])
        last = shown.iloc[-1]
        text = f"{wrapped(name, fmt, 12, 24)}  {format_value(numbers, last['value'], 'unit', unit)}"
        if int(last["year"]) != years[-1]:
            text += f" ({numbers.year(last['year'])})"
        ends.append((float(last["value"]), text, colour))
    bare(ax, grid="y")
    value_axis(ax, "y", unit, numbers, highest or 1.0, fmt)
    ax.set(xlabel="", ylabel=words(f"unit_{unit}"))
    ax.set_xticks(years, [numbers.year(year) for year in years])
    if years:
        ax.set_xlim(years[0] - 0.15, years[-1] + 0.15)
    _name_ends(ax, ends, fmt)
    return figure


def _name_ends(ax: Axes, ends: list[tuple[float, str, str]], fmt: Format) -> None:
    bottom, top = ax.get_ylim()
    places = spread_apart(
        [value for value, _, _ in ends], (top - bottom) * (0.062 if fmt.is_narrow else 0.058)
    )
    for y, (_, text, colour) in zip(places, ends, strict=True):
        ax.annotate(
            text, (1.02, y), xycoords=("axes fraction", "data"), va="center", color=colour, fontweight="bold"
        )
