"""The curve of a researcher's own question, labelled exploratory."""

import pandas as pd

from batt.disclosure import PublishedTable, publish_curve, publish_shares
from batt.registry import load as load_registry
from batt.relationships.own_questions import OwnAnswer
from batt.relationships.own_questions.wording import names, people
from batt.reports.figures import duration_curve
from batt.reports.fragment import Fragment
from batt.reports.page import Page
from batt.reports.words import Words


def own_curve(page: Page, answer: OwnAnswer) -> Fragment:
    """Draw the adjusted share over the exposure with its band, and the shares as observed by bands.

    The table behind it has the observed bands. A curve that was not fitted, or of which too little may be
    shown, is a sentence that says so.
    """
    words = Words(page.lang, "exploratory")
    programme = load_registry().programme(answer.programme)
    curve = publish_curve(_in_weeks(answer, answer.curve), ["share", "low", "high"], n="n_near")
    if curve.data["share"].notna().sum() < 2:
        return page.prose(words("exploratory_none", programme=programme.label[page.lang]))
    bands = publish_shares(
        _in_weeks(answer, answer.bands),
        numerator="jobs_n",
        denominator="leavers_n",
        adds_up_within=["programme"],
    )
    figure = duration_curve(
        curve,
        bands,
        programmes={programme.code: programme.label[page.lang]},
        words=words,
        title=_title(answer, words),
        caption=_caption(answer, words),
        exposure_label=_axis(answer, words),
        band_label=_axis(answer, words),
    )
    identifier = f"own-curve-{programme.code}-{answer.question.id or 'here'}".lower()
    caveats = [load_registry().caveat(name).text[page.lang] for name in answer.question.caveats]
    return page.figure(figure.told(alt=_alt(page, answer, curve, words)), id=identifier) + page.prose(
        *caveats
    )


def _in_weeks(answer: OwnAnswer, table: pd.DataFrame) -> pd.DataFrame:
    """Name the columns as `duration_curve` draws them, whatever the exposure is counted in."""
    return table.rename(columns={"at": "weeks"}).assign(programme=answer.programme)


def _title(answer: OwnAnswer, words: Words) -> str:
    outcome, exposure = _labels(answer, words)
    return words("exploratory_title", outcome=outcome, exposure=exposure[:1].lower() + exposure[1:])


def _caption(answer: OwnAnswer, words: Words) -> str:
    covariates = names(answer.question.covariates, words.lang)
    adjusted = (
        words("exploratory_adjusted", covariates=covariates) if covariates else words("exploratory_crude")
    )
    return words("exploratory_caption", adjusted=adjusted, people=people(answer.question)[words.lang])


def _axis(answer: OwnAnswer, words: Words) -> str:
    _, exposure = _labels(answer, words)
    unit = f"exploratory_unit_{answer.question.exposure.unit}"
    # A unit that its label names already is not said twice.
    if unit not in words or words(unit) in exposure.lower():
        return exposure
    return words("exploratory_axis", exposure=exposure, unit=words(unit))


def _alt(page: Page, answer: OwnAnswer, curve: PublishedTable, words: Words) -> str:
    outcome, exposure = _labels(answer, words)
    shown = curve.data.dropna(subset=["share"]).sort_values("weeks")
    first, last = shown.iloc[0], shown.iloc[-1]
    return words(
        "exploratory_alt",
        programme=load_registry().programme(answer.programme).label[page.lang],
        outcome=outcome,
        exposure=exposure,
        first=page.numbers.percent(first["share"]),
        first_x=page.numbers.integer(first["weeks"]),
        last=page.numbers.percent(last["share"]),
        last_x=page.numbers.integer(last["weeks"]),
    )


def _labels(answer: OwnAnswer, words: Words) -> tuple[str, str]:
    question = answer.question
    return question.outcome.label[words.lang], question.exposure.label[words.lang]
