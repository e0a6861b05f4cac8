"""What a logit's coefficient means in shares: the value by hand, the gradient by differences."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import norm

from batt.relationships.clustered.average_effect import average_effect

DESIGN = np.column_stack([np.repeat([0.0, 1.0], 10), np.ones(20), np.linspace(-2, 2, 20)])
COEF = np.array([0.6, -0.4, 0.3])


def test_a_column_of_two_values_gives_the_difference_of_the_mean_shares():
    rest = -0.4 + 0.3 * DESIGN[:, 2]
    expected = (expit(rest + 0.6) - expit(rest)).mean()
    assert average_effect(DESIGN, 0, COEF).value == pytest.approx(expected, rel=1e-12)


def test_a_column_of_many_values_gives_the_mean_slope():
    p = expit(DESIGN @ COEF)
    assert average_effect(DESIGN, 2, COEF).value == pytest.approx((p * (1 - p) * 0.3).mean(), rel=1e-12)


def test_levels_of_clusters_are_averaged_over():
    def share(eta):
        return quad(lambda u: expit(eta + 0.8 * u) * norm.pdf(u), -10, 10)[0]

    expected = np.mean([share(-0.4 + 0.3 * z + 0.6) - share(-0.4 + 0.3 * z) for z in DESIGN[:, 2]])
    assert average_effect(DESIGN, 0, COEF, sd=0.8).value == pytest.approx(expected, rel=1e-8)


def test_counts_stand_for_that_many_rows():
    counts = np.arange(1.0, 21.0)
    repeated = np.repeat(DESIGN, counts.astype(int), axis=0)
    one, other = average_effect(DESIGN, 2, COEF, 0.5, counts), average_effect(repeated, 2, COEF, 0.5)
    assert one.value == pytest.approx(other.value, rel=1e-12)
    np.testing.assert_allclose(one.gradient, other.gradient, rtol=1e-12)


@pytest.mark.parametrize("column", [0, 2])
def test_the_gradient_is_the_derivative_by_every_parameter(column):
    theta, step = np.append(COEF, 0.7), 1e-6
    slopes = [
        (
            average_effect(DESIGN, column, (theta + step * one)[:3], (theta + step * one)[3]).value
            - average_effect(DESIGN, column, (theta - step * one)[:3], (theta - step * one)[3]).value
        )
        / (2 * step)
        for one in np.eye(4)
    ]
    np.testing.assert_allclose(
        average_effect(DESIGN, column, COEF, 0.7).gradient, slopes, rtol=1e-5, atol=1e-9
    )
