"""Kendall's tau between two orders, with its jackknife, against R and on orders that are the same.

Agreement with R is asked to 1e-6: everything is a closed form.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from batt.relationships.agreement import order_agreement

STORED = json.loads((Path(__file__).parent / "reference" / "network.json").read_text(encoding="utf-8"))
INPUTS, RESULTS = STORED["inputs"], STORED["results"]


def made():
    jobs, exits = np.array(INPUTS["jobs"]), np.array(INPUTS["exits"])
    return pd.DataFrame({"provider_id": np.arange(len(jobs)), "jobs": jobs, "rate": jobs / exits})


def test_tau_and_its_jackknife_agree_with_r():
    found = order_agreement(made(), "jobs", "rate")
    assert found.value == pytest.approx(RESULTS["tau"], rel=1e-6)
    assert found.se == pytest.approx(RESULTS["tau_se"], rel=1e-6)
    assert [found.low, found.high] == pytest.approx(RESULTS["tau_limits"], rel=1e-6)


def test_tau_with_ties_agrees_with_scipy():
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {"provider_id": np.arange(50), "a": rng.integers(0, 6, 50), "b": rng.integers(0, 4, 50)}
    )
    expected = stats.kendalltau(rows["a"], rows["b"]).statistic
    assert order_agreement(rows, "a", "b").value == pytest.approx(expected, rel=1e-9)


def test_lists_are_compared_each_within_itself():
    rows = made()
    moved = pd.concat(
        [rows.assign(programme="AB"), rows.assign(programme="APS", jobs=rows["jobs"] + 500)],
        ignore_index=True,
    )
    both = order_agreement(moved, "jobs", "rate", within="programme")
    one = order_agreement(rows, "jobs", "rate")
    assert both.value == pytest.approx(one.value, rel=1e-12)
    # The same providers in both lists: nothing is gained by counting them twice.
    assert both.se == pytest.approx(one.se, rel=1e-9)
    assert (both.n, both.n_clusters) == (30, 15)


def test_differences_in_the_last_bits_are_ties():
    rows = made().assign(a=np.resize([0.3, 0.5], 15))
    nudged = rows.assign(a=rows["a"] + np.resize([0.0, 1e-16, -1e-16], 15))
    assert nudged["a"].nunique() > 2
    assert order_agreement(nudged, "a", "rate").value == order_agreement(rows, "a", "rate").value


@pytest.mark.parametrize(("providers", "low"), [(20, 1 - 2 * (1 - 0.025**0.1)), (300, 0.9514)])
def test_the_same_order_has_a_lower_limit_by_the_number_of_pairs(providers, low):
    rows = pd.DataFrame(
        {"provider_id": np.arange(providers), "a": np.arange(providers), "b": np.arange(providers)}
    )
    found = order_agreement(rows, "a", "b")
    assert (found.value, found.high, found.reason) == (1.0, 1.0, "")
    assert found.low == pytest.approx(low, abs=1e-4)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (made().iloc[:0], "too_few"),
        (made().iloc[:9], "too_few"),
        (made().assign(rate=np.nan), "too_few"),
        (made().assign(rate=0.5), "no_variation_in_outcome"),
        (made().assign(rate=-made()["jobs"]), "no_variation_in_outcome"),
    ],
)
def test_orders_that_cannot_be_compared_give_a_reason_and_no_number(rows, reason):
    found = order_agreement(rows, "jobs", "rate")
    assert found.reason == reason and np.isnan([found.value, found.low, found.p]).all()
