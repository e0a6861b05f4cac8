"""Correlation with a jackknife interval."""

import numpy as np
import pytest

from batt.relationships.surveys.robust_correlation import robust_correlation


def test_interval_is_the_jackknife_of_fishers_z(made, reference):
    # Closed forms: 1e-6 relative.
    wanted, found = reference("surveys")["correlation"], robust_correlation(made.x, made.y)
    assert found.value == pytest.approx(wanted["r"], rel=1e-6)
    half = (np.arctanh(found.high) - np.arctanh(found.low)) / 2
    assert half == pytest.approx(2.055529438642871 * wanted["se_z"], rel=1e-6)  # qt(.975, 26)


def test_providers_with_a_missing_figure_are_left_out(made):
    x = np.append(made.x, [np.nan, 3.0])
    y = np.append(made.y, [3.0, np.nan])
    assert robust_correlation(x, y) == robust_correlation(made.x, made.y)


@pytest.mark.parametrize(
    ("x", "y", "reason"),
    [
        ([], [], "too_few"),
        (np.arange(9.0), np.arange(9.0) % 4, "too_few"),
        (np.full(20, 3.0), np.arange(20.0), "constant_exposure"),
        (np.arange(20.0), np.arange(20.0), "singular"),
        (np.eye(20)[0], np.eye(20)[0] + np.arange(20.0), "singular"),
    ],
)
def test_figures_that_carry_no_correlation_give_the_reason(x, y, reason):
    assert robust_correlation(x, y).reason == reason
