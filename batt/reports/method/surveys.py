"""The questions of the three surveys as they were asked, and which of them ask for the same."""

import pandas as pd

from batt.disclosure import publish_facts
from batt.registry import load
from batt.registry.model import Survey
from batt.reports.fragment import Fragment, joined
from batt.reports.method.cover import MethodPage


def surveys(page: MethodPage) -> Fragment:
    """Show the questions of each survey, and the concordance of themes."""
    words = page.words
    return (
        page.section("surveys", words("surveys_title"), new_page=True)
        + page.text("surveys_text")
        + joined(_survey(page, survey) for survey in load().surveys)
        + page.section("concordance", words("concordance_title"), level=3)
        + page.text("concordance_text")
        + _concordance(page)
    )


def _survey(page: MethodPage, survey: Survey) -> Fragment:
    """One row per question."""
    words = page.words
    themes = {theme.id: theme.label[page.lang] for theme in load().themes}
    rows = [
        {
            "question": question.id,
            "text": question.text[page.lang],
            "theme": themes[question.theme],
            "in_mean": words("yes_word" if question.in_mean else "no_word"),
        }
        for question in survey.questions
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="the questions of a form"),
        id=f"questions-{survey.id}",
        columns={
            "question": words("question_number"),
            "text": words("question"),
            "theme": words("theme"),
            "in_mean": words("in_mean"),
        },
        caption=words("survey_caption", name=survey.name[page.lang], who=survey.answered_by[page.lang]),
        source="WG §§4.1.1–4.1.3",
    )


def _concordance(page: MethodPage) -> Fragment:
    """One row per theme, one column per survey."""
    words, registry = page.words, load()
    rows = [
        {
            "theme": theme.label[page.lang],
            **{
                survey.id: ", ".join(entry.id for entry in survey.questions if entry.theme == theme.id)
                or words("absent_mark")
                for survey in registry.surveys
            },
            "match": words(f"match_{theme.match}"),
        }
        for theme in registry.themes
    ]
    return page.table(
        publish_facts(pd.DataFrame(rows), why="definitions in the registry"),
        id="concordance-table",
        columns={
            "theme": words("theme"),
            **{survey.id: survey.answered_by[page.lang] for survey in registry.surveys},
            "match": words("match"),
        },
        caption=words("concordance_caption"),
    )
