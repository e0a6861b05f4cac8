"""The whole way from raw files to numbers, against numbers counted by hand (column ``how`` says how)."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import batt.clean
from batt import indicators
from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options, load

GOLDEN = Path(__file__).parent / "golden"
IDS = [entry.id for entry in load().indicators]


def golden(indicator):
    types = {"unit_id": "str", "programme": "str", "status": "str", "note": "str", "how": "str"}
    counts = dict.fromkeys(["numerator", "denominator", "n"], "Int64")
    table = pd.read_csv(GOLDEN / f"{indicator}.csv", dtype=types | counts)
    return table.assign(note=table["note"].fillna(""))


def computed(root, indicator, levels):
    values = indicators.load(root, [2014, 2015])
    return values[(values["indicator"] == indicator) & values["unit_level"].isin(levels)]


@pytest.mark.parametrize("indicator", IDS)
def test_every_number_is_as_counted_by_hand(survey, indicator):
    keys = ["year", "unit_id", "programme"]
    columns = [*keys, "numerator", "denominator", "value", "n", "status", "note"]
    expected = golden(indicator)[columns].sort_values(keys, ignore_index=True)
    found = computed(survey, indicator, ["provider", "country"])[columns].sort_values(keys, ignore_index=True)
    pd.testing.assert_frame_equal(found, expected, rtol=0, atol=5e-7, check_dtype=False)


@pytest.mark.parametrize("indicator", IDS)
def test_county_is_the_sum_of_its_providers(survey, indicator):
    of_county = {"A001": "03", "A002": "03", "A003": "11"}
    counts = ["numerator", "denominator", "n"]
    own = golden(indicator).query("unit_id != 'NO'")
    own = own.assign(unit_id=own["unit_id"].map(of_county))
    expected = own.groupby(["year", "unit_id", "programme"])[counts].sum()
    found = computed(survey, indicator, ["county"]).set_index(["year", "unit_id", "programme"])[counts]
    pd.testing.assert_frame_equal(found.fillna(0).sort_index(), expected.sort_index(), check_dtype=False)


@pytest.mark.parametrize(
    ("indicator", "unit_id", "programme", "low", "high"),
    [
        # Means of 5 4 3 4 6: 4.4 ± 2.7764 · 1.1402 / √5.
        ("i01", "A002", "ALL", 2.9843, 5.8157),
        # Stays of 10, 20, 30, 40 and 50 weeks: 30 ± 2.7764 · 15.8114 / √5.
        ("i10", "A003", "KIA", 10.3676, 49.6324),
        # Wilson for 20 of 40: (0.5 ± 1.96·√(0.25/40 + 1.96²/6400)) / (1 + 1.96²/40), centre 0.5.
        ("i08", "A001", "AB", 0.35200, 0.64800),
    ],
)
def test_interval_is_as_computed_by_hand(survey, indicator, unit_id, programme, low, high):
    values = computed(survey, indicator, ["provider"]).query("year == 2015")
    row = values[(values["unit_id"] == unit_id) & (values["programme"] == programme)].iloc[0]
    assert [row["ci_low"], row["ci_high"]] == pytest.approx([low, high], abs=1e-4)


def test_units_lead_back_to_the_rows_of_the_files(survey):
    units = indicators.load_units(survey, 2015)
    jobs = units[(units["indicator"] == "i08") & (units["provider_id"] == "A003") & (units["x"] == 1)]
    file, _, row = jobs["row_id"].item().split("#")
    line = (survey.path / file).read_text(encoding="utf-8").splitlines()[int(row) - 1]
    assert ";F1;" in line and ";A003;KIA;" in line


def test_association_leaves_others_out_of_every_table(survey, tmp_path):
    root = Root(tmp_path)
    shutil.copytree(survey.path / "data", root.path / "data")
    values = indicators.run(root, 2015, Options(forening="ASVL")).values
    # A002 is in ASVL, A003 in both associations.
    assert set(values["unit_id"]) == {"A002", "A003", "03", "11", "NO"}
    tables = indicators.load_breakdowns(root, 2015)
    activity = tables["activity"].set_index("programme")
    assert "AVKL" not in activity.index
    assert activity.loc["ALL", "providers_n"] == 2
    assert tables["end_causes"].query("programme == 'AB'")["exits_total_n"].unique().tolist() == [4]
    assert tables["response_rates"].query("survey == 'nav'")["answers_total_n"].tolist() == [6]
    assert tables["followup"].empty


def test_running_again_writes_the_same_bytes(survey, tmp_path):
    root = Root(tmp_path)
    shutil.copytree(survey.path / "data" / "raw", root.path / "data" / "raw")
    for year in (2014, 2015):
        batt.clean.run(root, year)
        indicators.run(root, year)
    written = ["indicators", "counted_units", "breakdowns"]
    files = [file for stage in written for file in sorted(root.processed(stage).rglob("*.parquet"))]
    assert len(files) >= 12
    for file in files:
        assert file.read_bytes() == (survey.path / file.relative_to(root.path)).read_bytes()


def test_year_that_is_not_computed_is_told(survey):
    with pytest.raises(UsageError, match="batt run indicators --year 2016"):
        indicators.load(survey, [2015, 2016])
