"""An estimate carries its interval, its test and what it could have found, on a scale that is said."""

import numpy as np
import pytest
from scipy import stats

from batt.registry import load
from batt.relationships.estimate import NULLS, RATIOS, Estimate, Scale, from_se, no_estimate


def test_the_interval_of_a_difference_is_students():
    estimate = from_se("any", "points", 0.30, 0.10, n=50, df=9)
    reach = stats.t.ppf(0.975, 9) * 0.10
    assert (estimate.low, estimate.high) == pytest.approx((0.30 - reach, 0.30 + reach))
    assert estimate.p == pytest.approx(2 * stats.t.sf(3.0, 9))


def test_a_ratio_is_given_on_the_log_scale_and_told_as_a_ratio():
    estimate = from_se("any", "hazard_ratio", np.log(2), 0.2, n=50)
    assert estimate.value == pytest.approx(2)
    assert estimate.low * estimate.high == pytest.approx(4)
    assert estimate.p == pytest.approx(2 * stats.norm.sf(np.log(2) / 0.2))


def test_a_share_is_tested_against_one_half():
    estimate = from_se("any", "share", 0.5, 0.1, n=50)
    assert estimate.null == 0.5
    assert estimate.p == 1.0


def test_a_test_finds_the_detectable_effect_four_times_in_five():
    estimate = from_se("any", "points", 0.0, 0.10, n=50)
    draws = np.random.default_rng(1).normal(estimate.detectable, 0.10, 200_000)
    assert np.mean(np.abs(draws) / 0.10 > stats.norm.ppf(0.975)) == pytest.approx(0.80, abs=0.003)


def test_the_detectable_ratio_lies_above_one():
    assert from_se("any", "odds_ratio", 0.0, 0.10, n=50).detectable == pytest.approx(np.exp(0.2802), abs=1e-3)


def test_without_a_standard_error_the_interval_tells_what_could_be_found():
    by_interval = Estimate("any", "points", 0.1, 0.1 - 0.196, 0.1 + 0.196)
    assert by_interval.detectable == pytest.approx(
        from_se("any", "points", 0.1, 0.1, n=1).detectable, rel=1e-3
    )


@pytest.mark.parametrize("se", [0.0, np.nan, np.inf])
def test_a_standard_error_that_is_none_gives_no_number(se):
    estimate = from_se("any", "points", 0.3, se, n=50)
    assert estimate.reason == "not_converged"
    assert np.isnan([estimate.value, estimate.low, estimate.high, estimate.p, estimate.detectable]).all()


def test_no_estimate_says_why():
    assert no_estimate("any", "hazard_ratio", "all_censored", n=7).reason == "all_censored"


def test_the_registry_counts_its_parts_in_known_scales():
    known = set(Scale.__args__)
    used = {part.scale for entry in load().hypotheses for part in entry.parts}
    assert used <= known
    assert known >= RATIOS | set(NULLS)


def test_the_smallest_effect_of_a_ratio_is_a_ratio_above_one():
    parts = [part for entry in load().hypotheses for part in entry.parts if part.scale in RATIOS]
    assert parts and all(part.smallest_effect > 1 for part in parts)
