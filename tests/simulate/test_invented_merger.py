"""The planted merger: the same courses from both, in the year of the merger and in files with faults only."""

import pandas as pd
import pytest

from batt.registry import load
from batt.simulate.calendar import iso
from batt.simulate.nation import Nation, invent, tables_of
from batt.simulate.plan import Plan
from batt.simulate.run import received_cells
from batt.simulate.truth import describe_truth

PLAN = Plan(providers=12, participants=900, years=(2014, 2015), seed=3)
COURSE = ["participant_id", "programme", "start_date"]


@pytest.fixture(scope="module")
def nation() -> Nation:
    return invent(PLAN)


def _spells(nation: Nation, year: int, *, is_faulty: bool) -> pd.DataFrame:
    return received_cells(nation, load(), year, is_faulty=is_faulty)[0]["spells"]


def test_both_deliver_the_same_courses_under_ids_of_their_own(nation):
    spells = _spells(nation, 2015, is_faulty=True)
    merger = nation.merger
    planted = describe_truth(nation, is_clean=False)["truths"]["merger"]["delivered_twice"]
    assert len(planted) >= 1
    for old, new in planted.items():
        first, second = (spells.loc[spells["spell_id"] == one] for one in (old, new))
        assert first["provider_id"].tolist() == [merger.predecessor_id]
        assert second["provider_id"].tolist() == second["owner"].tolist() == [merger.successor_id]
        assert (
            first[[*COURSE, "end_date"]].to_numpy().tolist()
            == second[[*COURSE, "end_date"]].to_numpy().tolist()
        )
        assert first["start_date"].item() < iso(merger.change_day)


@pytest.mark.parametrize(("year", "is_faulty"), [(2014, True), (2014, False), (2015, False)])
def test_nothing_is_delivered_by_both_in_other_years_or_without_faults(nation, year, is_faulty):
    spells = _spells(nation, year, is_faulty=is_faulty)
    assert not spells["spell_id"].str.startswith("M").any()


def test_merger_is_told_in_its_year_and_spares_the_planted_providers(nation):
    told = {year: set(tables_of(nation, year)["provider_lineage"]["predecessor_id"]) for year in PLAN.years}
    assert told[2015] - told[2014] == {nation.merger.predecessor_id}
    roles = nation.providers.set_index("provider_id")["role"]
    pair = [nation.merger.predecessor_id, nation.merger.successor_id]
    assert pair[0] != pair[1]
    assert roles[pair].tolist() == ["", ""]
