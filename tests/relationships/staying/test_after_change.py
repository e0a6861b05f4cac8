"""A hazard after a change against before it: no immortal time."""

import numpy as np

from batt.relationships.staying.after_change import hazard_after


def draw(ratio, n=3000, seed=1):
    """Draw people whose hazard is multiplied by `ratio` once a change has come."""
    rng = np.random.default_rng(seed)
    change = rng.exponential(150, n)
    u = rng.exponential(1, n)
    time = np.where(u < change / 300, u * 300, change + (u - change / 300) * 300 / ratio)
    seen = rng.uniform(100, 900, n)
    return np.zeros(n), np.minimum(time, seen), time <= seen, rng.integers(0, 40, n), change


def test_a_change_without_effect_gives_one_although_the_changed_live_longer():
    entry, time, event, provider, change = draw(1.0)
    found = hazard_after(entry, time, event, provider, change)
    assert found.low < 1 < found.high and found.n == 3000 and found.n_clusters == 40
    # Taking "ever changed" for a trait would give them time that they could not have lost.
    is_ever = change < time
    rates = [event[group].sum() / time[group].sum() for group in (is_ever, ~is_ever)]
    assert rates[0] / rates[1] < 0.7


def test_a_change_that_doubles_the_hazard_is_found():
    found = hazard_after(*draw(2.0))
    assert found.low > 1.5 and found.low < 2 < found.high


def test_nobody_changed_no_event_and_nobody_there_have_reasons():
    entry, time, event, provider, _ = draw(1.0, n=200)
    never = np.full(200, np.nan)
    assert hazard_after(entry, time, event, provider, never).reason == "constant_exposure"
    assert hazard_after(entry, time, event & False, provider, time / 2).reason == "all_censored"
    none = np.empty(0)
    assert hazard_after(none, none, none, none, none).reason == "too_few"
    assert hazard_after(entry, time, event, np.zeros(200), time / 2).reason == "one_cluster"
