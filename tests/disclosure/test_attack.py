"""The attack finds what can be worked out, whatever hid it, and nothing that cannot."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from batt.disclosure.attack import attack, hidden_counts
from batt.disclosure.bounds import extreme, propagate
from batt.disclosure.roles import ProtectedTable, protect_indicators, publish_with_names
from batt.disclosure.secondary import Protection

PROVIDERS = 10


@pytest.fixture(scope="module")
def counties(hierarchy):
    return hierarchy.counties(PROVIDERS)


@pytest.fixture(scope="module")
def protected(hierarchy, counties):
    """Protected tables by seed."""
    return {seed: protect_indicators(hierarchy.drawn(seed, PROVIDERS), counties) for seed in (1, 2)}


def with_levels(table: ProtectedTable, level: np.ndarray) -> ProtectedTable:
    return ProtectedTable(table.values, replace(table.protection, level=level))


def is_found_by_some_role(table: ProtectedTable, counties: pd.Series, sample: int) -> bool:
    """Tell whether any role can work anything out; the sector's table has the numbers of the public's."""
    readers = [("public", None), ("directorate", None)]
    readers += [("provider", provider) for provider in counties.index]
    return any(
        not attack([publish_with_names(table, role, who)], counties, provider=who, sample=sample).empty
        for role, who in readers
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_no_role_works_out_what_is_hidden_from_it(seed, protected, counties):
    table = protected[seed]
    assert hidden_counts([publish_with_names(table, "public")], counties) > 20
    assert not is_found_by_some_role(table, counties, sample=10)
    assert attack([publish_with_names(table, "public")], counties).empty


@pytest.mark.parametrize("seed", [1, 2])
def test_without_secondary_suppression_the_attack_succeeds(seed, protected, counties):
    table = protected[seed]
    bare = with_levels(table, table.protection.primary)
    assert len(attack([publish_with_names(bare, "public")], counties)) > 0


def test_removing_any_one_secondary_suppression_lets_the_attack_succeed(hierarchy, counties):
    """One provider has a small count; what is hidden with it is the least that holds."""
    events = [2, 9, 8, 7, 9, 8, 7, 9, 8, 9]
    frame = pd.DataFrame({"unit_id": counties.index, "numerator": events, "denominator": 20, "n": 20})
    values = hierarchy.table_of(frame.assign(year=2015, programme="APS", indicator="i06"), PROVIDERS)
    table = protect_indicators(values, counties)
    level, primary = table.protection.level, table.protection.primary
    assert not is_found_by_some_role(table, counties, sample=100)
    secondary = np.flatnonzero(level > primary)
    assert len(secondary) > 0
    for row in secondary:
        opened = level.copy()
        opened[row] = primary[row]
        assert is_found_by_some_role(with_levels(table, opened), counties, sample=0)


def test_a_provider_finds_its_only_companion(hierarchy, counties):
    """Two hidden parts of a shown sum hold against a reader, not against the one that knows its own."""
    rows = [("A00", 2, 20), ("A01", 9, 20), ("A02", 8, 20), ("A03", 7, 20), ("A04", 6, 20)]
    frame = pd.DataFrame(rows, columns=["unit_id", "numerator", "denominator"])
    values = hierarchy.table_of(
        frame.assign(year=2015, programme="APS", indicator="i06", n=frame["denominator"]), PROVIDERS
    )
    level = np.zeros(len(values), dtype=int)
    level[:2] = 1
    table = ProtectedTable(values, Protection(level, level, []))
    assert attack([publish_with_names(table, "public")], counties).empty
    found = attack([publish_with_names(table, "provider", "A01")], counties, provider="A01")
    assert set(found["unit_id"]) == {"A00"}
    assert found.set_index("kind")["low"].to_dict() == {"events": 2, "others": 18}


def test_linear_programming_finds_what_one_equation_at_a_time_does_not():
    """Three counts of which every two add up to 10 are 5 each."""
    sums = sparse.csr_matrix(np.array([[1.0, 1, 0, -1], [0, 1, 1, -1], [1, 0, 1, -1]]))
    low, high = propagate(sums, np.array([0.0, 0, 0, 10]), np.array([np.inf, np.inf, np.inf, 10]))
    assert list(low) == [0, 0, 0, 10]
    assert list(high) == [10, 10, 10, 10]
    limits = np.column_stack([low, high])
    for sign in (1.0, -1.0):
        found = extreme(np.array([sign, 0, 0, 0]), sums, np.zeros(3), limits)
        assert found is not None
        assert found[1] * sign == pytest.approx(5)


def test_propagation_keeps_every_whole_number_solution():
    """Compare with all solutions of a small system, listed."""
    matrix = np.array([[1.0, 1, -1, 0], [0, 1, 1, -1]])
    low, high = np.array([0.0, 0, 0, 5]), np.array([np.inf, np.inf, np.inf, 5])
    solutions = np.array([v for v in product(range(6), repeat=4) if v[3] == 5 and not (matrix @ v).any()])
    found_low, found_high = propagate(sparse.csr_matrix(matrix), low, high)
    assert (found_low <= solutions.min(axis=0) + 1e-9).all()
    assert (found_high >= solutions.max(axis=0) - 1e-9).all()
    assert found_high.max() < 6


def test_two_tables_of_one_run_are_attacked_together(protected, counties):
    """What one report hides and another shows is known."""
    table = protected[1]
    bare = with_levels(table, np.zeros_like(table.protection.level))
    hidden = publish_with_names(table, "public")
    together = [hidden, publish_with_names(bare, "public")]
    assert hidden_counts([hidden], counties) > 0
    assert hidden_counts(together, counties) == 0
