"""Every alternative of every open reading, computed again and computed right."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import batt.clean
from batt.comparisons.sensitivity import sensitivity
from batt.indicators import compute
from batt.indicators.open_readings import CELL, READING_COLUMNS, alternatives, open_readings
from batt.paths import Root
from batt.registry import Options, load
from batt.simulate import simulate

YEAR = 2015
ALTERNATIVES = [(spec.key, choice) for spec, choice in alternatives(Options())]


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    root = Root(tmp_path_factory.mktemp("readings"))
    simulate(root, providers=8, participants=500, years=(YEAR,))
    return batt.clean.run(root, YEAR)


@pytest.fixture(scope="module")
def readings(clean):
    return open_readings(clean.tables, clean.deliveries, YEAR)


def test_every_alternative_of_every_option_is_there(readings):
    asked = {(spec.key, choice) for spec in load().options for choice in list(spec.choices)[1:]}
    found = set(readings[["option", "choice"]].drop_duplicates().itertuples(index=False, name=None))
    assert found == asked | {("in_force", "")}
    assert list(readings) == READING_COLUMNS


def test_every_alternative_is_in_the_panel_for_each_indicator_that_it_names(readings):
    panel = sensitivity(readings).panel
    for spec in load().options:
        found = set(panel.loc[panel["option"] == spec.key, "indicator"])
        assert found == (set(spec.indicators) or set(load().indicators[i].id for i in range(13)))


@pytest.mark.parametrize(("key", "choice"), [pair for pair in ALTERNATIVES if pair[0] != "health_provider"])
def test_an_alternative_gives_what_the_whole_stage_gives_under_that_option(clean, readings, key, choice):
    options = replace(Options(), **{key: choice})
    whole = compute(clean.tables, clean.deliveries, YEAR, options).values
    changed = load().options[[spec.key for spec in load().options].index(key)].indicators
    whole = whole.loc[whole["status"].isin(["ok", "too_few"])]
    if changed:
        whole = whole.loc[whole["indicator"].isin(changed)]
    own = whole.loc[whole["unit_level"] == "provider"].rename(columns={"unit_id": "provider_id"})
    mine = readings.loc[(readings["option"] == key) & (readings["choice"] == choice)]
    mine = mine.loc[~((mine["indicator"] == "i07") & (mine["programme"] == "ALL"))]
    columns = ["provider_id", *CELL, "value", "n", "status"]
    pd.testing.assert_frame_equal(
        mine[columns].sort_values(columns[:3], ignore_index=True),
        own[columns].sort_values(columns[:3], ignore_index=True),
    )
    if key != "national_mean":
        country = whole.loc[whole["unit_level"] == "country"].set_index(CELL)["value"]
        national = mine.drop_duplicates(CELL).set_index(CELL)["national_value"]
        pd.testing.assert_series_equal(
            national.sort_index(), country.sort_index(), check_names=False, check_exact=True
        )


@pytest.fixture(scope="module")
def by_hand(load_module):
    """Readings of two providers drawn by hand.

    AB: three of four exits of A001 to a job, one of ten of A002. KiA: six who dropped out. Health, A001: yes
    to all four questions about the company, no to both about APS and about VTA.
    """
    drawn = load_module(str(Path(__file__).parents[1] / "indicators" / "conftest.py"), "conftest")
    exits = [("A001", "AB", "F1")] * 3 + [("A001", "AB", "X1")]
    exits += [("A002", "AB", "F1")] + [("A002", "AB", "X1")] * 9 + [("A002", "KIA", "X1")] * 6
    company = {f"health_q{number}": True for number in range(1, 5)}
    no = {"health_q5": False, "health_q6": False}
    tables = drawn.draw_tables(
        spells=[dict(zip(("provider_id", "programme", "end_cause"), e, strict=True)) for e in exits],
        provider_years=[{"provider_id": "A001", **company}, {"provider_id": "A002"}],
        provider_programme_years=[{"provider_id": "A001", "programme": p, **no} for p in ("APS", "VTA")],
    )
    found = open_readings(tables, drawn.deliveries(tables), YEAR)
    return found.set_index(["indicator", "programme", "option", "choice", "provider_id"]).sort_index()


def test_the_national_mean_is_pooled_or_the_mean_of_the_providers(by_hand):
    national = by_hand["national_value"]
    for provider in ("A001", "A002"):
        assert national["i08", "AB", "in_force", "", provider] == pytest.approx(4 / 14)
        found = national["i08", "AB", "national_mean", "providers", provider]
        assert found == pytest.approx((3 / 4 + 1 / 10) / 2)


def test_a_reading_that_leaves_nobody_keeps_the_cell_without_a_value(by_hand):
    row = by_hand.loc["i08", "KIA", "exit_denominator", "completers", "A002"]
    assert row["n"] == 0 and pd.isna(row["value"]) and row["status"] == "too_few"


def test_health_of_the_provider_as_a_whole_is_its_own_alternative(by_hand):
    """Worked example: four of six for each programme, four of eight with the company's questions once."""
    whole = by_hand.loc["i07", "ALL"]
    assert whole.loc[("in_force", "", "A001"), "value"] == pytest.approx(4 / 6)
    assert whole.loc[("health_provider", "pooled", "A001"), "value"] == pytest.approx(0.5)
    assert set(whole["n"]) == {8}
    health = by_hand.loc["i07"].reset_index()
    assert set(health.loc[health["option"] == "health_provider", "programme"]) == {"ALL"}


def test_an_association_without_members_has_no_figures_and_stops_nothing(by_hand):
    assert "ASVL" not in by_hand.index.get_level_values("choice"), "both drawn providers are in the other"
    assert "ATTF" in by_hand.index.get_level_values("choice")


def test_with_another_reading_in_force_the_default_is_an_alternative():
    found = {(spec.key, choice) for spec, choice in alternatives(Options(job_codes="F1_only"))}
    assert {choice for key, choice in found if key == "job_codes"} == {"F1-F6", "without_F6", "without_F5"}
    assert len(found) == len(ALTERNATIVES)


def test_a_year_with_one_provider_gives_missing_taus_with_a_reason(readings):
    panel = sensitivity(readings.loc[readings["provider_id"] == readings["provider_id"].iloc[0]]).panel
    assert len(panel) and panel["tau"].isna().all()
    assert set(panel["reason"]) == {"too_few_ranked"}
