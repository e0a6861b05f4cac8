"""What the silent could have said."""

import numpy as np
import pytest

from batt.relationships.surveys.non_response_bounds import mean_bounds, share_bounds, width_of_bounds


def test_bounds_give_every_silent_one_the_worst_and_the_best_answer():
    bounds = share_bounds(60, 80, 100)
    assert (bounds.worst, bounds.best, bounds.response) == (0.60, 0.80, 0.80)


def test_bounds_of_a_mean_stay_on_the_scale():
    # Ten answers of 4 and ten silent: (40 + 10)/20 and (40 + 60)/20.
    bounds = mean_bounds(40, 10, 20, lowest=1, highest=6)
    assert (bounds.worst, bounds.best) == (2.5, 5.0)


def test_bounds_meet_when_everybody_answered():
    bounds = share_bounds(7, 10, 10)
    assert bounds.worst == bounds.best == 0.7


@pytest.mark.parametrize(
    ("answered", "invited", "reason"),
    [(10, np.nan, "not_delivered"), (10, 9, "not_delivered"), (0, 0, "too_few")],
)
def test_unknown_or_impossible_numbers_invited_give_the_reason(answered, invited, reason):
    bounds = share_bounds(0, answered, invited)
    assert bounds.reason == reason
    assert np.isnan([bounds.worst, bounds.best, bounds.response]).all()


def test_width_is_the_scale_times_the_share_unknown():
    unknown = np.tile([True, False, False, False], 30)
    provider = np.repeat(np.arange(24), 5)
    found = width_of_bounds(unknown, provider, lowest=1, highest=6)
    assert found.value == pytest.approx(5 * 0.25)
    # By hand: residual sums by provider.
    totals = np.array([5 * (unknown[provider == one] - 0.25).sum() for one in range(24)])
    assert found.se == pytest.approx(np.sqrt(24 / 23 * (totals**2).sum()) / 120)
    assert found.df == 23


@pytest.mark.parametrize(
    ("unknown", "provider", "reason"),
    [
        ([], [], "too_few"),
        ([True, False, True], [1, 1, 1], "one_cluster"),
        ([False] * 4, [1, 1, 2, 2], "no_variation_in_outcome"),
    ],
)
def test_width_of_nothing_gives_the_reason(unknown, provider, reason):
    assert width_of_bounds(unknown, provider, lowest=1, highest=6).reason == reason
