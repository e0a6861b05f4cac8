"""Everything that can happen to a provider, and how likely: against scipy's own distributions."""

import numpy as np
import pytest
from scipy import stats

from batt.comparisons.null_model import NODES, WEIGHTS, NullModel
from batt.comparisons.outcomes import counts_up_to, shares_of
from batt.comparisons.overdispersion import chance_square, chance_squares

SIZES = np.array([1.0, 6.0, 30.0])
SHARE, COUNT = NullModel("proportion", 0.2, high=1.0), NullModel("count", 10.0)


def own_targets(model: NullModel, tau2: float) -> np.ndarray:
    return model.natural(model.centre(tau2) + np.sqrt(tau2) * NODES)


# With the largest variance some providers never have an event and some always do.
@pytest.mark.parametrize("tau2", [0.05, 0.6])
def test_shares_have_the_binomial_probabilities_averaged_over_targets(tau2):
    outcomes = shares_of(SIZES)
    own = own_targets(SHARE, tau2)
    expected = stats.binom.pmf(outcomes.events[:, None], outcomes.size[:, None], own) @ WEIGHTS
    np.testing.assert_allclose(SHARE.chances(outcomes, tau2), expected, rtol=1e-9, atol=1e-300)


@pytest.mark.parametrize("tau2", [1.5, 30.0])
def test_counts_have_the_poisson_probabilities_averaged_over_targets(tau2):
    outcomes = counts_up_to(SIZES, SIZES * 10)
    own = own_targets(COUNT, tau2)
    expected = stats.poisson.pmf(outcomes.events[:, None], outcomes.size[:, None] * own) @ WEIGHTS
    np.testing.assert_allclose(COUNT.chances(outcomes, tau2), expected, rtol=1e-9, atol=1e-300)


def test_every_number_of_events_of_each_size_is_there_once():
    outcomes = shares_of(np.array([1.0, 3.0]))
    assert outcomes.events.tolist() == [0, 1, 0, 1, 2, 3]
    assert outcomes.size.tolist() == [1, 1, 3, 3, 3, 3]
    assert outcomes.measure.tolist() == pytest.approx([0, 1, 0, 1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("model", [SHARE, COUNT])
def test_a_variance_tried_before_leaves_no_trace(model):
    square = chance_squares(model, SIZES)
    tried = [square(tau2) for tau2 in (0.0, 0.5, 0.05)]
    assert tried == [chance_square(model, SIZES, tau2) for tau2 in (0.0, 0.5, 0.05)]
    assert len(set(tried)) == 3
