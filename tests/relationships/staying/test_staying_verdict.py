"""The rule by which a range of stays may be spoken of."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.staying.staying_verdict import horizon_for, staying_verdict

BASE, OTHER = 0.006, 0.008


def effect_of_staying(n=4000, seed=1, bump=2.5, first=30.0, last=60.0, providers=60):
    """Draw weeks whose hazard of a job is `bump` times as high between two weeks, truly."""
    rng = np.random.default_rng(seed)
    u = rng.exponential(1, n)
    before, within = BASE * first, BASE * bump * (last - first)
    job = np.where(
        u < before,
        u / BASE,
        np.where(
            u < before + within, first + (u - before) / (BASE * bump), last + (u - before - within) / BASE
        ),
    )
    other = rng.exponential(1 / OTHER, n)
    return spells(np.minimum(job, other), np.where(job < other, 1, rng.choice([2, 3], n)), rng, providers)


def fixed_at_intake(n=4000, seed=1, providers=60):
    """Draw the outcome first; those bound for a job leave at more even times."""
    rng = np.random.default_rng(seed)
    is_job = rng.random(n) < 0.4
    weeks = np.where(is_job, rng.gamma(6.0, 5.0, n), rng.gamma(1.8, 18.0, n))
    return spells(weeks, np.where(is_job, 1, rng.choice([2, 3], n)), rng, providers)


def spells(weeks, cause, rng, providers):
    n = len(weeks)
    return pd.DataFrame(
        {
            "time_days": np.ceil(7 * weeks),
            "cause": cause,
            "entry_days": 0.0,
            "provider_id": rng.integers(0, providers, n).astype(str),
            "gender": rng.choice(["K", "M"], n),
        }
    )


def test_agreement_of_all_methods_is_not_enough_to_say_supported():
    found = staying_verdict(effect_of_staying(), outcome=1, max_weeks=156)
    assert (found.verdict.verdict, found.verdict.reason) == ("cannot_tell", "fixed_at_intake_possible")
    assert found.hazards is not None and found.hazards.stands_out
    assert found.estimate.low > 0 and found.estimate.p < 0.05
    assert found.range_weeks is None
    assert found.known_odds_ratio < 1.3 < found.needed.odds_ratio


def test_a_range_is_spoken_of_only_by_who_rules_out_a_hidden_trait_as_strong_as_needed():
    found = staying_verdict(effect_of_staying(), outcome=1, max_weeks=156, strongest_hidden=1.1)
    assert (found.verdict.verdict, found.verdict.reason) == ("supported", "methods_agree")
    low, high = found.range_weeks
    assert 5 <= low < 40 and 20 < high <= 60
    weaker = staying_verdict(effect_of_staying(), outcome=1, max_weeks=156, strongest_hidden=found.needed.low)
    assert weaker.verdict.reason == "fixed_at_intake_possible"


def test_outcomes_fixed_at_intake_pass_every_test_of_the_data_and_are_not_supported():
    found = staying_verdict(fixed_at_intake(), outcome=1, max_weeks=156)
    assert found.verdict.verdict != "supported"
    assert found.verdict.reason == "fixed_at_intake_possible"


def test_constant_chances_are_not_supported():
    rng = np.random.default_rng(1)
    n = 20000
    times = rng.exponential([70.0, 100.0], (n, 2))
    frame = spells(times.min(axis=1), times.argmin(axis=1) + 1, rng, 60)
    found = staying_verdict(frame, outcome=1, max_weeks=156)
    assert found.verdict.verdict == "not_supported" and found.estimate.high < 0.05


def test_chances_that_only_rise_are_not_supported_for_want_of_a_fall():
    rng = np.random.default_rng(1)
    job, other = 60 * rng.weibull(3, 6000), rng.exponential(100, 6000)
    frame = spells(np.minimum(job, other), np.where(job < other, 1, 3), rng, 60)
    found = staying_verdict(frame, outcome=1)
    assert (found.verdict.verdict, found.verdict.reason) == ("not_supported", "no_fall")


def test_a_rise_and_fall_that_a_known_trait_makes_is_explained_at_intake():
    frame = fixed_at_intake(8000)
    # The trait is the outcome itself, but for one in fifty.
    is_job = (frame["cause"] == 1) ^ (np.random.default_rng(2).random(len(frame)) < 0.02)
    found = staying_verdict(
        frame.assign(work_capability=np.where(is_job, "3", "1")), outcome=1, max_weeks=156
    )
    assert found.verdict.reason == "explained_at_intake"
    assert found.known_odds_ratio > 100


def test_a_fall_beyond_the_legal_maximum_does_not_count():
    frame = effect_of_staying(first=30.0, last=80.0, bump=3.0, n=8000)
    longer = staying_verdict(frame, outcome=1, max_weeks=156)
    shorter = staying_verdict(frame, outcome=1, max_weeks=84)
    assert longer.verdict.reason == "fixed_at_intake_possible"
    assert shorter.verdict.reason == "depends_on_maximum"


def test_landmarks_look_half_a_year_ahead_or_a_quarter_of_a_short_maximum():
    assert [horizon_for(weeks) for weeks in (156.0, 104.0, 12.0, np.nan)] == [26, 26, 3, 26]


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (effect_of_staying(n=80), "too_few_leavers"),
        (effect_of_staying(n=0), "too_few_leavers"),
        (effect_of_staying(n=2000, providers=6), "few_providers"),
        (effect_of_staying(n=2000).assign(cause=0), "too_few_leavers"),
        (effect_of_staying(n=2000).assign(cause=1), "too_few_leavers"),
        (effect_of_staying(n=2000).assign(time_days=7.0), "too_few"),
    ],
)
def test_too_little_gives_a_reason_and_no_number(frame, reason):
    found = staying_verdict(frame, outcome=1, max_weeks=156)
    assert (found.verdict.verdict, found.verdict.reason) == ("cannot_tell", reason)
    assert np.isnan(found.estimate.value)
    assert found.estimate.reason in {"too_few", "few_clusters"}
