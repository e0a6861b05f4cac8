"""Shares leaving within a window among those still in, against R's survfit and against counting by hand."""

import numpy as np
import pytest

from batt.relationships.staying.clustered_incidence import clustered_se
from batt.relationships.staying.cumulative_incidence import cumulative_incidence
from batt.relationships.staying.exit_counts import exit_counts
from batt.relationships.staying.landmark import landmark_shares, landmark_weeks


def test_shares_and_their_errors_are_those_of_survfit(stays, reference):
    """Closed form: 1e-6. R's error is without the factor G/(G − 1)."""
    expected = reference("landmark")
    found = landmark_shares(
        stays["time"],
        stays["cause"],
        stays["entry"],
        stays["cluster"],
        outcome=1,
        horizon_weeks=float(stays["horizon"]),
        weeks=stays["weeks"],
    )
    g = expected["n_clusters"]
    np.testing.assert_allclose(found.share, expected["share"], rtol=1e-6)
    np.testing.assert_allclose(
        clustered_se(found.influence), np.array(expected["se"]) * np.sqrt(g / (g - 1)), rtol=1e-6
    )
    assert found.n_clusters == g
    assert (found.low < found.share).all() and (found.share < found.high).all()


def test_with_everybody_seen_a_share_is_what_counting_gives():
    time = np.array([5, 10, 12, 20, 30, 40, 50, 60, 70, 80])
    cause = np.array([1, 2, 1, 1, 3, 1, 2, 1, 3, 1])
    provider = np.array(list("aabbccaabb"))
    found = landmark_shares(time, cause, np.zeros(10), provider, outcome=1, horizon_weeks=4, weeks=[0, 1, 5])
    # In after day 0, 7 and 35; jobs by day 28, 35 and 63.
    np.testing.assert_allclose(found.share, [3 / 10, 2 / 9, 2 / 5])
    assert found.n_in.tolist() == [10, 9, 5] and found.outcomes_n.tolist() == [3, 2, 2]


def test_counts_by_day_give_the_same_incidence_as_the_curve_of_persons(stays):
    counts = exit_counts(
        stays["time"],
        stays["cause"],
        stays["entry"],
        np.zeros(len(stays["time"]), dtype=int),
        outcome=2,
        n_clusters=1,
        days=200,
    )
    curve = cumulative_incidence(stays["time"], stays["cause"], stays["entry"], at=[200])
    whole = landmark_shares(
        stays["time"],
        stays["cause"],
        stays["entry"],
        stays["cluster"],
        outcome=2,
        horizon_weeks=200 / 7,
        weeks=[0],
    )
    assert whole.share[0] == pytest.approx(curve.of(2).cif[0], rel=1e-9)
    assert counts.at_risk[0, 99] == ((stays["entry"] < 100) & (stays["time"] >= 100)).sum()
    assert counts.exits.sum() == ((stays["cause"] > 0) & (stays["time"] <= 200)).sum()


def test_a_week_with_nobody_in_has_no_share_and_a_share_of_zero_has_a_limit():
    found = landmark_shares(
        np.array([10, 20, 30, 40]),
        np.array([2, 2, 2, 2]),
        np.zeros(4),
        np.array([1, 1, 2, 2]),
        outcome=1,
        horizon_weeks=2,
        weeks=[0, 10],
    )
    assert np.isnan(found.share[1])
    assert found.share[0] == found.low[0] == 0 and 0 < found.high[0] < 1


@pytest.mark.parametrize(("n", "providers", "reason"), [(0, 1, "too_few"), (40, 1, "one_cluster")])
def test_nobody_or_one_provider_gives_a_reason(n, providers, reason):
    rng = np.random.default_rng(1)
    found = landmark_shares(
        rng.integers(1, 99, n),
        np.ones(n, dtype=int),
        np.zeros(n),
        rng.integers(0, providers, n),
        outcome=1,
        horizon_weeks=2,
        weeks=[0],
    )
    assert found.reason == reason and len(found.share) == 0


def test_landmarks_end_where_few_are_left_at_the_end_of_the_window():
    time = np.concatenate([np.full(500, 70.0), np.full(60, 140.0), np.full(40, 700.0)])
    weeks = landmark_weeks(time, np.zeros(600), 4, np.inf)
    # 100 are in until week 20, 40 (fewer than 50) after it.
    assert weeks[0] == 0 and weeks[-1] == 15
    assert landmark_weeks(time, np.zeros(600), 4, 12.0)[-1] == 8
    assert len(landmark_weeks(np.empty(0), np.empty(0), 4, 12.0)) == 0
