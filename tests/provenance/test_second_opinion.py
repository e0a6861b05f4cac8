"""SQL written from the working-group text arrives at the same numerators and denominators as the rules."""

import re
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from click.testing import CliRunner

import batt.clean
import batt.indicators
from batt.cli import cli, main
from batt.errors import NumbersDiffer, UnreadableFile, UsageError
from batt.paths import Root
from batt.provenance.second_opinion import RowDifference, second_opinion
from batt.provenance.second_opinion.database import source
from batt.registry import Options, load
from batt.simulate import simulate
from benchmarks.damage import damage

YEAR = 2015
READINGS = [
    f"{spec.key}={choice}" for spec in load().options for choice in spec.choices if choice != spec.default
]


@pytest.fixture
def survey(computed, tmp_path) -> Root:
    """A copy of the hand-made survey with its indicators, that may be changed."""
    return Root(shutil.copytree(computed.path, tmp_path / "survey"))


@pytest.fixture(scope="module")
def invented(tmp_path_factory) -> Root:
    """Raw files of a small invented nation. Nothing of it may be changed."""
    root = Root(tmp_path_factory.mktemp("invented"))
    simulate(root, providers=12, participants=400, years=(2014, YEAR))
    # A correction of a row that a test damages would stop the run.
    root.corrections.unlink()
    return root


def differences(opinions) -> list[str]:
    return [str(one.problem()) for opinion in opinions for one in opinion.disagreements]


def change(file: Path, is_it, **values) -> None:
    """Change fields of the rows of a saved table for which ``is_it`` holds; there must be some."""
    table = pd.read_parquet(file)
    rows = is_it(table)
    assert rows.any()
    for column, value in values.items():
        table.loc[rows, column] = value
    table.to_parquet(file, index=False)


def is_jobs_of_a001(table) -> pd.Series:
    return (table["indicator"] == "i08") & (table["unit_id"] == "A001") & (table["programme"] == "AB")


def of(opinions, indicator):
    return next(opinion for opinion in opinions if opinion.indicator == indicator)


def test_every_indicator_has_sql_that_shares_nothing_with_its_rule():
    for indicator in load().indicators:
        (statement,) = duckdb.extract_statements(source(indicator.id))
        assert statement.type == duckdb.StatementType.SELECT


def test_every_reading_of_an_indicator_is_a_parameter_of_its_sql():
    of_exits = duckdb.extract_statements(source("exits"))[0].named_parameters
    for indicator in load().indicators:
        text = source(indicator.id)
        asked = duckdb.extract_statements(text)[0].named_parameters | (of_exits if "exits" in text else set())
        # A provider's total of i07 stands beside the table.
        assert set(indicator.options) - {"health_provider"} == asked - {"year"}, indicator.id


@pytest.mark.parametrize("year", [2014, YEAR])
def test_sql_agrees_on_every_cell_of_the_hand_made_survey(survey, year):
    batt.clean.run(survey, year)
    batt.indicators.run(survey, year)
    opinions = second_opinion(survey, year)
    saved = pd.read_parquet(survey.indicators(year))
    compared = saved.loc[saved["status"] != "not_applicable", "indicator"].value_counts()
    assert {opinion.indicator: opinion.cells_n for opinion in opinions} == compared.to_dict()
    assert differences(opinions) == []


@pytest.mark.parametrize("reading", READINGS)
def test_sql_agrees_under_every_reading_it_knows(survey, reading):
    options = Options.parse([reading])
    batt.indicators.run(survey, YEAR, options)
    opinions = second_opinion(survey, YEAR, options)
    assert differences(opinions) == []
    not_asked = [opinion.indicator for opinion in opinions if opinion.not_asked]
    assert not_asked == (["i04"] if reading == "staff_denominator=fte" else [])


def test_reading_that_sql_does_not_know_is_told(survey):
    options = Options(staff_denominator="fte")
    batt.indicators.run(survey, YEAR, options)
    opinion = of(second_opinion(survey, YEAR, options), "i04")
    assert opinion.cells_n == 0
    assert str(opinion) == "i04: not recomputed; the second opinion does not know staff_denominator=fte"


def test_other_reading_than_that_of_the_table_is_a_disagreement(survey):
    opinions = second_opinion(survey, YEAR, Options(job_codes="F1_only"))
    assert of(opinions, "i08").disagreements
    assert not of(opinions, "i09").disagreements


def test_sql_agrees_on_an_invented_nation(invented, tmp_path):
    root = Root(shutil.copytree(invented.path, tmp_path / "whole"))
    for year in (2014, YEAR):
        batt.clean.run(root, year)
        batt.indicators.run(root, year)
        assert differences(second_opinion(root, year)) == []


@pytest.mark.parametrize("seed", range(10))
def test_sql_agrees_on_damaged_files(invented, tmp_path, seed):
    root = Root(shutil.copytree(invented.path, tmp_path / "damaged"))
    shutil.rmtree(root.raw(2014))
    damage(root.path, cells=1000, seed=seed)
    batt.clean.run(root, YEAR, skip_broken=True)
    batt.indicators.run(root, YEAR)
    assert differences(second_opinion(root, YEAR)) == []


def test_changed_contribution_of_a_counted_row_is_found_with_its_row(survey):
    file = survey.counted_units(YEAR)
    units = pd.read_parquet(file)
    row = units.loc[(units["indicator"] == "i10") & (units["provider_id"] == "A001")].iloc[0]
    change(file, lambda t: (t["indicator"] == "i10") & (t["row_id"] == row["row_id"]), x=int(row["x"]) + 1)
    opinions = second_opinion(survey, YEAR)
    (found,) = [one for opinion in opinions for one in opinion.disagreements]
    assert (found.indicator, found.unit_id, found.programme) == ("i10", "A001", row["programme"])
    assert found.rows == (RowDifference(row["row_id"], (row["x"] + 1, 1), (row["x"], 1)),)
    # The table itself still adds up to the true number: the rows were changed afterwards.
    assert found.saved == found.recomputed


def test_counted_row_that_is_lost_is_found(survey):
    file = survey.counted_units(YEAR)
    units = pd.read_parquet(file)
    lost = units.loc[units["indicator"] == "i06"].iloc[[0]]
    units.drop(index=lost.index).to_parquet(file, index=False)
    (found,) = of(second_opinion(survey, YEAR), "i06").disagreements
    assert found.rows == (RowDifference(lost["row_id"].item(), None, (lost["x"].item(), lost["w"].item())),)


def test_changed_row_is_found_in_provider_county_and_country(survey):
    spells = pd.read_parquet(survey.clean(YEAR) / "spells.parquet")
    to_job = (
        spells["end_cause"].isin(["F1"]) & (spells["programme"] == "AB") & (spells["provider_id"] == "A001")
    )
    row = spells.loc[to_job, "row_id"].iloc[0]
    change(survey.clean(YEAR) / "spells.parquet", lambda t: t["row_id"] == row, end_cause="X1")
    found = of(second_opinion(survey, YEAR), "i08").disagreements
    assert [one.unit_level for one in found] == ["provider", "county", "country"]
    for one in found:
        assert one.saved[0] == one.recomputed[0] + 1
        assert one.rows == (RowDifference(row, (1, 1), (0, 1)),)


def test_changed_digit_of_the_table_is_found_where_the_rows_agree(survey):
    def is_it(table):
        return (table["indicator"] == "i01") & (table["unit_id"] == "NO")

    true = int(pd.read_parquet(survey.indicators(YEAR)).loc[is_it, "numerator"].item())
    change(survey.indicators(YEAR), is_it, numerator=true + 1)
    (found,) = of(second_opinion(survey, YEAR), "i01").disagreements
    assert (found.saved[0], found.recomputed[0], found.rows) == (true + 1, true, ())


def test_cell_that_only_one_side_has_is_found(survey):
    table = pd.read_parquet(survey.indicators(YEAR))
    is_it = (table["indicator"] == "i02") & (table["unit_level"] == "county")
    table.loc[~is_it].to_parquet(survey.indicators(YEAR), index=False)
    found = of(second_opinion(survey, YEAR), "i02").disagreements
    assert len(found) == is_it.sum()
    assert all(one.saved is None and one.recomputed is not None for one in found)


def test_command_ends_with_13_and_tells_where_what_and_rows(survey, capsys):
    change(survey.indicators(YEAR), is_jobs_of_a001, numerator=7)
    with pytest.raises(SystemExit) as end:
        main(["second-opinion", "--root", str(survey.path)])
    assert end.value.code == 13
    told = capsys.readouterr()
    assert re.search(r"^i08: \d+ cells compared, 1 differ$", told.out, re.MULTILINE)
    assert "2015 i08, provider A001, AB: numerator and denominator: saved 7/40, recomputed 20/40" in told.err


def test_text_of_files_never_becomes_sql(computed, tmp_path):
    root = Root(shutil.copytree(computed.path, tmp_path / "it's [odd]*; DROP TABLE spells; --"))
    for file in root.clean(YEAR).glob("*.parquet"):
        table = pd.read_parquet(file)
        if "provider_id" in table:
            table["provider_id"] = table["provider_id"].replace("A001", "A'); DROP TABLE spells; --")
            table.to_parquet(file, index=False)
    batt.indicators.run(root, YEAR)
    assert differences(second_opinion(root, YEAR)) == []


def test_year_that_was_not_computed_is_told(survey):
    with pytest.raises(UsageError, match=r"data/processed/indicators/2014\.parquet: is not there"):
        second_opinion(survey, 2014)


def test_saved_table_that_cannot_be_read_is_told(survey):
    survey.counted_units(YEAR).write_bytes(b"PAR1 and then nothing")
    with pytest.raises(UnreadableFile, match=r"counted_units/2015\.parquet: cannot be read as the table"):
        second_opinion(survey, YEAR)


def test_saved_table_without_a_column_is_told(survey):
    file = survey.clean(YEAR) / "spells.parquet"
    pd.read_parquet(file).drop(columns="end_cause").to_parquet(file, index=False)
    with pytest.raises(UnreadableFile, match=r"spells\.parquet: cannot be read as the table"):
        second_opinion(survey, YEAR)


def test_command_counts_cells_of_each_indicator(survey):
    result = CliRunner().invoke(cli, ["second-opinion", "--root", str(survey.path), "--year", "2015"])
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert [line.split(":")[0] for line in lines[:13]] == [indicator.id for indicator in load().indicators]
    assert lines[13].startswith("2015: SQL and Python agree on ")
    assert lines[13].endswith(" cells of 13 of 13 indicators.")


def test_command_says_which_indicators_were_not_recomputed(survey):
    reading = ["--option", "staff_denominator=fte"]
    result = CliRunner().invoke(cli, ["second-opinion", "--root", str(survey.path), *reading])
    assert "i04: not recomputed" in result.output
    assert "12 of 13 indicators." in result.output


def test_reader_of_a_role_is_told_no_figure(survey):
    change(survey.indicators(YEAR), is_jobs_of_a001, numerator=7)
    arguments = ["second-opinion", "--root", str(survey.path), "--role", "public"]
    result = CliRunner().invoke(cli, arguments)
    assert isinstance(result.exception, NumbersDiffer)
    assert "Cells of 2015 that differ: 1." in str(result.exception)
    assert "A001" not in str(result.exception) + result.output
