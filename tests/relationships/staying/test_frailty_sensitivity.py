"""What is known at intake held fixed, and how strong what is not known would have to be."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.staying.frailty_sensitivity import (
    intake_groups,
    needed_odds_ratio,
    standardised_shares,
)
from batt.relationships.staying.landmark import landmark_shares
from batt.relationships.staying.range_scan import scan_ranges

WEEKS = np.arange(0.0, 60.0)


def fixed_by_a_trait(n=6000, seed=1, providers=40):
    """Draw people whose trait decides both the chance of a job and when they leave, at a constant rate."""
    rng = np.random.default_rng(seed)
    trait = rng.choice(["1", "2", "3"], n)
    rate = pd.Series(trait).map({"1": 0.002, "2": 0.006, "3": 0.02}).to_numpy()
    job = rng.exponential(1 / rate)
    other = rng.exponential(1 / 0.004, n)
    time = np.ceil(np.minimum(job, other))
    return pd.DataFrame(
        {
            "time": time,
            "cause": np.where(job < other, 1, 3),
            "entry": 0.0,
            "provider": rng.integers(0, providers, n),
            "work_capability": trait,
            "gender": rng.choice(["K", "M"], n),
        }
    )


def curves(people, traits):
    arrays = [people[name].to_numpy() for name in ("time", "cause", "entry", "provider")]
    left, there = people["cause"].to_numpy() > 0, people["cause"].to_numpy() == 1
    groups = intake_groups(people[traits], left, there)
    crude = landmark_shares(*arrays, outcome=1, horizon_weeks=8, weeks=WEEKS)
    held = standardised_shares(*arrays, groups, outcome=1, horizon_weeks=8, weeks=WEEKS)
    return groups, crude, held


def test_a_fall_that_a_known_trait_makes_is_gone_once_it_is_held_fixed():
    _, crude, held = curves(fixed_by_a_trait(60000), ["work_capability"])
    assert held.weeks[-1] > 25
    assert crude.share[0] - crude.share[25] > 0.1
    assert abs(held.share[0] - held.share[25]) < 0.02


def test_a_trait_that_means_nothing_changes_nothing():
    people = fixed_by_a_trait()
    groups, crude, held = curves(people, ["gender"])
    assert groups.odds_ratio == pytest.approx(1, abs=0.2)
    np.testing.assert_allclose(held.share[:20], crude.share[:20], atol=0.01)


def test_the_strength_of_known_traits_is_the_odds_ratio_between_their_extremes():
    groups, _, _ = curves(fixed_by_a_trait(60000), ["work_capability"])
    # Job chances 1/3, 3/5 and 5/6, so odds 0.5 and 5.
    assert groups.odds_ratio == pytest.approx(10, rel=0.1)
    assert set(np.unique(groups.group)) == {0, 1, 2}


def test_without_traits_or_with_one_value_there_are_no_groups():
    people = fixed_by_a_trait(300).assign(gender="K")
    left, there = people["cause"] > 0, people["cause"] == 1
    assert intake_groups(people[["gender"]], left, there).reason == "not_delivered"
    assert intake_groups(people[[]], left, there).reason == "not_delivered"
    assert intake_groups(people[["work_capability"]], left & False, there).reason == "not_delivered"


def test_needed_strength_is_the_odds_ratio_between_weeks_on_the_weaker_side():
    time = np.repeat([1.0], 10)
    shares = landmark_shares(
        time, np.ones(10, dtype=int), np.zeros(10), np.arange(10), outcome=1, horizon_weeks=1, weeks=[0]
    )
    curve = np.repeat([0.2, 0.5, 0.3, 0.3], 3)
    influence = np.random.default_rng(1).standard_normal((40, 12)) * 0.001
    shares = type(shares)(np.arange(12.0), 1.0, *(np.zeros(12),) * 2, curve, curve, curve, influence, 10, 40)
    scan = scan_ranges(shares.weeks, curve, influence, seed=1, bands=4)
    needed = needed_odds_ratio(shares, scan)
    assert (scan.week_low, scan.week_high) == (3, 5)
    assert needed.odds_ratio == pytest.approx((0.5 / 0.5) / (0.3 / 0.7), rel=1e-9)
    assert 0.9 * needed.odds_ratio < needed.low < needed.odds_ratio
