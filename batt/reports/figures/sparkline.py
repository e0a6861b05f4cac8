"""A run of years as small as a word: hand-made SVG in a line of a table, coloured by the style sheet."""

from collections.abc import Sequence

from markupsafe import Markup

WIDTH, HEIGHT = 84, 26
_EDGE = 5
Run = Sequence[tuple[int, float | None]]
"""Year and value, oldest first; no value for a year without a figure."""


def sparkline(run: Run, *, least: float, alt: str, goals: Sequence[float] = ()) -> Markup:
    """Draw a run of years, the last one marked, with the agreed target as a dashed line.

    Parameters
    ----------
    run
        The years. A year without a value is a gap in the line.
    least
        The least height of the scale, in units of the value, so that small ups and downs look small.
    alt
        What is drawn, in words.
    goals
        One target, or the two ends of one.

    Returns
    -------
    Markup
        Empty where no year has a value.
    """
    known = [value for _, value in run if value is not None]
    if not known:
        return Markup("")
    low, high = min([*known, *goals]), max([*known, *goals])
    lack = max(least - (high - low), 0.0)
    low, high = low - lack / 2, high + lack / 2
    first, last = run[0][0], run[-1][0]

    def x(year: int) -> float:
        return _EDGE + (WIDTH - 2 * _EDGE) * ((year - first) / (last - first) if last > first else 1.0)

    def y(value: float) -> float:
        return HEIGHT - _EDGE - (HEIGHT - 2 * _EDGE) * ((value - low) / (high - low) if high > low else 0.5)

    dashes = Markup("").join(
        Markup('<path class="goal" d="M0 {}H{}"/>').format(_short(y(goal)), WIDTH) for goal in goals
    )
    dots = Markup("").join(
        Markup('<circle cx="{}" cy="{}" r="1.7"/>').format(_short(x(year)), _short(y(value)))
        for year, value in run[:-1]
        if value is not None
    )
    line = "".join(
        f"{'L' if joined else 'M'}{_short(x(year))} {_short(y(value))}" for joined, year, value in _path(run)
    )
    mark = Markup("") if run[-1][1] is None else _own_mark(x(last), y(run[-1][1]))
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" viewBox="0 0 {} {}">{}<path d="{}"/>{}{}</svg>'
    ).format(alt, WIDTH, HEIGHT, dashes, line, dots, mark)


def _path(run: Run) -> list[tuple[bool, int, float]]:
    """Return the points of the line, each with whether it is joined to the one before."""
    points, is_open = [], False
    for year, value in run:
        if value is not None:
            points.append((is_open, year, value))
        is_open = value is not None
    return points


def _own_mark(x: float, y: float) -> Markup:
    """Return the diamond of the last year."""
    return Markup('<path class="own" d="M{} {}l3.6-3.6 3.6 3.6-3.6 3.6z"/>').format(
        _short(x - 3.6), _short(y)
    )


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
