"""Two groups at a landmark, against differences of proportions."""

import numpy as np
import pytest

from batt.relationships.staying.landmark_groups import landmark_groups


def draw(n=400, seed=1, providers=20, ratio=2.0):
    rng = np.random.default_rng(seed)
    has_mark = rng.random(n) < 0.5
    job = rng.exponential(300 / np.where(has_mark, ratio, 1.0))
    other = rng.exponential(400, n)
    time = np.ceil(np.minimum(job, other))
    return time, np.where(job < other, 1, 3), np.zeros(n), rng.integers(0, providers, n), has_mark


def test_difference_is_that_of_proportions_with_the_spread_between_providers():
    time, cause, entry, provider, has_mark = draw()
    found = landmark_groups(time, cause, entry, provider, has_mark, outcome=1, week=4, horizon_weeks=26)
    is_in = time > 28
    y = ((cause == 1) & (time <= 210))[is_in].astype(float)
    x = has_mark[is_in]
    means = [y[~x].mean(), y[x].mean()]
    np.testing.assert_allclose(found.share, means)
    assert found.difference.value == pytest.approx(means[1] - means[0])
    # Linear regression on the mark: score by provider, sandwich with G/(G − 1).
    residual = (y - np.where(x, means[1], means[0])) * np.where(x, 1 / x.sum(), -1 / (~x).sum())
    totals = np.bincount(provider[is_in], residual)
    assert found.difference.se == pytest.approx(np.sqrt((totals**2).sum() * 20 / 19), rel=1e-9)
    assert found.difference.df == 19


def test_who_entered_after_the_landmark_or_left_before_it_is_not_compared():
    time, cause, entry, provider, has_mark = draw()
    late = entry.copy()
    late[:50] = np.minimum(40.0, time[:50] - 0.5)
    found = landmark_groups(time, cause, late, provider, has_mark, outcome=1, week=4, horizon_weeks=26)
    assert found.n_in.sum() == ((late <= 28) & (time > 28)).sum()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"has_mark": np.zeros(400, dtype=bool)}, "one_group"),
        ({"provider": np.zeros(400, dtype=int)}, "one_cluster"),
        ({"cause": np.full(400, 2)}, "no_variation_in_outcome"),
        ({"time": np.full(400, 5.0)}, "too_few"),
        ({"has_mark": np.arange(400) < 10}, "too_few"),
    ],
)
def test_what_cannot_be_compared_has_a_reason_and_no_number(change, reason):
    given = dict(zip(("time", "cause", "entry", "provider", "has_mark"), draw())) | change
    found = landmark_groups(*given.values(), outcome=1, week=4, horizon_weeks=26).difference
    assert found.reason == reason and np.isnan(found.value)


def test_a_group_without_any_job_is_separation():
    time, cause, entry, provider, has_mark = draw()
    cause = np.where(has_mark, cause, 2)
    found = landmark_groups(time, cause, entry, provider, has_mark, outcome=1, week=4, horizon_weeks=26)
    assert found.difference.reason == "separation"
