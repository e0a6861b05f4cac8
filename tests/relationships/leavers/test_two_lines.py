"""The two-lines test against R at a given break, and its own break."""

import numpy as np
import pytest

from batt.relationships import two_lines


def test_interrupted_regression_agrees_with_r(jobcorps, reference):
    expected = reference("duration_ushape")["jobcorps_half_two_lines_at_turning_point"]
    lines = two_lines(jobcorps["weeks"], jobcorps["half"], breakpoint=expected["breakpoint"])
    assert lines.covariance == "HC3"
    for name in ("slope_below", "se_below", "p_below", "slope_above", "se_above", "p_above"):
        assert getattr(lines, name) == pytest.approx(expected[name], rel=1e-6), name
    assert lines.is_inverted_u


def test_break_does_not_depend_on_the_unit(jobcorps):
    weeks = two_lines(jobcorps["weeks"], jobcorps["half"])
    hours = two_lines(jobcorps["d"], jobcorps["half"])
    assert hours.breakpoint == pytest.approx(40 * weeks.breakpoint, rel=1e-9)
    assert hours.slope_below * 40 == pytest.approx(weeks.slope_below, rel=1e-9)
    assert hours.p_above == pytest.approx(weeks.p_above, rel=1e-6)


def test_a_tent_is_found_with_its_break():
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 100, 3000)
    y = 60 - np.abs(x - 60) + rng.normal(0, 5, 3000)
    lines = two_lines(x, y)
    assert lines.is_inverted_u
    assert lines.breakpoint == pytest.approx(60, abs=4)


@pytest.mark.parametrize("family", ["linear", "logit"])
def test_a_u_is_no_inverted_u(family):
    rng = np.random.default_rng(2)
    x = rng.uniform(0, 100, 3000)
    y = rng.random(3000) < 0.2 + 0.6 * (np.abs(x - 50) / 50)
    lines = two_lines(x, y, family=family)
    assert lines.reason == ""
    assert not lines.is_inverted_u


def test_a_curve_that_levels_off_is_seldom_called_an_inverted_u():
    found = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = rng.gamma(2, 15, 2000)
        found += two_lines(x, rng.random(2000) < 0.5 - 0.35 * np.exp(-x / 12)).is_inverted_u
    assert found <= 6


def test_clusters_widen_the_standard_errors():
    rng = np.random.default_rng(4)
    cluster = np.repeat(np.arange(40), 50)
    x = rng.uniform(0, 10, 40)[cluster] + rng.normal(0, 0.5, 2000)
    y = rng.normal(0, 2, 40)[cluster] + rng.normal(0, 1, 2000)
    alone = two_lines(x, y, breakpoint=5)
    grouped = two_lines(x, y, clusters=cluster, breakpoint=5)
    assert grouped.slope_below == pytest.approx(alone.slope_below)
    assert grouped.se_below > 2 * alone.se_below
    assert (grouped.covariance, grouped.n_clusters) == ("cluster", 40)


def test_a_break_at_the_edge_gives_a_reason():
    x = np.repeat([1.0, 2.0, 3.0, 4.0], 25)
    assert two_lines(x, x, breakpoint=3.5).reason == "break_at_edge"
