"""What Stata, SPSS and CSV get is what the clean tables have, with its meaning, without what is private."""

import datetime

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import batt
from batt.cli import main
from batt.errors import UsageError
from batt.frames import YearData, codebook
from batt.registry.codebook import variable
from batt.statistical_files import STATA_LABEL, code_numbers, export_year, labelled, shortened

READERS = {"stata": pyreadstat.read_dta, "spss": pyreadstat.read_sav}
PRIVATE = {"name", "note", "action", "expected_effect", "area", "body", "scope", "row_id", "source_file"}


@pytest.fixture(scope="module")
def data(computed):
    return batt.load(2015, computed.path)


@pytest.fixture(scope="module", params=["stata", "spss"])
def read(request, data, tmp_path_factory):
    """Every table as the statistics program reads it: name → rows and what it knows of them."""
    files = export_year(data, request.param, tmp_path_factory.mktemp(request.param), lang="en")
    return {file.stem: READERS[request.param](file) for file in files}


def test_every_table_has_the_same_number_of_rows(read, data):
    assert {name: len(rows) for name, (rows, _) in read.items()} == {
        name: len(rows) for name, rows in data.all_tables().items()
    }


def test_every_variable_has_its_label(read):
    for name, (_, told) in read.items():
        for column, label in told.column_names_to_labels.items():
            assert label in (one := variable(name, column).label.en, shortened(one, STATA_LABEL))


def test_values_of_codes_have_the_code_and_its_label(read, data):
    rows, told = read["spells"]
    labels = told.variable_value_labels["end_cause"]
    assert labels[1] == "F1 Unsubsidised work"
    back = rows["end_cause"].map(labels).str.split(" ").str[0]
    assert back.fillna("").tolist() == data.spells["end_cause"].astype("str").fillna("").tolist()
    assert told.variable_value_labels["work_capability"] == {1: "Low", 2: "Medium", 3: "High", 9: "Unknown"}


def test_yes_and_no_are_one_and_nought(read, data):
    rows, told = read["spells"]
    assert told.variable_value_labels["is_exit"] == {0: "No", 1: "Yes"}
    assert rows["is_exit"].tolist() == data.spells["is_exit"].astype(int).tolist()


def test_dates_are_dates_and_missing_ones_missing(read, data):
    rows, _ = read["spells"]
    for column in ("start_date", "end_date"):
        days = pd.to_datetime(rows[column]).dt.strftime("%Y-%m-%d").fillna("")
        assert days.tolist() == data.spells[column].dt.strftime("%Y-%m-%d").fillna("").tolist()
    assert (rows["start_date"].dropna().map(type) == datetime.date).all()
    assert rows["end_date"].isna().any()


def test_numbers_and_their_gaps_are_kept(read, data):
    rows, _ = read["spells"]
    wanted = data.spells["stay_days"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(rows["stay_days"].to_numpy(dtype=float), wanted)
    values, _ = read["indicators"]
    np.testing.assert_array_equal(values["value"].to_numpy(), data.indicators["value"].to_numpy())


def test_do_not_know_is_told_apart_in_the_nav_survey(read):
    assert read["answers_nav"][1].variable_value_labels["n1"] == {7: "Do not know"}


@pytest.mark.parametrize("kind", ["stata", "spss", "csv"])
def test_free_text_names_and_files_are_left_out(kind, data, tmp_path):
    for file in export_year(data, kind, tmp_path):
        columns = pd.read_csv(file).columns if kind == "csv" else READERS[kind](file)[0].columns
        assert not PRIVATE & set(columns)
    names = set(data.providers["name"].dropna())
    assert names
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert not any(name.encode() in written for name in names)


def test_csv_has_codes_as_codes_and_both_lists_beside_it(data, tmp_path):
    export_year(data, "csv", tmp_path)
    rows = pd.read_csv(tmp_path / "spells.csv", dtype="str")
    assert rows["end_cause"].fillna("").tolist() == data.spells["end_cause"].astype("str").fillna("").tolist()
    assert set(rows["is_exit"]) <= {"0", "1"}
    assert rows["start_date"].str.fullmatch(r"\d{4}-\d\d-\d\d").all()
    book = pd.read_csv(tmp_path / "codebook.csv")
    assert set(book.loc[book["table"] == "spells", "column"]) == set(rows.columns)
    codes = pd.read_csv(tmp_path / "codes.csv", dtype="str").query("table == 'spells' and column == 'gender'")
    assert codes[["code", "number", "label_nb"]].to_numpy().tolist() == [
        ["K", "1", "Kvinne"],
        ["M", "2", "Mann"],
        ["U", "3", "Ukjent"],
    ]


def test_a_table_without_rows_or_values_can_be_read_back(data, tmp_path):
    empty, blank = data.spells.iloc[:0], data.spells.iloc[:3].assign(end_date=pd.NaT)
    for rows in (empty, blank.astype({"end_date": "datetime64[us]"})):
        tables = {"spells": rows}
        year = YearData(2015, tables, data.indicators, codebook(tables))
        for kind, reader in READERS.items():
            export_year(year, kind, tmp_path / kind)
            assert len(reader(tmp_path / kind / f"spells.{'dta' if kind == 'stata' else 'sav'}")[0]) == len(
                rows
            )


def test_one_table_leaves_the_others_and_all_of_them_leave_nothing_old(data, tmp_path):
    (tmp_path / "old.csv").write_text("x")
    export_year(data, "csv", tmp_path, tables=["spells"])
    assert (tmp_path / "old.csv").exists()
    export_year(data, "csv", tmp_path)
    assert not (tmp_path / "old.csv").exists()


def test_an_unknown_table_is_told_with_those_there_are(data, tmp_path):
    with pytest.raises(UsageError, match=r"'spels' in 2015\. There are: providers"):
        export_year(data, "csv", tmp_path, tables=["spels"])


def test_codes_that_are_numbers_keep_them():
    assert code_numbers(variable("spells", "work_capability"))["9"] == 9
    assert code_numbers(variable("spells", "gender")) == {"K": 1, "M": 2, "U": 3}
    assert (
        labelled("providers", pd.DataFrame({"county": ["03"]})).value_labels("nb")["county"][3] == "03 Oslo"
    )


def test_a_label_is_cut_after_a_word():
    assert shortened("one two three", 13) == "one two three"
    assert shortened("one two three", 10) == "one two…"


def test_the_command_writes_where_it_says(computed, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["export", "--to", "stata", "--year", "2015", "--root", str(computed.path), "--table", "spells"])
    assert ended.value.code == 0
    assert str(computed.export(2015, "stata")) in capsys.readouterr().out
    assert (computed.export(2015, "stata") / "spells.dta").is_file()
