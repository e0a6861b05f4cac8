"""The attack finds what can be worked out, whatever hid it, and nothing that cannot."""

from dataclasses import replace
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from batt.disclosure.attack import attack, hidden_counts
from batt.disclosure.roles import publish_with_names
from batt.errors import DisclosureError
from batt.protection import ProtectedTable, protect_indicators
from batt.protection.bounds import extreme, propagate
from batt.protection.secondary import Protection
from batt.protection.variables import KEYS

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


def found_once_opened(table: ProtectedTable, row: int, level: np.ndarray, counties: pd.Series) -> bool:
    """Tell whether somebody works something out of what hangs together with one row."""
    sensitive = table.values.loc[table.protection.primary > 0, KEYS]
    near, opened = table.values.loc[[row], KEYS], with_levels(table, level)
    unit = near["unit_id"].iloc[0]
    # Those near by are the likeliest to find something.
    names = sorted(counties.index, key=lambda name: counties[name] != counties.get(unit, unit))
    readers = [("public", None), *(("provider", name) for name in names)]
    return any(
        not attack(
            [publish_with_names(opened, role, who)],
            counties,
            provider=who,
            sensitive=sensitive,
            near=near,
            sample=len(table.values) * 3,
        ).empty
        for role, who in readers
    )


@pytest.mark.parametrize("seed", [2, 5])
def test_removing_any_one_secondary_suppression_lets_the_attack_succeed(seed, hierarchy):
    """Whether a row is shown wholly again, or only the persons behind it."""
    counties = hierarchy.counties(6)
    table = protect_indicators(hierarchy.drawn(seed, 6, largest=60), counties)
    level, primary = table.protection.level, table.protection.primary
    assert not is_found_by_some_role(table, counties, sample=50)
    removals = [(row, to) for row in range(len(level)) for to in range(primary[row], level[row])]
    assert len(removals) > 2
    for row, to in removals:
        opened = level.copy()
        opened[row] = to
        assert found_once_opened(table, row, opened, counties), table.values.loc[row, KEYS].to_list()


def test_a_sum_that_tells_too_much_by_itself_is_found_when_it_is_known_closely(counties):
    """A01 has at most 5 days in all, so A00 has 93 to 98 of the county's 98."""
    rows = [("A00", "APS", 95), ("A01", "APS", 3), ("01", "APS", 98), ("A01", "AB", 2), ("A01", "ALL", 5)]
    values = pd.DataFrame(rows, columns=["unit_id", "programme", "numerator"]).assign(
        year=2015, indicator="i10", unit="weeks", status="ok", denominator=30, n=30
    )
    values["unit_level"] = np.where(values["unit_id"].eq("01"), "county", "provider")
    values = values.assign(value=1.0, ci_low=0.9, ci_high=1.1)
    level = np.array([1, 1, 0, 1, 0])
    published = [publish_with_names(ProtectedTable(values, Protection(level, level, [])), "public")]
    assert attack(published, counties).empty
    found = attack(published, counties, sensitive=values.loc[[0], KEYS])
    assert found[["unit_id", "kind", "low", "high"]].to_numpy().tolist() == [["A00", "sum", 93, 98]]


def test_an_attack_near_a_row_leaves_the_rest_alone(protected, counties):
    table = protected[1]
    bare = [publish_with_names(with_levels(table, table.protection.primary), "public")]
    near = table.values.loc[table.values["indicator"].eq("i06"), KEYS]
    found = attack(bare, counties, near=near)
    assert set(found["indicator"]) == {"i06"}
    assert set(attack(bare, counties)["indicator"]) > {"i06"}


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


def test_what_may_fall_without_end_has_no_least_value():
    difference = sparse.csr_matrix(np.array([[1.0, -1]]))
    limits = np.array([[-np.inf, np.inf], [0, np.inf]])
    assert extreme(np.array([-1.0, 0]), difference, np.zeros(1), limits) is None


def test_parts_that_do_not_add_up_to_the_whole_are_told():
    whole = sparse.csr_matrix(np.array([[1.0, 1, -1]]))
    limits = np.array([[0.0, 1], [0, 1], [3, 3]])
    with pytest.raises(DisclosureError, match="contradict"):
        extreme(np.array([1.0, 0, 0]), whole, np.zeros(1), limits)


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
