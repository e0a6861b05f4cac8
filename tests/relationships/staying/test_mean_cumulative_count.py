"""The mean number of events per person against R. Closed form: 1e-6 relative."""

import warnings

import numpy as np
import pandas as pd
import pytest

from batt.relationships.staying.mean_cumulative_count import mean_cumulative_count


def curve_of(invented, has_left, events):
    return mean_cumulative_count(
        invented["time"], has_left, *events, entry=invented["entry"], clusters=invented["cluster"]
    )


def test_with_leaving_it_agrees_with_the_estimator_written_down_in_r(invented, invented_events, reference):
    expected = reference("staying")["mean_count"]
    curve = curve_of(invented, invented["cause"] > 0, invented_events)
    at = np.array(expected["day"]) - 1
    assert curve.mean[at] == pytest.approx(expected["leaving"]["mean"], rel=1e-6)
    # R moves each cluster's weight by a ten-thousandth: a numerical derivative.
    assert curve.se[at] == pytest.approx(expected["leaving"]["se"], rel=1e-5)


def test_where_nobody_leaves_it_agrees_too(invented, invented_events, reference):
    numbers = reference("staying")["mean_count"]
    expected, at = numbers["one_event_a_day"], np.array(numbers["day"]) - 1
    once = pd.DataFrame(np.transpose(invented_events)).drop_duplicates().to_numpy().T
    curve = curve_of(invented, 0 * invented["cause"], once)
    assert curve.mean[at] == pytest.approx(expected["mean"], rel=1e-6)
    assert curve.se[at] == pytest.approx(expected["se"], rel=1e-5)


@pytest.mark.parametrize("what", ["mean", "jackknife_se"])
def test_the_estimator_written_down_in_r_is_nelson_aalen_of_survfit_where_nobody_leaves(reference, what):
    numbers = reference("staying")["mean_count"]
    assert numbers["one_event_a_day"][what] == pytest.approx(numbers["survfit"][what], rel=1e-6)


def test_small_example_by_hand():
    # Day 1: three in, one event. Day 2: one of three leaves, two events. Day 3: two in, one event.
    curve = mean_cumulative_count([2, 3, 3], [1, 0, 0], [0, 1, 2, 1], [1, 2, 2, 3], clusters=["a", "b", "c"])
    assert curve.mean == pytest.approx([1 / 3, 1, 1 + 2 / 3 * 1 / 2])
    assert curve.n_risk.tolist() == [3, 3, 2]


def test_counting_the_leavers_as_still_in_would_be_too_high(invented, invented_events):
    right = curve_of(invented, invented["cause"] > 0, invented_events)
    naive = curve_of(invented, 0 * invented["cause"], invented_events)
    assert naive.mean[59] > 1.5 * right.mean[59]


def test_events_outside_the_time_under_observation_are_left_out_and_counted():
    curve = mean_cumulative_count(
        [5, 6], [1, 0], [0, 0, 0, 1, 1], [2, 5.5, 4, 3, np.nan], entry=[2, 0], clusters=[1, 2]
    )
    assert (curve.events, curve.left_out) == (2, 3)


def test_limits_lie_about_the_mean_and_have_no_width_before_the_first_event(invented, invented_events):
    curve = curve_of(invented, invented["cause"] > 0, invented_events)
    some = curve.mean > 0
    assert (curve.low[some] < curve.mean[some]).all()
    assert (curve.mean[some] < curve.high[some]).all()
    assert (curve.high[~some] == 0).all()


BAD = {
    "too_few": ([], [], [], [], []),
    "no_variation_in_outcome": ([3, 4], [1, 0], [], [], [1, 2]),
    "one_cluster": ([3, 4], [1, 0], [0], [2], [1, 1]),
}


@pytest.mark.parametrize("reason", BAD)
def test_data_that_cannot_carry_a_curve_give_the_reason(reason):
    time, left, row, moment, clusters = BAD[reason]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        curve = mean_cumulative_count(time, left, row, moment, clusters=clusters)
    assert curve.reason == reason
    assert len(curve.mean) == 0
