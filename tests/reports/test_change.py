"""A change is called clear only where the interval of the difference excludes zero."""

import math

import pandas as pd
import pytest

from batt.disclosure.publish import publish_indicators
from batt.indicators._formulas import wilson_interval
from batt.reports.change import Estimate, difference_interval, judge_change, with_judgement
from batt.reports.findings import change_sentence, extremes_sentence, largest_parts
from batt.reports.words import Words

NB = Words("nb", "annual_report")
LABELS = {"APS": "APS", "KIA": "KiA", "AB": "AB"}


def wilson(hits: int, n: int) -> Estimate:
    low, high = wilson_interval(hits, n)
    return Estimate(hits / n, float(low), float(high))


@pytest.mark.parametrize(
    ("this", "last", "low", "high"),
    # Newcombe (1998), Stat. Med. 17:873–890, Table II, method 10, cases (a), (b), (c), (d).
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
    ],
)
def test_the_interval_of_a_difference_is_that_of_newcombe(this, last, low, high):
    assert difference_interval(wilson(*this), wilson(*last)) == pytest.approx((low, high), abs=5e-5)


def test_overlapping_intervals_may_still_differ_clearly():
    this, last = wilson(560, 1400), wilson(490, 1400)
    assert this.low < last.high
    assert judge_change(this, last) == "up"
    assert judge_change(last, this) == "down"


def test_what_is_not_shown_or_has_no_interval_is_not_judged():
    nan = math.nan
    assert judge_change(Estimate(nan, nan, nan), wilson(5, 10)) == "unknown"
    assert judge_change(Estimate(12.5, nan, nan), Estimate(13.2, nan, nan)) == "no_interval"


def values(counts: dict[tuple[int, str], tuple[int, int]]) -> pd.DataFrame:
    rows = []
    for (year, programme), (hits, n) in counts.items():
        estimate = wilson(hits, n)
        rows.append(
            {
                "year": year,
                "unit_level": "country",
                "unit_id": "NO",
                "programme": programme,
                "indicator": "i08",
                "unit": "share",
                "status": "ok",
                "numerator": hits,
                "denominator": n,
                "n": n,
                "value": estimate.value,
                "ci_low": estimate.low,
                "ci_high": estimate.high,
            }
        )
    return pd.DataFrame(rows)


def judged(counts: dict[tuple[int, str], tuple[int, int]]):
    published = publish_indicators(values(counts))
    numbers = ["programme", "unit", "value", "ci_low", "ci_high"]
    this, last = (published.where(year=year).pick(*numbers) for year in (2015, 2014))
    return with_judgement(
        this.beside(last.pick("programme", "value", "ci_low", "ci_high"), on=["programme"], suffix="_last"),
        on=["programme"],
    )


def test_a_sentence_names_the_programmes_that_have_clearly_changed_and_no_other():
    table = judged(
        {
            (2015, "APS"): (560, 1400),
            (2014, "APS"): (490, 1400),
            (2015, "KIA"): (40, 100),
            (2014, "KIA"): (43, 100),
            (2015, "AB"): (300, 1000),
            (2014, "AB"): (400, 1000),
        }
    )
    said = change_sentence(table, LABELS, 2014, NB)
    assert said == "Klar oppgang i APS fra 2014. Klar nedgang i AB fra 2014. Ellers ingen klar endring."
    assert not any(word in said for word in ("bedre", "forbedr", "verre"))


def test_nothing_is_said_of_changes_that_cannot_be_judged():
    hidden = {(2015, "AB"): (2, 40), (2014, "AB"): (20, 40)}
    assert change_sentence(judged(hidden), LABELS, 2014, NB) == ""


def test_programmes_are_set_apart_only_where_their_intervals_do_not_touch():
    far = judged({(2015, "APS"): (20, 100), (2015, "AB"): (50, 100)})
    near = judged({(2015, "APS"): (40, 100), (2015, "AB"): (45, 100)})
    assert (
        extremes_sentence(far, "Formidling", LABELS, NB)
        == "Formidling: høyest i AB (50\u00a0%), lavest i APS (20\u00a0%)."
    )
    assert "uten klar forskjell" in extremes_sentence(near, "Formidling", LABELS, NB)


def test_a_largest_part_is_named_only_where_no_hidden_part_can_be_larger():
    from batt.disclosure import publish_shares

    counts = pd.DataFrame(
        {
            "programme": ["APS"] * 4 + ["AB"] * 3,
            "cause": ["F1", "F2", "F3", "F4", "F1", "F2", "F3"],
            "x": [30, 35, 2, 33, 60, 30, 10],
            "n": [100] * 7,
        }
    )
    shares = publish_shares(counts, numerator="x", denominator="n", adds_up_within=["programme"])
    hidden_in_aps = set(shares.where(programme="APS").data.loc[lambda t: t["share"].isna(), "cause"])
    assert hidden_in_aps == {"F1", "F3"}
    parts = {"F1": "Arbeid uten tilskudd", "F2": "Arbeid med tilskudd", "F3": "TULT", "F4": "Vikariat"}
    said = largest_parts(shares, parts, LABELS, NB, part="cause")
    assert said == "Vanligst i APS: arbeid med tilskudd. Vanligst i AB: arbeid uten tilskudd."
    unsure = shares.filtered(lambda row: row["cause"] != "F2" or row["programme"] == "AB")
    assert largest_parts(unsure, parts, LABELS, NB, part="cause") == "Vanligst i AB: arbeid uten tilskudd."
