"""The stage as a whole: every table is saved, and what cannot be compared does not stop the rest."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import batt.clean
import batt.indicators
from batt import comparisons
from batt.paths import Root
from batt.simulate import simulate

SURVEY = Path(__file__).parent.parent / "survey"
YEAR = 2015


@pytest.fixture
def root(tmp_path):
    shutil.copytree(SURVEY, tmp_path / "root")
    return Root(tmp_path / "root")


def compare(root, *years):
    for year in years:
        batt.clean.run(root, year)
        batt.indicators.run(root, year)
    return comparisons.run(root, YEAR)


def test_every_table_is_saved_under_its_name_and_read_back(root):
    tables = compare(root, 2014, YEAR)
    saved = comparisons.load(root, YEAR)
    assert set(saved) == set(tables)
    assert {"benchmarks", "ranks", "funnel_cells", "adjusted", "readings", "changes", "problems"} <= set(
        saved
    )
    assert tables["problems"].empty
    key = ["indicator", "programme", "provider_id"]
    assert not tables["ranks"].duplicated(key).any() and not tables["funnel_cells"].duplicated(key).any()


def test_time_in_programme_is_never_ranked_and_never_better_or_worse(root):
    tables = compare(root, YEAR)
    stays = tables["ranks"].query("indicator == 'i10'")
    assert len(stays) and stays["rank"].isna().all() and set(stays["reason"]) == {"no_direction"}
    assert not set(tables["leaders"]["indicator"]) & {"i10"}
    assert set(tables["funnel_cells"].query("indicator == 'i10'")["standing"]) <= {"", "none"}


def test_a_first_year_has_everything_but_change(root):
    tables = compare(root, YEAR)
    assert "changes" not in tables and "joint_states" not in tables
    assert tables["benchmarks"]["previous_value"].isna().all()
    assert tables["trends"]["slope"].isna().all()


def test_a_year_with_one_provider_gives_reasons_and_no_error(root):
    for path in (root.raw(YEAR)).glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        header = lines[0].rstrip("\n").split(";")
        if "arrangor_id" in header:
            at = header.index("arrangor_id")
            kept = [line for line in lines[1:] if line.rstrip("\n").split(";")[at] == "A001"]
            path.write_text("".join([lines[0], *kept]), encoding="utf-8")
    shutil.rmtree(root.raw(YEAR) / "A003")
    tables = compare(root, YEAR)
    assert set(tables["ranks"]["provider_id"]) == {"A001"}
    assert (tables["ranks"]["reason"] != "").all()
    assert (tables["funnel_cells"]["reason"] != "").all()


def test_a_lineage_that_contradicts_itself_is_told_and_the_rest_goes_on(root):
    (root.raw(YEAR) / "arrangor_linje.csv").write_text(
        "aar;forgjenger;etterfolger;dato;type\n"
        "2015;A001;A002;2015-01-01;FUSJON\n2015;A002;A001;2015-06-01;FUSJON\n",
        encoding="utf-8",
    )
    tables = compare(root, 2014, YEAR)
    assert len(tables["problems"]) and "A001" in " ".join(tables["problems"]["problem"])
    assert len(tables["ranks"])


def test_the_same_input_gives_the_same_bytes(root):
    compare(root, YEAR)
    first = {file.name: file.read_bytes() for file in root.comparisons(YEAR).iterdir()}
    comparisons.run(root, YEAR)
    assert {file.name: file.read_bytes() for file in root.comparisons(YEAR).iterdir()} == first


def test_a_rank_set_holds_the_rank(root):
    ranks = compare(root, YEAR)["ranks"].dropna(subset=["marginal_low"])
    ranked = ranks.dropna(subset=["rank"])
    assert (ranked["simultaneous_low"] <= ranked["marginal_low"]).all()
    assert (ranked["marginal_low"] <= ranked["rank"]).all()
    assert isinstance(ranked, pd.DataFrame)


def test_groups_too_small_to_test_in_one_of_the_years_stop_nothing(tmp_path):
    simulate(tmp_path, providers=12, participants=1200, years=(2014, YEAR))
    tables = compare(Root(tmp_path), 2014, YEAR)
    assert "not_tested" in set(tables["regression_to_mean"]["reason"])
