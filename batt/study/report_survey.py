"""The items of a study: how answers divide, how many are missing, how well scales hold together."""

import pandas as pd

from batt.disclosure import PublishedTable
from batt.reports.figures.diverging_bars import diverging_bars
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.study.analyse import StudyResults
from batt.study.items import Items, ItemScale
from batt.study.model import Study
from batt.study.pieces import NOTHING, joined
from batt.study.publish_compared import publish_item_answers, publish_item_means, publish_reliability

HIGH_ANSWERS = (4, 5, 6)


def survey(page: Page, study: Study, results: StudyResults) -> Fragment:
    """Show the answers and the reliability of every scale; empty when the study has no items."""
    if study.items is None or "item_answers" not in results:
        return NOTHING
    answers = publish_item_answers(results)
    return joined(
        [
            page.section("survey", page.words("study_survey")),
            _text(page, study, study.items, results),
            *(_profile(page, scale, answers) for scale in study.items.scales),
            _means(page, study.items, results),
            page.section("reliability", page.words("study_reliability")),
            page.text("study_estimand_reliability"),
            _reliability(page, study.items, results),
        ]
    )


def _text(page: Page, study: Study, items: Items, results: StudyResults) -> Fragment:
    """Say what was asked of whom and how much is missing."""
    n = len(results["spells"])
    missing = results["item_means"]["missing_n"].sum() / max(n * len(items.labels), 1)
    return page.text(
        "study_survey_text",
        n=page.numbers.integer(n),
        persons=study.persons[page.lang],
        items=page.numbers.integer(len(items.labels)),
        lowest=items.lowest[page.lang],
        highest=items.highest[page.lang],
        missing=page.numbers.percent(missing, 1),
        source=items.source[page.lang],
    )


def _profile(page: Page, scale: ItemScale, answers: PublishedTable) -> Fragment:
    """Draw how the answers to the items of one scale divide."""
    asked = {item: label[page.lang] for item, label in scale.items.items()}
    rows = answers.where(question=list(asked))
    if not len(rows):
        return NOTHING
    figure = diverging_bars(
        rows,
        questions=asked,
        words=page.words,
        title=_title(page, scale, rows, asked),
        caption=page.words("study_scale_caption"),
    )
    return page.figure(figure, id=f"answers-{scale.id}".replace("_", "-"))


def _title(page: Page, scale: ItemScale, rows: PublishedTable, asked: dict[str, str]) -> str:
    """Say to which item most and fewest answer in the upper half of the scale."""
    upper = rows.where(answer=list(HIGH_ANSWERS)).data.groupby("question")["share"]
    # A sum with a hidden part is not known.
    sums = pd.Series(upper.sum().where(upper.count() == len(HIGH_ANSWERS))).dropna()
    if len(sums) < 2:
        return page.words("study_scale_title_none", scale=scale.label[page.lang])
    high, low = str(sums.idxmax()), str(sums.idxmin())
    return page.words(
        "study_scale_title",
        scale=scale.label[page.lang],
        high=asked[high],
        most=page.numbers.percent(sums[high]),
        low=asked[low],
        least=page.numbers.percent(sums[low]),
    )


def _means(page: Page, items: Items, results: StudyResults) -> Fragment:
    """Show the mean of every item with what is missing, scale by scale."""
    words, lang = page.words, page.lang
    scale_of = {item: scale.label[lang] for scale in items.scales for item in scale.items}
    published = publish_item_means(results).with_text("scale", lambda row: scale_of[row["question"]])
    return page.table(
        published.labelled("question", {item: label[lang] for item, label in items.labels.items()}),
        id="item-means",
        columns={
            "question": words("study_item"),
            "answers_n": words("study_answered"),
            "missing_n": words("study_not_answered"),
            "mean": words("study_mean"),
            ("low", "high"): words("interval_95"),
        },
        formats={
            "answers_n": "integer",
            "missing_n": "integer",
            "mean": "decimal2",
            ("low", "high"): "decimal2",
        },
        groups="scale",
        caption=words("study_means_caption"),
    )


def _reliability(page: Page, items: Items, results: StudyResults) -> Fragment:
    words, lang = page.words, page.lang
    published = publish_reliability(results)
    names = {scale.id: scale.label[lang] for scale in items.scales}
    shown = published.data.dropna(subset=["alpha"]).set_index("scale")["alpha"].astype("float64")
    told = NOTHING
    if len(shown) > 1:
        low, high = str(shown.idxmin()), str(shown.idxmax())
        told = page.text(
            "study_reliability_found",
            lowest=page.numbers.decimal(shown[low], 2),
            low=names[low],
            highest=page.numbers.decimal(shown[high], 2),
            high=names[high],
        )
    table = page.table(
        published.labelled("scale", names),
        id="reliability-table",
        columns={
            "scale": words("study_scale"),
            "items_n": words("study_items_n"),
            "reversed_n": words("study_reversed_n"),
            "n": words("study_complete_n"),
            "incomplete_n": words("study_incomplete_n"),
            "alpha": words("study_alpha"),
            ("alpha_low", "alpha_high"): words("interval_95"),
            "omega": words("study_omega"),
        },
        formats={
            **dict.fromkeys(("items_n", "reversed_n", "n", "incomplete_n"), "integer"),
            "alpha": "decimal2",
            ("alpha_low", "alpha_high"): "decimal2",
            "omega": "decimal2",
        },
        caption=words("study_reliability_caption"),
    )
    return joined([told, table])
