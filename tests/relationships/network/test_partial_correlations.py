"""Partial correlations against corpcor, and on data that cannot carry them.

Agreement is asked to 1e-6; where R took a numerical derivative, to 1e-5.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.relationships.network.partial_correlations import (
    normal_scores,
    partial_correlations,
    shrunken_correlation,
)

STORED = json.loads((Path(__file__).parents[1] / "reference" / "network.json").read_text(encoding="utf-8"))
RESULTS = STORED["results"]
X = np.array(STORED["inputs"]["x"], dtype=float)


def table(x):
    return pd.DataFrame(x, columns=[f"i{i:02}" for i in range(1, x.shape[1] + 1)])


def test_shrunken_correlations_agree_with_corpcor():
    shrunken, intensity = shrunken_correlation(X)
    assert intensity == pytest.approx(RESULTS["intensity"], rel=1e-6)
    assert shrunken == pytest.approx(np.array(RESULTS["shrunken"]), rel=1e-6)


def test_partial_correlations_plain_and_shrunken_agree_with_corpcor():
    found = partial_correlations(table(X), scores="raw")
    assert found.partial == pytest.approx(np.array(RESULTS["partial"]), rel=1e-6)
    assert found.shrunken == pytest.approx(np.array(RESULTS["shrunken_partial"]), rel=1e-6)


def test_limits_agree_with_numerical_influence_in_r():
    estimate = partial_correlations(table(X), scores="raw").estimate("i01", "i02")
    assert estimate.low == pytest.approx(RESULTS["first_pair"]["low"], rel=1e-5)
    assert estimate.high == pytest.approx(RESULTS["first_pair"]["high"], rel=1e-5)


def test_matrices_are_symmetric_and_p_goes_with_the_limits():
    found = partial_correlations(table(X))
    off = ~np.eye(5, dtype=bool)
    for name in ("correlation", "partial", "low", "high", "p", "shrunken"):
        matrix = getattr(found, name)
        assert matrix[off] == pytest.approx(matrix.T[off], rel=1e-9), name
    excludes = (found.low > 0) | (found.high < 0)
    assert (excludes[off] == (found.p[off] < 0.05)).all()


def test_a_variable_that_two_others_share_does_not_join_them():
    rng = np.random.default_rng(4)
    common = rng.normal(size=400)
    x = np.column_stack([common, common + rng.normal(size=400), common + rng.normal(size=400)])
    found = partial_correlations(table(x))
    assert found.correlation[1, 2] > 0.35
    assert found.low[1, 2] < 0 < found.high[1, 2]
    assert found.low[0, 1] > 0.3


def test_normal_scores_keep_the_order_and_share_ties():
    scores = normal_scores(np.array([[3.0], [1.0], [1.0], [100.0]]))[:, 0]
    assert scores[1] == scores[2] < scores[0] < scores[3]
    assert scores[3] == pytest.approx(1.0491314, rel=1e-6)


def test_rows_with_something_missing_are_left_out():
    holed = table(X)
    holed.loc[3, "i02"] = np.nan
    assert partial_correlations(holed).n == len(X) - 1


@pytest.mark.parametrize(
    ("x", "reason"),
    [
        (X[:0], "too_few"),
        (X[:24], "too_few"),
        (np.column_stack([X, np.ones(len(X))]), "singular"),
        (np.column_stack([X, X[:, 0]]), "singular"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason_and_no_number(x, reason):
    found = partial_correlations(table(x))
    assert found.reason == reason and np.isnan(found.p).all()
    estimate = found.estimate("i01", "i02")
    assert estimate.reason == reason and np.isnan([estimate.value, estimate.low, estimate.p]).all()
