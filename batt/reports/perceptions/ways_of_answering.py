"""What goes with the answers and what moves them: an own plan, "don't know", and help to answer."""

import math

from batt.disclosure import PublishedTable, publish_means, publish_shares
from batt.registry import load
from batt.reports.figures.share_dots import share_dots
from batt.reports.fragment import Fragment
from batt.reports.sections.labels import code_labels
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import claim

_MEANS = ["mean", "mean_if_1", "mean_if_6"]


def own_plan(page: FindingsPage) -> Fragment:
    """Show H14."""
    return claim(page, "H14")


def do_not_know(page: FindingsPage) -> Fragment:
    """Show H21: the share of "don't know" by question, and how far the means could move."""
    return claim(page, "H21", *do_not_know_pictures(page))


def do_not_know_pictures(page: FindingsPage) -> tuple[Fragment, ...]:
    """Draw the picture of H21, with the means as they are and as they could be."""
    words, rows = page.words, page.saved("h21_do_not_know")
    if rows.empty:
        return (page.text("no_picture"),)
    themes = {theme.id: theme.label[page.lang] for theme in load().themes}
    questions = {question.id: themes[question.theme] for question in load().survey("nav").questions}
    shares = publish_shares(
        rows[["question", "answers_n", "seven_n", "share", "low", "high", *_MEANS]],
        numerator="seven_n",
        denominator="answers_n",
        also=["low", "high", *_MEANS],
    ).labelled("question", questions, new="unit")
    shown = shares.data["share"].dropna()
    ends = [page.numbers.percent(end) for end in (shown.min(), shown.max())] if len(shown) else ["–", "–"]
    figure = share_dots(
        shares.renamed(answers_n="persons_n"),
        words=words,
        title=words("seven_title", low=ends[0], high=ends[1]),
        unit_label=words("question"),
        n_label=words("answers_n"),
        until=_axis_end(shares),
        caption=words("seven_caption"),
    )
    means = page.table(
        shares,
        id="h21-means",
        columns={
            "unit": words("question"),
            "answers_n": words("answers_n"),
            "mean": words("mean"),
            ("mean_if_1", "mean_if_6"): words("if_all"),
        },
        formats={"answers_n": "integer", "mean": "decimal2", ("mean_if_1", "mean_if_6"): "decimal2"},
        caption=words("seven_table"),
    )
    return page.figure(figure, id="h21-shares"), means


def _axis_end(shares: PublishedTable) -> float:
    """Return the next tenth above the highest limit."""
    highest = shares.data["high"].max()
    return min(math.ceil(highest * 10 + 0.2) / 10, 1.0) if highest == highest else 1.0


def help_to_answer(page: FindingsPage) -> Fragment:
    """Show H22: the plain means by who helped."""
    return claim(page, "H22", help_to_answer_table(page))


def help_to_answer_table(page: FindingsPage) -> Fragment:
    """Set the table of H22."""
    words, rows = page.words, page.saved("h22_by_help")
    if rows.empty:
        return page.text("no_picture")
    table = publish_means(
        rows[["help", "n", "mean", "low", "high"]], n="n", columns=["mean", "low", "high"], ends=(1.0, 6.0)
    )
    return page.table(
        table.labelled("help", code_labels(page, "answer_help")),
        id="h22-by-help",
        columns={
            "help": words("help"),
            "mean": words("mean"),
            ("low", "high"): words("interval_95"),
            "n": words("n"),
        },
        formats={"mean": "decimal2", ("low", "high"): "decimal2", "n": "integer"},
        caption=words("help_caption"),
    )
