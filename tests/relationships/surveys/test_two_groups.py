"""Shares of yes: one against a half, two against each other."""

import numpy as np
import pytest
from scipy import stats

from batt.relationships.surveys.two_groups import Answered, above_half, count_yes, difference


def test_difference_has_newcombes_interval_and_the_pooled_score_test(reference):
    # Closed forms: 1e-6 relative.
    wanted = reference("two_shares")["jobcorps_any_female_vs_male"]
    first = Answered(wanted["a"], wanted["a"] + wanted["b"], wanted["a"] + wanted["b"])
    second = Answered(wanted["c"], wanted["c"] + wanted["d"], wanted["c"] + wanted["d"])
    found = difference(first, second)
    assert [found.value, found.low, found.high] == pytest.approx(
        [wanted["rd"], wanted["rd_newcombe_lower"], wanted["rd_newcombe_upper"]], rel=1e-6
    )
    assert found.value / found.se == pytest.approx(wanted["z_pooled"], rel=1e-6)
    assert found.p == pytest.approx(stats.norm.sf(wanted["z_pooled"]), rel=1e-6)
    assert found.is_one_sided


def test_more_than_half_is_tested_exactly(reference):
    wanted = reference("surveys")["binomial"]
    assert above_half(Answered(31, 50, 50.0)).p == pytest.approx(wanted["p_31_of_50"], rel=1e-6)
    assert above_half(Answered(5, 5, 5.0)).p == pytest.approx(wanted["p_5_of_5"], rel=1e-6)
    assert above_half(Answered(0, 5, 5.0)).p == 1


def test_share_keeps_its_value_and_has_wilsons_interval():
    # Newcombe (1998), table I: 81 of 263.
    found = above_half(Answered(81, 263, 263.0))
    assert found.value == 81 / 263
    assert [found.low, found.high] == pytest.approx([0.2553, 0.3662], abs=5e-5)


def test_one_answer_from_each_respondent_is_independent():
    counted = count_yes([True, True, False, False, True], ["a", "b", "c", None, None])
    assert counted == Answered(3, 5, 5.0, None)


def test_offices_that_answer_with_one_voice_count_once():
    said = np.repeat(np.arange(40) % 2 == 0, 5)
    counted = count_yes(said, np.repeat(np.arange(40), 5))
    assert counted.n == 200
    assert counted.n_clusters == 40
    assert counted.effective_n == pytest.approx(39)  # 40 offices, one degree of freedom for the share


def test_answers_that_differ_within_offices_are_never_worth_more_than_they_are():
    counted = count_yes(np.tile([True, False], 50), np.repeat(np.arange(50), 2))
    assert counted.effective_n == 100


def test_unanimous_answers_of_few_offices_count_once_an_office():
    assert count_yes([True] * 12, np.repeat(["a", "b", "c"], 4)).effective_n == 3


def test_clustered_answers_make_the_interval_of_the_difference_wider():
    rng = np.random.default_rng(1)
    office = np.repeat(np.arange(40), 5)
    said = rng.random(40)[office] > rng.random(200)
    alone, together = count_yes(said), count_yes(said, office)
    other = Answered(90, 200, 200.0)
    assert difference(together, other).high > difference(alone, other).high
    assert difference(together, other).n_clusters == 240


def test_nobody_and_one_group_give_the_reason():
    nobody, some = Answered(0, 0, 0.0), Answered(3, 5, 5.0)
    assert above_half(nobody).reason == "too_few"
    assert difference(nobody, nobody).reason == "too_few"
    assert difference(some, nobody).reason == "one_group"
    assert difference(Answered(5, 5, 5.0), Answered(8, 8, 8.0)).reason == "no_variation_in_outcome"
    assert np.isnan(nobody.interval).all()
