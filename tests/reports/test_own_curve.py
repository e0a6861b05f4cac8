"""A researcher's own curve says on its face that it is exploratory."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.relationships.estimate import no_estimate
from batt.relationships.leavers.bands import band_shares
from batt.relationships.own_questions.answer import CURVE_COLUMNS, OwnAnswer
from batt.relationships.own_questions.question import make_question
from batt.reports import evaluation
from batt.reports.page import Page

QUESTION = make_question(
    "",
    {
        "claim": "x",
        "programme": "AB",
        "outcome": "job",
        "exposure": "weeks",
        "covariates": ["age"],
        "model": "curve",
        "direction": "differs",
        "smallest_effect": 0.05,
    },
)


def answered(near=50):
    at = np.linspace(0, 100, 11)
    curve = pd.DataFrame(
        {"at": at, "share": 0.3, "low": 0.25, "high": 0.35, "n_near": np.full(len(at), near)}
    )
    rng = np.random.default_rng(1)
    bands = band_shares(rng.uniform(0, 100, 600), (rng.random(600) < 0.3).astype(float))
    estimate = no_estimate("standardised", "share_difference", "too_few")
    return OwnAnswer(QUESTION, "AB", estimate, curve, bands)


@pytest.fixture(params=["nb", "en"])
def page(request):
    return Page(Root("."), 2015, "evaluation", request.param)


def test_title_caption_and_alternative_text_say_exploratory(page):
    soup = BeautifulSoup(str(evaluation.own_curve(page, answered())), "html.parser")
    word = {"nb": "utforskende", "en": "exploratory"}[page.lang]
    for text in (
        soup.select_one(".finding").get_text(),
        soup.select_one(".caption").get_text(),
        soup.img["alt"],
    ):
        assert word in text.lower()
    assert {"nb": "justert for alder", "en": "adjusted for age"}[page.lang] in soup.get_text()


def test_a_length_of_stay_carries_the_caveat_on_duration(page):
    text = BeautifulSoup(str(evaluation.own_curve(page, answered())), "html.parser").get_text(" ")
    assert {"nb": "avslutter oppholdet", "en": "ends the stay"}[page.lang] in text


def test_where_too_few_are_near_or_nothing_was_fitted_nothing_is_drawn(page):
    fitted = answered()
    not_fitted = replace(fitted, curve=pd.DataFrame(columns=list(CURVE_COLUMNS)))
    for answer in (answered(near=4), not_fitted):
        html = str(evaluation.own_curve(page, answer))
        assert "<img" not in html
        assert {"nb": "Utforskende", "en": "Exploratory"}[page.lang] in html
