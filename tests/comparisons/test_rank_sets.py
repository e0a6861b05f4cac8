"""Confidence sets for ranks: against R, against brute force, and how often they hold."""

import json
from pathlib import Path

import numpy as np
import pytest

from batt.comparisons.rank_sets import RankSets, rank_sets

REFERENCE = json.loads((Path(__file__).parent / "reference" / "ranks_r.json").read_text(encoding="utf-8"))
INPUT = {name: np.array(REFERENCE["inputs"][name]) for name in ("value", "se")}


def sets_of(result: RankSets, kind: str) -> list[list[int]]:
    low, high = getattr(result, f"{kind}_low"), getattr(result, f"{kind}_high")
    return [[int(a), int(b)] for a, b in zip(low, high)]


@pytest.mark.parametrize("kind", ["marginal", "simultaneous"])
@pytest.mark.parametrize("stepwise", [True, False])
def test_sets_agree_with_r(kind, stepwise):
    result = rank_sets(INPUT["value"], INPUT["se"], draws=20_000, stepwise=stepwise)
    expected = REFERENCE["results"][kind + ("_stepwise" if stepwise else "")]
    assert sets_of(result, kind) == expected


def by_definition(
    x: np.ndarray, se: np.ndarray, draws: int, seed: int, units: list[int]
) -> tuple[np.ndarray, np.ndarray]:
    """Stepwise sets for `units` jointly, pair by pair, without any shortcut."""
    scale = np.sqrt(se[:, None] ** 2 + se[None, :] ** 2)
    z = np.random.default_rng(seed).standard_normal((len(x), draws)) * se[:, None]
    pairs = {(j, k) for j in units for k in range(len(x)) if j != k}
    still_open = pairs | {(k, j) for j, k in pairs}
    better = set()
    while still_open:
        greatest = np.max([(z[j] - z[k]) / scale[j, k] for j, k in still_open], axis=0)
        critical = np.quantile(greatest, 0.95)
        found = {(j, k) for j, k in still_open if (x[j] - x[k]) / scale[j, k] > critical}
        if not found:
            break
        better |= found
        still_open -= found
    low = np.array([1 + sum((k, j) in better for k in range(len(x))) for j in units])
    high = np.array([len(x) - sum((j, k) in better for k in range(len(x))) for j in units])
    return low, high


@pytest.mark.parametrize("seed", range(8))
def test_shortcuts_change_no_set(seed):
    rng = np.random.default_rng([100, seed])
    x, se = rng.normal(0, 1, 15), rng.uniform(0.05, 0.6, 15)
    result = rank_sets(x, se, draws=400, seed=seed)
    low, high = by_definition(x, se, 400, seed, list(range(15)))
    assert result.simultaneous_low.tolist() == low.tolist()
    assert result.simultaneous_high.tolist() == high.tolist()
    for unit in range(15):
        low, high = by_definition(x, se, 400, seed, [unit])
        assert [result.marginal_low[unit], result.marginal_high[unit]] == [low[0], high[0]]


def test_without_true_differences_any_unit_is_placed_above_another_in_five_percent():
    # With all equal, the sets hold exactly when nothing is told apart: the nominal 95 % and no more.
    trials, units = 600, 20
    se = np.random.default_rng(3).uniform(0.05, 0.3, units)
    noise = np.random.default_rng(4).standard_normal((trials, units)) * se
    held = 0
    for trial, x in enumerate(noise):
        result = rank_sets(x, se, draws=1000, seed=trial)
        held += bool((result.simultaneous_low == 1).all() and (result.simultaneous_high == units).all())
    assert held / trials == pytest.approx(0.95, abs=3 * np.sqrt(0.95 * 0.05 / trials))


def test_with_true_differences_the_simultaneous_sets_hold_at_least_as_often_as_promised():
    trials, units = 200, 20
    truth = np.linspace(0, 1, units)
    rank = units - np.arange(units)
    rng = np.random.default_rng(5)
    held = 0
    for trial in range(trials):
        result = rank_sets(truth + rng.normal(0, 0.1, units), np.full(units, 0.1), draws=500, seed=trial)
        held += bool(((result.simultaneous_low <= rank) & (rank <= result.simultaneous_high)).all())
    assert held / trials >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / trials)


def test_marginal_sets_lie_within_simultaneous_ones_and_hold_the_rank():
    rng = np.random.default_rng(6)
    result = rank_sets(rng.normal(0, 1, 60), rng.uniform(0.1, 0.4, 60))
    assert (result.simultaneous_low <= result.marginal_low).all()
    assert (result.marginal_high <= result.simultaneous_high).all()
    assert (result.marginal_low <= result.rank).all() and (result.rank_last <= result.marginal_high).all()
    assert (result.marginal_high - result.marginal_low).mean() < 59


def test_equal_estimates_share_places_first_to_last():
    result = rank_sets(np.array([3.0, 5.0, 3.0, 1.0, 3.0]), np.full(5, 0.1))
    assert result.rank.tolist() == [2, 1, 2, 5, 2]
    assert result.rank_last.tolist() == [4, 1, 4, 5, 4]
    assert sets_of(result, "simultaneous") == [[2, 4], [1, 1], [2, 4], [5, 5], [2, 4]]


def test_turning_the_estimates_round_turns_the_sets_round():
    rng = np.random.default_rng(8)
    x, se = rng.normal(0, 1, 12), rng.uniform(0.1, 0.3, 12)
    up, down = rank_sets(x, se, draws=20_000), rank_sets(-x, se, draws=20_000)
    assert (13 - down.rank_last).tolist() == up.rank.tolist()
    assert np.abs(13 - down.simultaneous_high - up.simultaneous_low).max() <= 1


def test_same_seed_gives_the_same_sets():
    x, se = INPUT["value"], INPUT["se"]
    first, second = rank_sets(x, se, draws=50, seed=1), rank_sets(x, se, draws=50, seed=1)
    assert all((getattr(first, name) == getattr(second, name)).all() for name in vars(first))


@pytest.mark.parametrize("bad", [0.0, -0.1, np.nan, np.inf])
def test_an_estimate_without_error_is_refused(bad):
    with pytest.raises(ValueError, match="positive"):
        rank_sets(np.array([1.0, 2.0]), np.array([0.1, bad]))


def test_one_unit_is_first():
    result = rank_sets(np.array([4.0]), np.array([0.1]))
    assert sets_of(result, "simultaneous") == sets_of(result, "marginal") == [[1, 1]]
