"""A user's mistake ends with its exit code and a message that can be acted on, never a traceback."""

import os
import shutil
from pathlib import Path

import pytest

from batt.cli import main
from batt.lock import locked
from batt.paths import Root

SURVEY = Path(__file__).parent / "survey"


@pytest.fixture
def root(tmp_path):
    shutil.copytree(SURVEY, tmp_path / "root")
    return tmp_path / "root"


@pytest.fixture
def batt(capsys):
    def call(*arguments):
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        told = capsys.readouterr()
        assert "Traceback" not in told.err + told.out
        return ended.value.code, told.out, told.err

    return call


def received(root: Path, name: str) -> Path:
    return root / "data" / "raw" / "2015" / name


def replace(root: Path, name: str, old: str, new: str) -> None:
    path = received(root, name)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_check_reads_and_writes_nothing(batt, root):
    before = sorted(root.rglob("*"))
    code, out, _ = batt("check", "--root", root, "--year", 2015)
    assert code == 0
    assert "The registry is valid." in out and "rows received" in out
    assert sorted(root.rglob("*")) == before


def test_a_broken_file_of_each_kind_is_told_at_once_with_exit_11(batt, root):
    received(root, "deltakerlop.csv").write_bytes(b"PK\x03\x04 a workbook with another name")
    received(root, "svar_nav.csv").write_bytes(b"")
    code, _, err = batt("check", "--root", root, "--year", 2015)
    assert code == 11
    assert "data/raw/2015/deltakerlop.csv" in err and "data/raw/2015/svar_nav.csv" in err


def test_a_missing_column_names_the_file_the_column_and_what_to_do_with_exit_12(batt, root):
    replace(root, "deltakerlop.csv", "sluttarsak", "slutt_aarsak_ny")
    code, _, err = batt("check", "--root", root, "--year", 2015)
    assert code == 12
    assert "deltakerlop.csv" in err and "sluttarsak" in err and "columns/deltakerlop.csv" in err


def test_an_unknown_table_is_told_with_exit_12(batt, root):
    received(root, "deltakerlopp_ny.csv").write_text("a;b\n1;2\n")
    code, _, err = batt("check", "--root", root, "--year", 2015)
    assert code == 12
    assert "deltakerlopp_ny.csv" in err


def test_a_missing_required_table_is_told_with_exit_12(batt, root):
    received(root, "tiltaksarrangor.csv").unlink()
    code, _, err = batt("check", "--root", root, "--year", 2015)
    assert code == 12
    assert "tiltaksarrangor" in err


COURSES, STAFF, PROVIDERS = "deltakerlop.csv", "svar_ansatt.csv", "tiltaksarrangor.csv"
ROW_FAULTS = {
    "unknown code": (COURSES, "2015-05-25;F1;", "2015-05-25;F7;", "F7", "sluttarsak"),
    "known misspelling": (COURSES, "2015-05-25;F1;", "2015-05-25;F-1;", "F-1", "sluttarsak"),
    "impossible date": (COURSES, "2015-05-25", "2015-02-30", "2015-02-30", "sluttdato"),
    "end before start": (COURSES, "01-05;2015-05-25", "05-05;2015-04-25", "2015-04-25", "sluttdato"),
    "cause without end": (COURSES, "2015-05-25;F1;", ";F1;", "F1", "sluttarsak"),
    "end without cause": (COURSES, "2015-05-25;F1;", "2015-05-25;;", "2015-05-25", "sluttdato"),
    "exit in another year": (COURSES, "2015-05-25", "2016-05-25", "2016-05-25", "sluttdato"),
    "missing key": (COURSES, "A001-AB-01;DA001-AB-01", ";DA001-AB-01", "missing", "lop_id"),
    "broken reference": (COURSES, ";A001;AB;N01;", ";A999;AB;N01;", "A999", "arrangor_id"),
    "wrong year": (COURSES, "2015;A001-AB-01", "2014;A001-AB-01", "2014", "aar"),
    "answer outside scale": (STAFF, "E1;A001;5", "E1;A001;7", "7", "e1"),
    "qualification outside KIA": (COURSES, "05-25;F1;;;;", "05-25;F1;;;K1;", "K1", "kvalifisering"),
    "personal data": (PROVIDERS, "Nordlys Attføring AS", "ola.nordmann@example.no", "e-mail", "navn"),
}


@pytest.mark.parametrize("fault", ROW_FAULTS)
def test_a_row_fault_lets_the_run_go_on_and_is_an_error_under_strict(batt, root, fault):
    name, old, new, value, column = ROW_FAULTS[fault]
    replace(root, name, old, new)
    assert batt("check", "--root", root, "--year", 2015)[0] == 0
    code, _, err = batt("check", "--root", root, "--year", 2015, "--strict")
    assert code == 12
    assert name in err and "row " in err and column in err and value in err
    assert "ola.nordmann" not in err


def test_a_duplicate_row_under_strict_stops_the_run_before_anything_is_written(batt, root):
    path = received(root, "svar_nav.csv")
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", encoding="utf-8")
    code, _, err = batt("run", "clean", "--root", root, "--year", 2015, "--strict")
    assert code == 12
    assert f"row {len(lines) + 1}" in err and "twice" in err
    assert not (root / "data" / "processed" / "clean" / "2015").exists()


def test_a_correction_whose_from_is_no_longer_there_fails_with_exit_12(batt, root):
    (root / "data" / "corrections.csv").write_text(
        "table,key,field,from,to,reason,who,date\n"
        "deltakerlop,A001-AB-01,sluttarsak,F5,F2,telefon,KN,2016-01-20\n"
    )
    code, _, err = batt("check", "--root", root, "--year", 2015)
    assert code == 12
    assert "data/corrections.csv, row 2" in err and "end_cause" in err


def test_usage_mistakes_end_with_exit_2_and_name_what_is_known(batt, root):
    for arguments, hint in (
        (
            ["run", "cleen", "--root", root],
            "clean, indicators, comparisons, relationships, protection, disclosure",
        ),
        (["run", "--root", root, "--year", 1999], "2014, 2015"),
        (["run", "--root", root, "--option", "job_code=F1"], "job_codes"),
        (["run", "--root", root, "--option", "job_codes=F9"], "F1-F6"),
        (["report", "annual_report", "--role", "sector", "--root", root], "the same for everybody"),
        (
            ["report", "comparisons", "--role", "chief", "--root", root],
            "public, sector, provider, directorate",
        ),
        (["report", "annual_report", "--unit", "A001", "--root", root], "leave --unit out"),
        (["report", "annual_report", "--month", "2015-09", "--root", root], "leave --month out"),
        (["report", "newsletter", "--month", "september", "--root", root], "2015-09"),
        (["report", "annual_report", "--lang", "nn", "--root", root], "nb, en"),
        (["run", "--shard", "5/4", "--root", root], "--shard 2/4"),
        (["run", "clean", "--shard", "1/4", "--root", root], "clean is a stage"),
        (["report", "scorecard", "--shard", "1/4", "--to", "pdf", "--root", root], "the plain run"),
        (["report", "scorecard", "--shard", "1/4", "--root", root], "`batt run disclosure`"),
        (["release", "--root", root, "--year", 2015], "no reports to release"),
        (["report", "anual_report", "--root", root], "annual_report"),
        (["simulate", "--root", root / "new", "--years", "2015-2012"], "2012-2015"),
        (["check", "--root", root / "empty"], "data/raw"),
        (["rnu"], "rnu"),
    ):
        code, _, err = batt(*arguments)
        assert code == 2, arguments
        assert hint in err, arguments


def test_a_root_with_real_years_is_never_filled_with_invented_ones(batt, root):
    code, _, err = batt("simulate", "--root", root)
    assert code == 2
    assert "Invented years must never stand beside real ones" in err


def test_a_root_held_by_another_run_ends_with_exit_15(batt, root):
    with locked(Root(root)):
        code, _, err = batt("run", "clean", "--root", root)
    assert code == 15
    assert f"data/processed/lock: is held by process {os.getpid()}" in err


def test_a_place_that_cannot_be_written_ends_with_exit_2(batt, root):
    (root / "data" / "processed").write_text("a file where a folder is needed")
    code, _, err = batt("run", "clean", "--root", root)
    assert code == 2
    assert "data/processed" in err


def test_options_lists_every_open_reading_with_the_choice_in_force(batt):
    code, out, _ = batt("options", "--option", "weeks=inclusive")
    assert code == 0
    assert "weeks = inclusive" in out and out.count(" = ") >= 13


def test_the_pages_of_one_provider_are_made_without_what_they_do_not_need(batt, root):
    code, out, _ = batt("run", "--unit", "A001", "--root", root, "--year", 2015)
    made = {path.relative_to(root / "reports" / "2015").as_posix() for path in root.rglob("A0*.html")}
    assert code == 0 and made == {"scorecard/A001.nb.html", "nav_dialogue/A001.nb.html"}
    assert all(f"{Path(name)}" in out for name in made)
    assert (root / "reports" / "2015" / "index.html").exists()
    assert not Root(root).relationships(2015).exists()

    code, _, err = batt("run", "--unit", "A999", "--root", root, "--year", 2015)
    assert code == 2 and "A999" in err
    assert batt("run", "clean", "--unit", "A001", "--root", root)[0] == 2
