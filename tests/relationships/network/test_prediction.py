"""Foretelling a new year: the fit against R, what is found, and data that cannot carry it.

Agreement with R is asked to 1e-6, since ridge regression is a closed form.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.relationships.network import prediction
from batt.relationships.network.prediction import predict_new_year

STORED = json.loads((Path(__file__).parents[1] / "reference" / "network.json").read_text(encoding="utf-8"))
PREDICTORS = ["a", "b", "c", "d"]


def world(slope, seed=1, providers=80, years=4, constant=False):
    """Lasting differences between providers in outcome and predictors, and chance on top."""
    rng = np.random.default_rng(seed)
    level, lasting = rng.normal(0, 0.05, providers), rng.normal(0, 1, (providers, 4))
    parts = []
    for year in range(2016 - years, 2016):
        x = np.zeros((providers, 4)) if constant else lasting + rng.normal(0, 0.5, (providers, 4))
        y = level + slope * x[:, 0] + rng.normal(0, 0.05, providers)
        parts.append(pd.DataFrame(x, columns=PREDICTORS).assign(y=y - y.mean(), year=year))
    rows = pd.concat(parts, ignore_index=True)
    sizes = np.tile(rng.integers(5, 60, providers), years)
    return rows.assign(size=sizes, provider_id=np.tile(np.arange(providers), years))


def predict(rows):
    return predict_new_year(rows, outcome="y", predictors=PREDICTORS)


def test_ridge_and_its_penalty_agree_with_the_published_formula_in_r():
    x, y, w = (np.array(STORED["inputs"][name], dtype=float) for name in ("r", "outcome", "w"))
    sums = prediction._sums(np.zeros(len(y), dtype=int), x, y, w, 1)
    assert prediction._ridge(sums)[0] == pytest.approx(STORED["results"]["ridge"], rel=1e-6)


def test_what_the_predictors_carry_is_foretold():
    explained = predict(world(0.06)).explained
    assert explained.low > 0.1
    assert explained.low < 0.0036 / (0.0036 * 1.25 + 0.005) * 1.25 < explained.high


def test_where_there_is_nothing_nothing_is_foretold():
    """Lasting chance relations of provider and predictor must not pass for foresight."""
    explained = [predict(world(0.0, seed)).explained for seed in range(20)]
    assert np.mean([one.value for one in explained]) < 0
    assert not any(one.low > 0 for one in explained)


def test_a_provider_is_foretold_without_its_own_earlier_years():
    rows = world(0.06)
    before = predict(rows)
    # The folds are drawn by provider, so whatever one provider's earlier years hold moves only the others.
    moved = rows.assign(y=rows["y"].where((rows["provider_id"] != 7) | (rows["year"] == 2015), 5.0))
    after = predict(moved)
    kept = np.isclose(after.coef, before.coef).all(axis=1)
    assert kept.sum() == 1


def test_the_new_year_is_not_used_in_fitting():
    rows = world(0.06)
    other = rows.assign(y=rows["y"].where(rows["year"] < 2015, -rows["y"]))
    assert predict(other).coef == pytest.approx(predict(rows).coef)


def test_units_of_the_predictors_do_not_matter():
    rows = world(0.06)
    scaled = rows.assign(a=rows["a"] * 1000, b=rows["b"] / 1000)
    assert predict(scaled).explained.value == pytest.approx(predict(rows).explained.value, rel=1e-6)
    assert predict(scaled).explained.se == pytest.approx(predict(rows).explained.se, rel=1e-6)


def test_a_predictor_that_does_not_vary_takes_no_part():
    found = predict(world(0.06).assign(d=3.0))
    assert not found.explained.reason
    assert (found.coef[:, 3] == 0).all()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (world(0.0).iloc[:0], "too_few"),
        (world(0.0, providers=19), "too_few"),
        (world(0.0, years=1), "no_period_before"),
        (world(0.0).assign(y=0.0), "no_variation_in_outcome"),
        (world(0.0, constant=True), "constant_exposure"),
        (world(0.0).assign(a=np.nan), "not_delivered"),
    ],
)
def test_data_that_cannot_carry_it_give_a_reason_and_no_number(rows, reason):
    explained = predict(rows).explained
    assert explained.reason == reason and np.isnan([explained.value, explained.low, explained.p]).all()
