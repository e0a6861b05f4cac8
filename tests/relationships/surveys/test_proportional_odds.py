"""The ordered logit and the test of proportionality against R."""

import numpy as np
import pytest

from batt.relationships.surveys.proportional_odds import proportional_odds
from batt.relationships.surveys.proportionality import proportionality

COLUMNS = ["female", "age10"]


@pytest.mark.parametrize("item", ["A1", "A4", "C2", "E4", "N1", "O3"])
def test_bfi_items_are_fitted_as_by_polr(item, bfi, reference):
    # An iterative fit: 1e-4 relative (polr stops at 1e-8 of the deviance).
    wanted = reference("ordinal_groups")[f"bfi_polr_{item}_female_age10"]
    found = proportional_odds(bfi[item], bfi[COLUMNS])
    assert found.n == wanted["n"]
    assert found.coef == pytest.approx([wanted["coef"][name] for name in COLUMNS], rel=1e-4, abs=1e-6)
    assert np.sqrt(np.diag(found.vcov)) == pytest.approx([wanted["se"][name] for name in COLUMNS], rel=1e-4)
    assert found.thresholds == pytest.approx(list(wanted["thresholds"].values()), rel=1e-4)
    assert found.log_likelihood == pytest.approx(wanted["logLik"], rel=1e-8)
    assert found.estimates[0].value == pytest.approx(wanted["or"]["female"], rel=1e-4)
    assert found.estimates[0].p == pytest.approx(wanted["p"]["female"], rel=1e-2)


@pytest.mark.parametrize("item", ["A4", "C2"])
def test_clustered_standard_errors_are_the_sandwich_of_scores(item, bfi, reference):
    # Scores by numerical differences in R: 1e-4 relative.
    wanted = reference("surveys")[f"polr_{item}_by_age"]
    found = proportional_odds(bfi[item], bfi[COLUMNS], bfi["age"])
    assert found.n_clusters == wanted["n_clusters"]
    assert np.sqrt(np.diag(found.vcov)) == pytest.approx(wanted["se"], rel=1e-4)


@pytest.mark.parametrize("item", ["A1", "A4", "C2", "E4"])
def test_proportionality_is_tested_as_brant_did(item, bfi, reference):
    wanted, found = (
        reference("surveys")[f"brant_{item}"],
        proportionality(bfi[item], bfi[COLUMNS]),
    )
    assert found.df == wanted["df"]
    assert [found.statistic, found.p] == pytest.approx([wanted["statistic"], wanted["p"]], rel=1e-4)
    assert found.by_column[0] == pytest.approx(wanted["female"], rel=1e-4)
    assert found.by_column[1] == pytest.approx(wanted["age10"], rel=1e-4)
    assert found.coef == pytest.approx(np.array(wanted["coef"]), rel=1e-4, abs=1e-6)


def test_answers_nobody_gave_take_no_threshold():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=200), rng.choice([1, 2, 5], 200)
    assert len(proportional_odds(y, x).thresholds) == 2
    # Only the order counts.
    assert proportional_odds(y, x).coef == pytest.approx(proportional_odds(y**2, x).coef)


def test_rows_with_something_missing_are_left_out():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=100), rng.integers(1, 7, 100).astype(float)
    holed = y.copy()
    holed[:10] = np.nan
    assert proportional_odds(holed, x).coef == pytest.approx(proportional_odds(y[10:], x[10:]).coef)


GROUPS = np.repeat([0.0, 1.0], 30)
MIXED = np.tile([1.0, 2, 3, 4, 5, 6], 10)


@pytest.mark.parametrize(
    ("answers", "x", "clusters", "reason"),
    [
        ([], np.empty((0, 1)), None, "too_few"),
        (np.full(60, 4.0), GROUPS, None, "no_variation_in_outcome"),
        (MIXED, np.ones(60), None, "constant_exposure"),
        (MIXED, np.column_stack([GROUPS, 1 - GROUPS]), None, "singular"),
        (np.where(GROUPS == 1, 6, np.tile([1.0, 2, 3], 20)), GROUPS, None, "separation"),
        (MIXED, GROUPS, np.zeros(60), "one_cluster"),
    ],
)
def test_answers_that_cannot_be_fitted_give_the_reason(answers, x, clusters, reason):
    fit = proportional_odds(answers, x, clusters)
    assert fit.reason == reason
    assert np.isnan(fit.coef).all()
    assert {estimate.reason for estimate in fit.estimates} == {reason}
    test = proportionality(answers, x, clusters)
    assert test.reason == reason
    assert np.isnan(test.p)


def test_two_answers_have_no_proportionality_to_test():
    assert proportionality(np.tile([1.0, 2, 2], 20), GROUPS).reason == "too_few"
