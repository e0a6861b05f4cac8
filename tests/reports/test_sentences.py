"""Sentences about length of stay keep to the bound words, in both languages, whatever the result."""

import pandas as pd
import pytest

from batt.relationships.leavers.judge import REASONS
from batt.reports.bound_words import unbound_words
from batt.reports.sentences import (
    cumulative_incidence_sentence,
    duration_caveat,
    duration_sentence,
    unit_name,
    verdict_name,
    why_they_differ,
)
from batt.reports.words import load_texts

VERDICTS = {
    "both_tests_agree": "supported",
    "too_small": "not_supported",
    "no_fall": "not_supported",
    "no_rise": "not_supported",
}


def row(reason, unit="weeks", **values):
    """Make a row of the table of durations with the given reason."""
    return {
        "unit": unit,
        "verdict": VERDICTS.get(reason, "cannot_tell"),
        "reason": reason,
        "exposure_p05": 6.4,
        "exposure_p95": 92.0,
        "turning_point": 41.26,
        "fieller_low": 36.0,
        "fieller_high": 47.0,
        "n_leavers": 12345,
        "n_jobs": 4321,
    } | values


def incidence(job=0.412, active=0.2, other=0.188, week=104):
    """Make the rows of one programme at its start and at one week."""
    rows = [
        {"week": at, "cause": cause, "cif": share, "low": share * 0.9, "high": share * 1.1}
        for at, shares in ((0, (0.0, 0.0, 0.0)), (week, (job, active, other)))
        for cause, share in zip(("job", "active", "other"), shares)
    ]
    return pd.DataFrame(rows)


def everything(lang):
    """Return every text that can stand on a page about length of stay."""
    texts = [duration_sentence(row(reason, unit), lang) for reason in REASONS for unit in ("weeks", "hours")]
    texts += [verdict_name(row(reason), lang) for reason in REASONS]
    texts += [duration_caveat(lang), why_they_differ(lang)]
    texts += [cumulative_incidence_sentence(rows, lang) for rows in (incidence(), incidence().iloc[:0])]
    return texts


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_no_sentence_uses_a_bound_word_or_makes_length_of_stay_a_cause(lang):
    assert {text: found for text in everything(lang) if (found := unbound_words(text, lang))} == {}


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_no_text_of_the_file_escapes_the_scan(lang):
    raw = {key: entry[lang] for key, entry in load_texts("duration").items()}
    assert {key: found for key, text in raw.items() if (found := unbound_words(text, lang))} == {}


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_no_sentence_has_an_empty_place_or_a_missing_number(lang):
    for text in everything(lang):
        assert not {"{", "}", "nan", "None"} & set(text.replace("{", " { ").replace("}", " } ").split())


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The optimum is 40 weeks.", "en"),
        ("It is best to stay 40 weeks.", "en"),
        ("People should stay 40 weeks.", "en"),
        ("A longer stay raises the chance of a job.", "en"),
        ("Staying more weeks leads to more jobs.", "en"),
        ("Optimal oppholdstid er 40 uker.", "nb"),
        ("Deltakere bør være inne i 40 uker.", "nb"),
        ("Lengre opphold øker sjansen for jobb.", "nb"),
        ("Et opphold på 40 uker fører til jobb.", "nb"),
    ],
)
def test_the_scan_catches_what_it_is_for(text, lang):
    assert unbound_words(text, lang)


def test_supported_sentence_has_the_agreed_form():
    assert duration_sentence(row("both_tests_agree"), "en") == (
        "Among those who left after 6 to 92 weeks, the share going to a job was highest at about 41.3 weeks "
        "(95% interval 36.0 to 47.0; 12,345 left, 4,321 of them to a job)."
    )
    assert "høyest ved om lag 41,3 uker" in duration_sentence(row("both_tests_agree"), "nb")


def test_hours_are_printed_as_hours_without_decimals():
    hours = row(
        "both_tests_agree",
        "hours",
        exposure_p95=3200.0,
        turning_point=1358.25,
        fieller_low=1105.4,
        fieller_high=1545.8,
    )
    text = duration_sentence(hours, "en")
    assert "highest at about 1,358 hours (95% interval 1,105 to 1,546;" in text
    assert "week" not in text


def test_a_unit_that_nobody_translated_stands_as_given():
    assert unit_name("modules", "nb") == "modules"


def test_a_small_programme_does_not_have_its_counts_printed():
    text = duration_sentence(row("too_few_leavers", n_leavers=3, n_jobs=1), "en")
    assert "fewer than 100" in text
    assert not {"3", "1"} & set(text.replace(",", " ").split())


def test_incidence_sentence_says_who_is_still_in():
    text = cumulative_incidence_sentence(incidence(), "en")
    assert text == (
        "Of those who start, an estimated 41% have left to a job within 104 weeks (95% interval 37% to 45%), "
        "20% to an active solution and 19% for other reasons; 20% are still in."
    )


def test_nobody_followed_gives_a_sentence_and_no_numbers():
    assert "Too few" in cumulative_incidence_sentence(incidence().iloc[:0], "en")
