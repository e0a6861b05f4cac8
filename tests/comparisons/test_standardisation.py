"""Limits of observed against expected."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from batt.comparisons.funnel import funnels
from batt.comparisons.standardisation import Sums, byar_limits, control_limits, exact_limits

REFERENCE = json.loads((Path(__file__).parent / "reference" / "poisson_limits.json").read_text("utf-8"))
COUNTS = list(REFERENCE["results"])


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize(
    ("name", "limits", "level"),
    [("byar_95", byar_limits, 0.95), ("byar_998", byar_limits, 0.998), ("exact_95", exact_limits, 0.95)],
)
def test_limits_of_a_count_are_those_of_r_held_at_zero(count, name, limits, level):
    low, high = limits(np.array([float(count)]), level)
    expected = REFERENCE["results"][count][name]
    assert low[0] == pytest.approx(max(expected["lower"], 0), abs=1e-6)
    assert high[0] == pytest.approx(expected["upper"], rel=1e-6)


def drawn_counts(providers: int = 80, seed: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    size = rng.integers(6, 120, providers)
    return rng.binomial(size, np.clip(rng.normal(0.35, 0.12, providers), 0.02, 0.98)), size


def like_the_nation(observed: np.ndarray, size: np.ndarray) -> Sums:
    share = observed.sum() / size.sum()
    return Sums(observed, size * share, size, size * share * (1 - share))


def test_flags_are_the_funnels_where_everybody_is_expected_to_be_like_the_nation():
    observed, size = drawn_counts()
    cells = pd.DataFrame(
        {
            "year": 2015,
            "indicator": "i08",
            "programme": "AB",
            "provider_id": [f"A{i:03d}" for i in range(len(size))],
            "county": "01",
            "direction": "higher",
            "unit": "share",
            "numerator": observed,
            "denominator": size,
            "scale": 1.0,
            "value": observed / size,
            "n": size,
            "se": 0.1,
            "status": "ok",
        }
    )
    funnel = funnels(cells)
    ours = control_limits(like_the_nation(observed, size), "proportion", np.full(len(size), True))
    assert ours.flag.tolist() == funnel.cells["flag"].tolist()
    assert len(set(ours.flag)) > 2
    assert ours.tau2 == pytest.approx(funnel.groups["tau2"].iloc[0], rel=1e-9)
    assert ours.tau2 > 0
    share = observed.sum() / size.sum()
    for name in ("low_95", "high_95", "low_998", "high_998"):
        side, level = name.split("_")
        assert ours.limits[f"{level}_{side}_overdispersed"] * share == pytest.approx(funnel.cells[name])
        assert ours.limits[f"{level}_{side}"] * share == pytest.approx(funnel.cells[f"plain_{name}"])


def test_cell_outside_the_comparison_has_no_flag_and_no_say():
    observed, size = drawn_counts()
    extreme = np.append(observed, 100), np.append(size, 100)
    sums = like_the_nation(observed, size)
    wider = Sums(extreme[0], np.append(sums.expected, 30.0), extreme[1], np.append(sums.variance, 21.0))
    comparable = np.append(np.full(len(size), True), False)
    ours = control_limits(wider, "proportion", comparable)
    assert ours.flag[-1] is None
    assert ours.tau2 == control_limits(sums, "proportion", comparable[:-1]).tau2


def test_nothing_is_compared_where_nothing_can_vary():
    zero = np.zeros(4)
    ours = control_limits(Sums(zero, zero, np.full(4, 10.0), zero), "proportion", np.full(4, True))
    assert ours.flag.tolist() == [None] * 4
    assert np.isnan(ours.z).all()
