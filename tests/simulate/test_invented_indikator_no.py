"""Indikator.no figures shared with BATT: its own numbers, but for those planted to differ."""

import pandas as pd
import pytest

import batt.clean
import batt.indicators
from batt.comparisons.indikator_no import crosswalk
from batt.paths import Root
from batt.registry.indikator_no import indikator_no_figures
from batt.simulate import Plan, simulate
from batt.simulate.indikator_no import departures
from batt.simulate.nation import invent, tables_of
from batt.simulate.providers import takes_part

SIZE = {"providers": 16, "participants": 1500, "years": (2015,), "seed": 2}
PLAN = Plan(**SIZE)


@pytest.fixture(scope="module")
def compared(tmp_path_factory) -> pd.DataFrame:
    root = Root(tmp_path_factory.mktemp("indikator_no"))
    simulate(root, **SIZE, clean=True)
    batt.clean.run(root, 2015)
    batt.indicators.run(root, 2015)
    delivered = pd.read_parquet(root.clean(2015) / "indikator_no.parquet")
    return crosswalk(pd.read_parquet(root.indicators(2015)), delivered, 2015)


def test_every_shared_figure_is_delivered_by_those_who_take_part_and_by_nobody_else(compared):
    nation = invent(PLAN)
    taking_part = set(nation.providers.loc[takes_part(nation.providers, 2015), "provider_id"])
    delivered = compared.loc[compared["delivered_value"].notna()]
    assert set(delivered["provider_id"]) == taking_part
    # Whatever BATT can compute for them is there, and nothing that it cannot.
    own = compared.loc[compared["provider_id"].isin(taking_part)]
    assert own["batt_value"].notna().equals(own["delivered_value"].notna())
    assert set(own["number"]) == {
        figure.number for figure in indikator_no_figures() if figure.match != "none"
    }


def test_figures_agree_with_batt_but_for_the_planted_ones(compared):
    truncating, shifted = departures(PLAN, invent(PLAN).providers)
    assert len(shifted) == 3
    differing = compared.loc[compared["agrees"].eq(False).fillna(False)]
    others = differing.loc[differing["provider_id"] != truncating]
    assert set(zip(others["provider_id"], others["number"])) == set(shifted)
    cut = differing.loc[differing["provider_id"] == truncating]
    assert len(cut) >= 1
    assert cut["difference"].between(-1, 0).all()


def test_figures_presumed_to_be_shared_are_those_of_the_same_rows(compared):
    truncating, _ = departures(PLAN, invent(PLAN).providers)
    presumed = compared.loc[(compared["reason"] == "presumed") & (compared["provider_id"] != truncating)]
    assert len(presumed) >= 4
    assert (presumed["difference"].abs() <= 0.05 + 1e-9).all()


def test_family_has_figures_that_batt_does_not_know():
    numbers = set(tables_of(invent(PLAN), 2015)["indikator_no"]["indicator_no_number"])
    assert {1, 2, 3, 4, 14} <= numbers
