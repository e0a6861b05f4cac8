"""Two groups of providers: the planted difference is found, small groups are refused."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.clustered.group_difference import group_difference
from batt.relationships.clustered.mixed_model import mixed_model


def providers(seed=2, *, first=30, second=30, difference=0.4):
    rng = np.random.default_rng(seed)
    ids = np.array([f"P{one:02d}" for one in range(first + second)])
    frame = pd.DataFrame({"provider_id": ids.repeat(2), "year": np.tile([2014, 2015], len(ids))})
    frame["is_first"] = np.arange(len(frame)) < 2 * first
    frame["n"] = rng.integers(5, 40, len(frame))
    frame["unemployment"] = rng.normal(3, 0.5, len(frame))
    level = np.repeat(rng.normal(0, 0.2, len(ids)), 2)
    frame["score"] = 4.5 + difference * frame["is_first"] + level + 0.2 * frame["unemployment"]
    return frame


def compare(frame, **options):
    given = {"outcome": "score", "group": "is_first", "scale": "points", "weight": "n"}
    return group_difference(frame, **(given | options))


def test_the_difference_is_that_of_generalised_least_squares():
    frame = providers().assign(score=lambda rows: rows["score"] + 0.1 * np.tile([1, -1], len(rows) // 2))
    design = np.column_stack([frame["is_first"], np.ones(len(frame))]).astype(float)
    codes, n = frame["provider_id"].factorize()[0], frame["n"].to_numpy(float)
    fit = mixed_model(design, frame["score"].to_numpy(), codes, n)
    ratio = fit.variance_between / fit.variance_within
    covariance = np.diag(1 / n) + ratio * (codes[:, None] == codes)
    inverse = np.linalg.inv(covariance)
    coef = np.linalg.solve(design.T @ inverse @ design, design.T @ inverse @ frame["score"])
    assert compare(frame, fixed=()).value == pytest.approx(coef[0], rel=1e-6)


def test_the_planted_difference_is_found_given_what_else_matters():
    found = compare(providers(), controls=("unemployment",))
    assert found.low < 0.4 < found.high
    assert found.low > 0
    assert found.n_clusters == 60


def test_one_large_provider_does_not_decide_alone():
    frame = providers(difference=0.0)
    huge = frame["provider_id"] == "P00"
    frame = frame.assign(n=frame["n"].where(~huge, 100_000), score=frame["score"].where(~huge, 5.8))
    found = compare(frame)
    assert abs(found.value) < 0.2
    assert found.df > 10


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (providers(first=9), "too_few"),
        (providers(second=9), "too_few"),
        (providers(second=0), "one_group"),
        (providers().head(0), "too_few"),
        (providers().assign(score=4.0), "no_variation_in_outcome"),
    ],
)
def test_a_small_or_empty_group_is_refused(frame, reason):
    found = compare(frame)
    assert found.reason == reason
    assert np.isnan(found.value)


def test_a_group_that_is_the_same_as_a_year_is_no_comparison():
    frame = providers()
    assert compare(frame.assign(is_first=frame["year"] == 2015)).reason == "constant_exposure"
