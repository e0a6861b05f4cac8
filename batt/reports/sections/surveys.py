"""The surveys seen from three sides: profiles by theme, response rates, and what everybody was asked."""

import math

import pandas as pd

from batt.disclosure import HIDDEN, PublishedTable, publish_facts, publish_means, publish_shares
from batt.registry import load
from batt.reports.change import estimates
from batt.reports.figures import survey_profiles
from batt.reports.fragment import Fragment, joined
from batt.reports.page import Page
from batt.reports.sections.labels import ALL, programme_labels, with_all
from batt.reports.sections.saved import breakdown, country_values

SCALE = (1.0, 6.0)
STRICT = ("strict",)
LOOSE = ("loose", "two_way")
NAV, STAFF = "nav", "staff"
USERS = "i02"


def surveys(page: Page) -> Fragment:
    """Show the profiles, the response rates, the yes or no question and every item."""
    words = page.words
    piece = page.section("surveys", words("surveys_title"), new_page=True)
    items = breakdown(page, "survey_items")
    if items.empty:
        return piece + page.text("surveys_missing")
    means = published_means(items)
    if any(cell.state == HIDDEN for cell in _user_values(page).cells("value")):
        # What all users answered together would give back the programme whose mean is hidden.
        means = means.where(survey=[NAV, STAFF])
    return (
        piece
        + page.text("surveys_intro")
        + _response_rates(page)
        + page.section("surveys-same", words("surveys_strict_title"), level=3)
        + page.text("surveys_strict_intro")
        + _profiles(page, means, STRICT)
        + page.section("surveys-related", words("surveys_loose_title"), level=3)
        + page.text("surveys_loose_intro")
        + _profiles(page, means, LOOSE)
        + page.section("surveys-overall", words("surveys_overall_title"), level=3)
        + _satisfied(page, items)
        + _other_scales(page)
        + page.section("surveys-items", words("surveys_items_title"), level=3)
        + _items(page, means)
    )


def published_means(items: pd.DataFrame) -> PublishedTable:
    """Return the mean answers 1–6 of all respondents. One row per survey and question."""
    scored = {
        (survey.id, question.id)
        for survey in load().surveys
        for question in survey.questions
        if question.in_mean
    }
    asked = pd.Series(list(zip(items["survey"], items["question"])), index=items.index)
    rows = items[(items["programme"] == ALL) & asked.isin(scored)].drop(columns="sum")
    return publish_means(rows, n="n", columns=["mean", "ci_low", "ci_high"], ends=SCALE)


def _user_values(page: Page) -> PublishedTable:
    """Return this year's user survey for the country. One row per programme."""
    return country_values(page).where(year=page.year, indicator=USERS)


def survey_labels(page: Page) -> dict[str, str]:
    """Return the surveys by who answers them."""
    return {survey.id: survey.answered_by[page.lang] for survey in load().surveys}


def _profiles(page: Page, means: PublishedTable, matches: tuple[str, ...]) -> Fragment:
    """The profile of the themes whose questions match in one of these ways."""
    words = page.words
    themes = {
        theme.id: theme.label[page.lang]
        for match in matches
        for theme in load().themes
        if theme.match == match
    }
    rows = means.where(theme=list(themes)).renamed(survey="group")
    if not any(cell.is_shown for cell in rows.cells("mean")):
        return page.text("nothing_to_draw")
    figure = survey_profiles(
        rows,
        themes=themes,
        groups=survey_labels(page),
        words=words,
        title=_gap_sentence(page, rows, list(themes)),
        caption=words(f"surveys_{matches[0]}_caption", year=page.year),
    )
    return page.figure(figure, id=f"surveys-{matches[0]}")


def _gap_sentence(page: Page, means: PublishedTable, themes: list[str]) -> str:
    """Say on how many themes own staff and NAV clearly differ: where their intervals do not touch."""
    named = means.renamed(mean="value")
    found = dict(zip(zip(named.data["group"], named.data["theme"]), estimates(named), strict=True))
    pairs = [
        (found[STAFF, theme], found[NAV, theme])
        for theme in themes
        if (STAFF, theme) in found and (NAV, theme) in found
    ]
    pairs = [pair for pair in pairs if not any(math.isnan(one.value) for one in pair)]
    if not pairs:
        return page.words("surveys_no_pair")
    higher = sum(staff.low > nav.high for staff, nav in pairs)
    lower = sum(staff.high < nav.low for staff, nav in pairs)
    if not higher and not lower:
        return page.words("surveys_no_gap", m=page.numbers.integer(len(pairs)))
    key = "surveys_staff_higher" if higher >= lower else "surveys_staff_lower"
    return page.words(key, k=page.numbers.integer(max(higher, lower)), m=page.numbers.integer(len(pairs)))


def published_response_rates(page: Page) -> PublishedTable:
    """Return how many were asked and answered. One row per survey and programme: ``share`` of those asked.

    ``answers_total_n`` counts also the answers that came in where nobody said how many were asked.
    """
    table = publish_shares(
        breakdown(page, "response_rates"),
        numerator="answered_n",
        denominator="invited_n",
        share="share",
        also=["answers_total_n"],
    )
    return table.hidden_with(
        _user_values(page), "n", on=["programme"], numbers=["answered_n", "share", "answers_total_n"]
    )


def _response_rates(page: Page) -> Fragment:
    words, table = page.words, published_response_rates(page)
    table = table.labelled("programme", with_all(page, programme_labels(page, "label")))
    return page.table(
        table.labelled("survey", {survey.id: survey.name[page.lang] for survey in load().surveys}),
        id="response-rates",
        columns={
            "programme": words("programme"),
            "invited_n": words("invited"),
            "answered_n": words("answered"),
            "share": words("response_rate"),
        },
        formats={"invited_n": "integer", "answered_n": "integer", "share": "percent"},
        groups="survey",
        caption=words("response_rates_caption", year=page.year),
        notes=[words("response_rates_note")],
        source=words("source_surveys"),
    )


def _satisfied(page: Page, items: pd.DataFrame) -> Fragment:
    """The users' yes or no question, by programme."""
    words = page.words
    rows = items[(items["survey"] == "user") & (items["question"] == "U9")]
    if rows.empty:
        return page.text("surveys_overall_missing")
    table = publish_shares(
        rows.drop(columns=["mean", "ci_low", "ci_high"]), numerator="sum", denominator="n", share="yes_share"
    )
    return page.text("surveys_overall_intro") + page.table(
        table.labelled("programme", with_all(page, programme_labels(page))),
        id="satisfied",
        columns={"programme": words("programme"), "yes_share": words("yes_share"), "n": words("answered")},
        formats={"yes_share": "percent1", "n": "integer"},
        caption=words("surveys_overall_caption", year=page.year),
        source=words("source_surveys"),
    )


def _other_scales(page: Page) -> Fragment:
    """Answers on another scale than 1–6, which are in no mean with the others."""
    words, table = page.words, breakdown(page, "other_scales")
    if table.empty:
        return joined([])
    means = publish_means(table[["programme", "scale_points", "n", "mean"]], n="n", columns=["mean"])
    return page.text("other_scales_intro") + page.table(
        means.labelled("programme", programme_labels(page)),
        id="other-scales",
        columns={
            "programme": words("programme"),
            "scale_points": words("scale_points"),
            "mean": words("mean"),
            "n": words("answered"),
        },
        formats={"scale_points": "integer", "mean": "decimal2", "n": "integer"},
        caption=words("other_scales_caption", year=page.year),
    )


def _items(page: Page, means: PublishedTable) -> Fragment:
    """Every question of every survey, as it was asked."""
    words = page.words
    pieces = []
    for survey in load().surveys:
        texts = publish_facts(
            pd.DataFrame([(q.id, q.text[page.lang]) for q in survey.questions], columns=["question", "text"]),
            why="the questions as they were asked",
        )
        rows = means.where(survey=survey.id)
        if not len(rows):
            pieces.append(page.text("survey_missing", survey=survey.name[page.lang]))
            continue
        pieces.append(
            page.table(
                rows.beside(texts, on=["question"], suffix=""),
                id=f"items-{survey.id}",
                columns={
                    "text": words("question"),
                    "mean": words("mean"),
                    ("ci_low", "ci_high"): words("interval_95"),
                    "n": words("n"),
                },
                formats={"mean": "decimal2", ("ci_low", "ci_high"): "decimal2", "n": "integer"},
                caption=words("items_caption", survey=survey.name[page.lang], year=page.year),
            )
        )
    return joined(pieces)
