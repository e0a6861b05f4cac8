"""Questions of a researcher's own: labelled exploratory wherever they stand."""

from typing import Any

from batt.disclosure import publish_curve
from batt.reports.figures.week_curves import week_curves
from batt.reports.fragment import Fragment, joined
from batt.reports.sections.labels import programmes_of
from batt.reports.verdicts import FindingsPage
from batt.reports.verdicts.claim import findings_table, told_findings
from batt.reports.verdicts.shown import records

_TABLE_POINTS = 8


def own_questions(page: FindingsPage) -> Fragment:
    """Show what a root's own questions gave, apart from the registered claims."""
    words = page.words
    start = page.section("own", words("own_title"), new_page=True) + page.text("own_text")
    found = page.exploratory
    if not len(found):
        return start + page.text("own_none")
    asked = joined(_question(page, question) for question in page.saved("own_questions").to_dict("records"))
    return start + asked + findings_table(page, found, id="own-findings", caption=words("own_caption"))


def _question(page: FindingsPage, question: dict[Any, Any]) -> Fragment:
    """One question: what it claims, what was found, and its curve."""
    number = question["question"]
    return (
        page.text("own_question", id=number, claim=question[f"claim_{page.lang}"])
        + told_findings(page, records(page.exploratory.where(hypothesis=number)))
        + _curve(page, question)
    )


def _curve(page: FindingsPage, question: dict[Any, Any]) -> Fragment:
    """The fitted curve of each programme, where the question asks for one."""
    words, lang, rows = page.words, page.lang, page.saved("own_curves")
    rows = rows[rows["question"] == question["question"]] if len(rows) else rows
    if rows.empty:
        return joined([])
    names = {
        code: name for code, name in programmes_of(page, "i02").items() if code in set(rows["programme"])
    }
    curves = publish_curve(
        rows[["programme", "at", "share", "low", "high", "n_near"]].assign(group="own"),
        ["share", "low", "high"],
        n="n_near",
    ).renamed(programme="panel", at="week", share="value")
    places, step = iter(range(len(curves))), max(len(curves) // (_TABLE_POINTS * len(names)), 1)
    outcome = question[f"outcome_{lang}"]
    figure = week_curves(
        curves,
        panel_names=names,
        groups={"own": outcome},
        across=question[f"exposure_{lang}"],
        along=words("own_curve_axis", outcome=outcome),
        words=words,
        title=words("own_curve_title", claim=question[f"claim_{lang}"]),
        caption=words(
            "own_curve_caption",
            outcome=outcome,
            people=question[f"people_{lang}"],
            covariates=question[f"covariates_{lang}"] or words("own_curve_crude"),
        ),
        table=curves.filtered(lambda _: next(places) % step == 0).labelled("panel", names),
        columns={
            "panel": words("programme"),
            "week": question[f"exposure_{lang}"],
            "value": words("share"),
            ("low", "high"): words("interval_95"),
        },
        formats={"week": "decimal", "value": "percent1", ("low", "high"): "percent1"},
    )
    return page.figure(figure, id=f"own-{str(question['question']).lower()}")
