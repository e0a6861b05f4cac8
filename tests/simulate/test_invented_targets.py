"""Targets: for programmes that are run, met and missed, some against matrix B, unusable only with faults."""

import pandas as pd
import pytest

from batt.comparisons.target_checks import audit, checked_targets
from batt.registry import load
from batt.simulate.nation import Nation, agreed_targets, invent, tables_of
from batt.simulate.plan import Plan
from batt.simulate.run import received_cells
from batt.simulate.targets import UNKNOWN_PROVIDER, against_matrix
from batt.simulate.truth import describe_truth

PLAN = Plan(providers=12, participants=900, years=(2014, 2015), seed=3)


@pytest.fixture(scope="module")
def nation() -> Nation:
    return invent(PLAN)


def test_local_targets_name_a_provider_that_runs_the_programme(nation):
    for year in PLAN.years:
        tables = tables_of(nation, year)
        run = set(zip(tables["spells"]["provider_id"], tables["spells"]["programme"]))
        local = tables["targets"].loc[lambda rows: rows["level"] == "LOKALT"]
        assert len(local) >= 3
        assert set(zip(local["provider_id"], local["programme"])) <= run


def test_targets_without_faults_can_all_be_used(nation):
    for year in PLAN.years:
        checked, problems = checked_targets(agreed_targets(nation, year).assign(year=year), nation.providers)
        assert not problems
        assert (checked["reason"] == "").all()


def test_audit_finds_exactly_the_local_targets_planted_against_the_matrix(nation):
    agreed = agreed_targets(nation, 2015).assign(year=2015)
    found = audit(agreed)
    columns = ["provider_id", "programme", "indicator"]
    assert set(found["finding"]) == {"not_suited", "suitability_unknown"}
    assert set(found["level"]) == {"LOKALT"}
    planted = describe_truth(nation, is_clean=False)["truths"]["local_targets"]["against_matrix_b"]["2015"]
    assert sorted(planted) == sorted(found[columns].to_numpy().tolist())
    assert len(against_matrix(agreed)) == len(found)


@pytest.mark.parametrize("is_faulty", [True, False])
def test_hatched_cell_and_unknown_provider_come_with_faults_only(nation, is_faulty):
    cells, _ = received_cells(nation, load(), 2015, is_faulty=is_faulty)
    targets = cells["targets"]
    known = targets.loc[targets["programme"].isin(load().programme_codes)] if is_faulty else targets
    applies = load().applies
    hatched = [
        not applies.get((indicator, programme), True)
        for indicator, programme in zip(known["indicator"], known["programme"])
    ]
    assert sum(hatched) == int(is_faulty)
    assert (targets["provider_id"] == UNKNOWN_PROVIDER).sum() == int(is_faulty)
    unusable = describe_truth(nation, is_clean=not is_faulty)["truths"]["local_targets"]["unusable"]
    assert len(unusable.get("2015", [])) == 2 * is_faulty


def test_targets_of_a_year_have_one_row_per_key(nation):
    key = list(load().table("targets").key)
    rows: pd.DataFrame = agreed_targets(nation, 2014)
    assert not rows.duplicated(key).any()
