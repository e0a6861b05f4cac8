"""Verdict sentences: three outcomes, in the units that a secretariat reads, each with its reason."""

import re
from itertools import product
from typing import get_args

import pandas as pd
import pytest

from batt.disclosure import HIDDEN
from batt.registry import load
from batt.relationships.estimate import NULLS, Estimate, Scale, from_se, no_estimate
from batt.relationships.finding import Finding
from batt.relationships.leavers import judge
from batt.relationships.register import EXPLORATORY, REGISTERED, judged
from batt.relationships.staying import staying_verdict
from batt.relationships.verdict import REASONS
from batt.reports.bound_words import unbound_words
from batt.reports.verdicts import published_findings, verdict_name, verdict_sentence
from batt.reports.words import load_texts

LANGUAGES = ("nb", "en")
SCALES = get_args(Scale)
# The reasons that an estimate may have stand in its documentation.
NO_NUMBER = re.findall(r"``(\w+)``", (Estimate.__doc__ or "").split("there is no number:")[1])
ALL_REASONS = sorted({*REASONS, *judge.REASONS, *staying_verdict.REASONS, *NO_NUMBER})
METHODS = ("within_between", "duration")


def row(scale="share_difference", value=0.031, low=0.012, high=0.049, **values):
    """Make a row of the published findings."""
    return {
        "family": REGISTERED,
        "hypothesis": "H3",
        "part": "jobs",
        "group": "",
        "is_primary": True,
        "method": "within_between",
        "scale": scale,
        "direction": "higher",
        "smallest_effect": 1.1 if scale.endswith("_ratio") else 0.02,
        "value": value,
        "low": low,
        "high": high,
        "null": NULLS.get(scale, 0.0),
        "p": 0.001,
        "p_holm": 0.012,
        "p_bh": 0.004,
        "is_one_sided": False,
        "n": 900,
        "n_clusters": 60,
        "detectable": 1.2 if scale.endswith("_ratio") else 0.025,
        "verdict": "supported",
        "reason": "established",
        "is_hidden": "",
    } | values


def nothing(**values):
    """Make a row without a number."""
    absent = dict.fromkeys(("value", "low", "high", "p", "p_holm", "p_bh", "detectable"), float("nan"))
    return row(verdict="cannot_tell", **absent) | {"n": 0} | values


def say(one, lang="en", subject="the share going to a job", **more):
    """Return a sentence with plain spaces."""
    return verdict_sentence(one, subject, lang, **more).replace("\xa0", " ").replace("\u202f", " ")


def every_row():
    """Every verdict with every reason, on every scale, with numbers on both sides of nothing and without."""
    verdicts = ("supported", "not_supported", "cannot_tell")
    for scale, verdict, reason, method in product(SCALES, verdicts, ALL_REASONS, METHODS):
        if method == "duration" and scale != "share_difference":
            continue
        common = {"verdict": verdict, "reason": reason, "method": method, "scale": scale}
        ends = (0.7, 1.4) if scale.endswith("_ratio") else (-0.04, 0.06)
        for value, direction in ((ends[0], "lower"), (ends[1], "higher"), (ends[1], "differs")):
            yield row(value=value, low=ends[0], high=ends[1], **common, direction=direction)
        yield nothing(**common)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_reason_verdict_and_scale_gives_a_whole_sentence(lang):
    for one in every_row():
        text = say(one, lang)
        assert not re.search(r"[{}]|\bnan\b|\binf\b|None|  ", text), text
        assert text.endswith(".") and ".." not in text, text
        assert load_texts("verdicts")[f"told_{one['verdict']}"][lang].split(":")[0] in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_on_length_of_stay_uses_a_bound_word(lang):
    """Claims H1 and H2: their subjects from the registry, with every verdict and reason."""
    parts = [part for name in ("H1", "H2") for part in load().hypothesis(name).parts]
    found = {
        text: words
        for part, one in product(parts, every_row())
        if one["scale"] == part.scale
        for text in [verdict_sentence(one, part.subject[lang], lang, group="APS")]
        if (words := unbound_words(text, lang))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("scale", "numbers", "said", "interval"),
    [
        ("share_difference", (0.031, 0.012, 0.049), "about 3 more in 100", "1.2 to 4.9 more"),
        ("share_difference", (-0.02, -0.031, -0.009), "about 2 fewer in 100", "0.9 to 3.1 fewer"),
        ("share_difference", (0.004, -0.012, 0.02), "about 0.4 more in 100", "1.2 fewer to 2.0 more"),
        ("share_difference", (0.0001, -0.01, 0.01), "about as many in 100", "1.0 fewer to 1.0 more"),
        ("share", (0.62, 0.57, 0.66), "62 in 100", "57 to 66"),
        ("points", (0.3, 0.1, 0.5), "0.30 points higher on the 1–6 scale", "0.10 to 0.50 higher"),
        (
            "points",
            (-0.3, -0.5, 0.02),
            "0.30 points lower on the 1–6 scale",
            "0.50 lower to 0.02 higher",
        ),
        ("hazard_ratio", (1.3, 1.1, 1.5), "1.30 times as high at any time", "1.10 to 1.50"),
        ("hazard_ratio", (0.8, 0.7, 0.9), "0.80 times as high at any time", "0.70 to 0.90"),
        ("rate_ratio", (1.3, 1.1, 1.5), "1.30 times as many", "1.10 to 1.50"),
        ("odds_ratio", (0.8, 0.7, 0.9), "0.80 times as many yes to each no", "0.70 to 0.90"),
        ("correlation", (-0.23, -0.4, -0.05), "−0.23 on a scale from −1 to 1", "−0.40 to −0.05"),
        ("probability", (0.62, 0.55, 0.7), "62 in 100 times", "55 to 70"),
        ("explained", (0.12, -0.03, 0.25), "12 of 100 parts of the variation", "−3 to 25"),
        ("explained", (-0.02, -0.1, 0.1), "no part of the variation", "−10 to 10"),
        ("weeks", (-2.3, -4.0, -0.6), "2.3 weeks less", "0.6 to 4.0 fewer"),
    ],
)
def test_a_number_is_said_in_the_units_that_a_secretariat_reads(scale, numbers, said, interval):
    value, low, high = numbers
    text = say(row(scale=scale, value=value, low=low, high=high))
    assert text.startswith(f"The share going to a job: {said} (95% interval {interval}; p after Holm 0.012).")


def test_norwegian_numbers_have_commas_and_their_own_words():
    assert say(row(), "nb", "andelen til arbeid").startswith(
        "Andelen til arbeid: om lag 3 flere av 100 "
        "(95 %-intervall 1,2 til 4,9 flere; p etter Holm 0,012). Støttet:"
    )


def test_a_height_has_no_direction_and_tells_no_power():
    text = say(row(method="duration", verdict="not_supported", reason="too_small"))
    assert "about 3 in 100 (95% interval 1.2 to 4.9;" in text
    assert "four times in five" not in text


def test_whatever_is_not_found_says_what_would_have_been_found():
    for verdict, reason in (("not_supported", "too_small"), ("cannot_tell", "interval_too_wide")):
        text = say(row(verdict=verdict, reason=reason))
        assert text.endswith("A test like this finds 2.5 in 100 four times in five.")
    assert "four times in five" not in say(row())


@pytest.mark.parametrize(
    ("scale", "direction", "size"),
    [
        ("share_difference", "higher", "2 in 100"),
        ("share", "higher", "52 or more"),
        ("share", "lower", "48 or less"),
        ("hazard_ratio", "higher", "a ratio of 1.10"),
        ("hazard_ratio", "lower", "a ratio of 0.91"),
        ("hazard_ratio", "differs", "a ratio of 1.10 or 0.91"),
        ("correlation", "higher", "0.02 from zero"),
        ("explained", "higher", "2 of 100 parts"),
    ],
)
def test_the_smallest_difference_that_matters_is_said_on_its_side(scale, direction, size):
    text = say(row(scale=scale, direction=direction, verdict="not_supported", reason="too_small"))
    assert f"({size})" in text


def test_a_number_outside_the_family_is_said_to_be_unadjusted():
    assert "p 0.001, not adjusted" in say(row(p_holm=float("nan")))
    assert "one-sided p after Holm 0.012" in say(row(is_one_sided=True))
    assert "; p" not in say(row(p=float("nan"), p_holm=float("nan")))


def test_a_programme_and_an_open_interval_are_said():
    assert say(row(), group="APS").startswith("The share going to a job, APS: about 3 more")
    assert "(95% interval +1.2 and up;" in say(row(high=float("inf")))


def test_an_exploratory_finding_begins_by_saying_so():
    assert say(row(family=EXPLORATORY)).startswith("Exploratory: The share")
    assert say(row(family=EXPLORATORY), "nb").startswith("Utforskende: ")


def test_the_verdict_is_one_of_three_words():
    names = [verdict_name(row(verdict=name), "en") for name in ("supported", "not_supported", "cannot_tell")]
    assert names == ["supported", "not supported", "cannot tell"]


def published(estimate, part="improved_nav", hypothesis="H10"):
    """Judge one estimate and let it through the door."""
    entry = load().hypothesis(hypothesis).part(part)
    return published_findings(judged([(hypothesis, entry, Finding(part, estimate))], REGISTERED))


def test_a_finding_with_fewer_than_five_behind_it_shows_no_number():
    table = published(from_se("two_groups", "share", 0.8, 0.1, n=4))
    assert table.cell("value", hypothesis="H10").state == HIDDEN
    one = table.data.to_dict("records")[0]
    text = say(one)
    assert text == "The share going to a job: fewer than 5 are behind the number, so it is not shown."
    assert not re.search(r"80|0\.8", text)


@pytest.mark.parametrize(("share", "is_hidden"), [(2 / 40, True), (39 / 40, True), (20 / 40, False)])
def test_a_share_of_one_or_two_persons_is_hidden(share, is_hidden):
    table = published(from_se("two_groups", "share", share, 0.05, n=40))
    assert (table.data["is_hidden"].iloc[0] == "yes") == is_hidden
    assert pd.isna(table.data["p"].iloc[0]) == is_hidden


def test_a_missing_number_is_not_called_hidden():
    table = published(no_estimate("two_groups", "share", "not_delivered"))
    text = say(table.data.to_dict("records")[0])
    assert text == (
        "The share going to a job: no number. Cannot tell: the data it takes have not been delivered."
    )


def test_findings_stand_in_the_order_of_the_registry():
    parts = [(name, load().hypothesis(name).parts[0]) for name in ("H10", "H9", "H1", "H1")]
    groups = ("", "", "AB", "AVKL")
    found = [
        (name, part, Finding(part.key, no_estimate("x", part.scale, "too_few"), group))
        for (name, part), group in zip(parts, groups)
    ]
    rows = published_findings(judged(found, REGISTERED)).data
    assert list(zip(rows["hypothesis"], rows["group"])) == [
        ("H1", "AVKL"),
        ("H1", "AB"),
        ("H9", ""),
        ("H10", ""),
    ]
