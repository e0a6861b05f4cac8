"""Rates of leaving by bands of weeks, and the hazards of three parts, against R's Poisson regressions."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from batt.relationships.staying.exit_hazards import exit_hazards, hazard_bands, time_at_risk
from batt.relationships.staying.three_parts import three_parts


def table(stays, edges):
    return exit_hazards(
        time_at_risk(stays["time"], stays["cause"], stays["entry"], stays["cluster"], edges)
    ).set_index("cause")


def test_rates_and_limits_are_those_of_a_poisson_regression_with_the_sandwich(stays, reference):
    """Closed form: 1e-6 (R's own fit is iterative, but ends far below that)."""
    expected = reference("landmark")
    job = table(stays, stays["edges"]).loc["job"]
    np.testing.assert_allclose(job["hazard"], expected["rate"], rtol=1e-6)
    q = stats.t.ppf(0.975, expected["n_clusters"] - 1)
    np.testing.assert_allclose(
        job["high"], job["hazard"] * np.exp(q * np.array(expected["log_rate_se"])), rtol=1e-6
    )


def test_three_parts_are_the_ratios_of_that_regression(stays, reference):
    expected = reference("landmark")
    parts = three_parts(
        stays["time"],
        stays["cause"],
        stays["entry"],
        stays["cluster"],
        outcome=1,
        weeks=tuple(stays["edges"][1:]),
    )
    ratios = [parts.to_early, parts.to_late]
    np.testing.assert_allclose(
        np.log([one.value for one in ratios]), expected["middle_to_others_log"], rtol=1e-6
    )
    np.testing.assert_allclose([one.se for one in ratios], expected["middle_to_others_se"], rtol=1e-6)
    integrated = -np.diff(np.log(1 - np.array(expected["incidence"]))) / np.diff(stays["edges"])
    assert parts.sub_to_early.value == pytest.approx(integrated[1] / integrated[0], rel=1e-6)
    assert parts.sub_to_late.value == pytest.approx(integrated[1] / integrated[2], rel=1e-6)


def test_time_at_risk_begins_with_the_entry_and_adds_up():
    at_risk = time_at_risk(
        np.array([21.0, 70.0]), np.array([1, 0]), np.array([0.0, 14.0]), np.array(["a", "b"]), [0, 2, 5, 20]
    )
    np.testing.assert_allclose(at_risk.person_weeks, [[2, 1, 0], [0, 3, 5]])
    assert at_risk.exits[1].tolist() == [[0, 1, 0], [0, 0, 0]]
    assert at_risk.n_in.tolist() == [1, 2, 1]


def test_few_exits_get_exact_limits_and_none_a_finite_upper_one():
    rows = exit_hazards(
        time_at_risk(np.full(30, 70.0), np.repeat([1, 0], 15), np.zeros(30), np.arange(30) % 6, [0, 10])
    ).set_index("cause")
    # Garwood's limits of 15 events, from tables: 8.40 and 24.74.
    np.testing.assert_allclose(
        rows.loc["job", ["low", "high"]].astype(float) * 300, [8.395, 24.740], atol=2e-3
    )
    assert rows.loc["active", "low"] == 0 and rows.loc["active", "high"] * 300 == pytest.approx(
        3.689, abs=1e-3
    )


def test_bands_have_nobody_or_at_least_five_of_each_cause():
    rng = np.random.default_rng(1)
    time, cause = np.ceil(rng.exponential(200, 300)), rng.integers(1, 4, 300)
    edges = hazard_bands(time, cause, 104)
    weeks = time / 7
    for low, high in pairwise(edges):
        counts = [((weeks > low) & (weeks <= high) & (cause == one)).sum() for one in (1, 2, 3)]
        assert all(count == 0 or count >= 5 for count in counts)
    assert edges[0] == 0 and edges[-1] == 104


@pytest.mark.parametrize(
    ("n", "providers", "cause", "reason"),
    [(0, 5, 1, "too_few"), (90, 1, 1, "one_cluster"), (90, 5, 2, "separation")],
)
def test_parts_without_people_providers_or_exits_have_a_reason(n, providers, cause, reason):
    rng = np.random.default_rng(1)
    parts = three_parts(
        np.ceil(rng.exponential(200, n)),
        np.full(n, cause),
        np.zeros(n),
        rng.integers(0, providers, n),
        outcome=1,
        weeks=(8, 20, 52),
    )
    assert {parts.to_early.reason, parts.sub_to_late.reason} == {reason}
    assert not parts.stands_out
