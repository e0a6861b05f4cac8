"""How answers divide on the 1–6 scale: low answers to the left of the middle, high ones to the right."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from batt.disclosure import PublishedTable
from batt.reports.figures.alt import with_pointer
from batt.reports.figures.figure import Figure, make_figure, require_published
from batt.reports.figures.style import INK, PAPER, QUIET, Format, canvas, name_rows, wrapped
from batt.reports.numbers import Numbers
from batt.reports.tables import Column
from batt.reports.words import Words

ANSWERS = (1, 2, 3, 4, 5, 6)
_LOW, _HIGH = (1, 2, 3), (4, 5, 6)
_COLOURS = {1: "#b4560f", 2: "#dd8a45", 3: "#f2bf8f", 4: "#b3d5e3", 5: "#5b9bb8", 6: "#0b4f6c"}
_DO_NOT_KNOW = 7
_HEIGHT = {"wide": 0.62, "narrow": 0.5}


def diverging_bars(
    answers: PublishedTable,
    *,
    questions: Mapping[str, str],
    words: Words,
    title: str,
    caption: str,
) -> Figure:
    """Draw one bar for each question, split at the middle of the scale; "don't know" stands apart.

    Parameters
    ----------
    answers
        One row per ``question`` and ``answer`` (1–7) with ``share`` of all who answered, from
        ``publish_shares``. A question with a hidden part is drawn without it.
    questions
        Code to label, in the order of the bars.
    """
    require_published(answers)
    wide = answers.with_text("column", lambda row: str(int(row["answer"]))).wide(
        rows=["question"], columns="column", values="share"
    )
    wide = wide.labelled("question", questions)
    present = [answer for answer in (*ANSWERS, _DO_NOT_KNOW) if str(answer) in wide.columns]
    shares = np.array(
        [[float(c.value) if c.is_shown else np.nan for c in wide.cells(str(answer))] for answer in present]
    ).reshape(len(present), len(wide))
    columns: dict[Column, str] = {"question": words("question")}
    columns |= {str(answer): words(f"answer_{answer}") for answer in present}
    labels = [str(question) for question in wide.data["question"]]
    return make_figure(
        lambda fmt: _draw(fmt, labels, present, shares, words),
        title=title,
        alt=with_pointer(_alt(labels, present, shares, words), words),
        caption=caption,
        table=wide,
        columns=columns,
        formats=dict.fromkeys(map(str, present), "percent"),
    )


def _alt(labels: list[str], present: list[int], shares: np.ndarray, words: Words) -> str:
    numbers = Numbers(words.lang)
    high = _sum(shares, present, _HIGH)
    told = [(share, label) for share, label in zip(high, labels) if np.isfinite(share)]
    if not told:
        return words("alt_diverging_bars", found=words("alt_nothing_shown"))
    (least, lowest), (most, highest) = min(told), max(told)
    found = words(
        "alt_diverging_found",
        highest=highest,
        most=numbers.percent(most),
        lowest=lowest,
        least=numbers.percent(least),
    )
    return words("alt_diverging_bars", found=found)


def _sum(shares: np.ndarray, present: list[int], wanted: tuple[int, ...]) -> np.ndarray:
    """Add the shares of some answers; missing where any of them is hidden."""
    rows = [present.index(answer) for answer in wanted if answer in present]
    return shares[rows].sum(axis=0)


def _draw(fmt: Format, labels: list[str], present: list[int], shares: np.ndarray, words: Words) -> Canvas:
    numbers = Numbers(words.lang)
    has_seven = _DO_NOT_KNOW in present
    names = [wrapped(label, fmt, 44, 42) for label in labels]
    lines = max((name.count("\n") + 1 for name in names), default=1)
    each = (0.5 + 0.2 * lines) if fmt.is_narrow else max(0.5, 0.2 * lines + 0.12)
    figure = canvas(fmt, 1.2 + each * max(len(labels), 1))
    ax = figure.subplots()
    for place in range(len(labels)):
        _bar(ax, place, {answer: shares[row, place] for row, answer in enumerate(present)}, fmt, numbers)
    ax.axvline(0, color=INK, linewidth=1, zorder=3)
    left = np.nan_to_num(_sum(np.nan_to_num(shares), present, _LOW)).max(initial=0.1)
    ax.set_xlim(-max(left, 0.1) - 0.04, 1.02 + (0.16 if has_seven else 0))
    if has_seven:
        for place, share in enumerate(shares[present.index(_DO_NOT_KNOW)]):
            told = numbers.percent(share) if np.isfinite(share) else words("hidden_mark")
            ax.annotate(told, (1.16, place), ha="right", va="center", color=QUIET)
    ax.set_xticks([-0.25, 0, 0.25, 0.5, 0.75, 1.0] if left > 0.2 else [0, 0.25, 0.5, 0.75, 1.0])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: numbers.percent(abs(x))))
    name_rows(ax, names, fmt, above=0.32)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.tick_params(length=0)
    ax.set_xlabel(words("axis_answers_seven" if has_seven else "axis_answers"))
    figure.legend(
        handles=[
            Patch(facecolor=_COLOURS[answer], edgecolor=PAPER, label=words(f"answer_{answer}"))
            for answer in ANSWERS
        ],
        loc="outside upper left",
        ncols=3 if fmt.is_narrow else 6,
        frameon=False,
        handlelength=1.1,
        handleheight=1.1,
        columnspacing=1.0,
    )
    return figure


def _bar(ax: Axes, place: int, shares: Mapping[int, float], fmt: Format, numbers: Numbers) -> None:
    """Draw one question: from the middle outwards on each side."""
    for side, order in ((-1, (3, 2, 1)), (1, (4, 5, 6))):
        end = 0.0
        for answer in order:
            share = shares.get(answer, np.nan)
            if not np.isfinite(share) or share == 0:
                continue
            ax.barh(
                place,
                side * share,
                left=side * end,
                height=_HEIGHT[fmt.name],
                color=_COLOURS[answer],
                edgecolor=PAPER,
                linewidth=0.8,
                zorder=2,
            )
            if share >= (0.13 if fmt.is_narrow else 0.07):
                dark = answer in (1, 6)
                ax.text(
                    side * (end + share / 2),
                    place,
                    numbers.percent(share),
                    ha="center",
                    va="center",
                    color=PAPER if dark else INK,
                    fontsize=fmt.font - 1.5,
                    zorder=4,
                )
            end += share
