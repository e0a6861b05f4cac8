"""A year is handed over as a bag that foreign tools accept, with rows about persons only where asked for."""

import csv
import dataclasses
import datetime
import hashlib
import shutil
import subprocess
import sys

import pytest

import batt.disclosure
import batt.protection
from batt.cli import main
from batt.errors import NumbersDiffer, UsageError
from batt.paths import Root
from batt.pipeline import Run
from batt.provenance.archive import code_snapshot
from batt.provenance.archive.bag import archive
from batt.provenance.archive.check import check_bag
from batt.provenance.record.run_record import RECORD, read_record
from batt.provenance.record.software import software

YEAR = 2015
PAGE = f"data/reports/{YEAR}/method.nb.html"


@pytest.fixture(scope="module")
def run(recorded, recording, tmp_path_factory):
    """A root with one page, its record, an edition and what may be published. Not to be changed."""
    place = Root(shutil.copytree(recorded.path, tmp_path_factory.mktemp("archived") / "root"))
    for year in place.computed_years(YEAR):
        batt.protection.run(place, year)
    batt.disclosure.run(place, YEAR)
    for step in Run(place, YEAR).stage_steps(("clean", "indicators", "protection", "disclosure")):
        if all(path.exists() for path in step.writes):
            recording.mark_done(step)
    recording.record(place)
    shutil.copytree(place.reports(YEAR), place.editions(YEAR) / "1")
    # Somebody may be writing on the package while its tests run.
    made = read_record(place.reports(YEAR) / RECORD).software
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(code_snapshot, "software", lambda: made)
        patch.setattr(code_snapshot, "BESIDE", ("pyproject.toml", "LICENSE"))
        yield place


@pytest.fixture(scope="module")
def bag(run, tmp_path_factory):
    """The bag of that root. Not to be changed."""
    return archive(run, YEAR, tmp_path_factory.mktemp("bags") / "batt-2015")


@pytest.fixture
def own_bag(bag, tmp_path):
    return shutil.copytree(bag, tmp_path / "bag")


@pytest.fixture
def own_run(run, tmp_path):
    return Root(shutil.copytree(run.path, tmp_path / "root"))


def files_of(folder):
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}


def told(problems):
    return [str(problem).splitlines()[0] for problem in problems]


def foreign(bag, *command):
    done = subprocess.run(command, cwd=bag, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def test_foreign_tools_accept_a_bag(bag):
    code, said = foreign(bag, sys.executable, "-m", "bagit", "--validate", ".")
    assert (code, said.rsplit(" - ", 1)[-1].strip()) == (0, ". is valid")
    for tool, list_of in [("sha256sum", "manifest-sha256.txt"), ("sha512sum", "tagmanifest-sha512.txt")]:
        assert foreign(bag, tool, "-c", "--strict", "--quiet", list_of) == (0, "")
    assert foreign(bag / f"data/reports/{YEAR}", "sha256sum", "-c", "--quiet", "SHA256SUMS") == (0, "")


def test_a_bag_says_what_it_is_and_when_the_run_ended(run, bag):
    about = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text("utf-8").splitlines())
    record = read_record(run.reports(YEAR) / RECORD)
    assert about["Bagging-Date"] == record.ended[:10]
    assert about["Source-Organization"] == "The secretariat of Benchmarking Attføring"
    assert about["Sensitive"] == "no"
    digest = hashlib.sha256((run.reports(YEAR) / RECORD).read_bytes()).hexdigest()
    assert about["External-Identifier"] == f"batt-{YEAR}-{digest[:12]}"
    payload = [file.stat().st_size for file in files_of(bag / "data").values()]
    assert about["Payload-Oxum"] == f"{sum(payload)}.{len(payload)}"


def test_a_bag_holds_reports_editions_tables_registry_code_and_lock(run, bag):
    there = files_of(bag / "data")
    for name, file in files_of(run.reports(YEAR)).items():
        assert there[f"reports/{YEAR}/{name}"].read_bytes() == file.read_bytes()
    assert {f"reports/{YEAR}/{RECORD}", f"reports/{YEAR}/editions/1/{RECORD}"} <= there.keys()
    assert {"registry/options.yaml", "registry/indicators/i08_job_acquisition.yaml"} <= there.keys()
    code = {
        "batt/paths.py",
        "requirements.lock",
        "pyproject.toml",
        "LICENSE",
        "notebooks/00_start_here.ipynb",
    }
    assert {f"code/{name}" for name in code} <= there.keys()
    assert not [name for name in there if "__pycache__" in name or name.endswith(".pyc")]


def test_the_tables_of_a_bag_are_the_publics(bag):
    with (bag / "data/published_tables/indicator_values.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["unit_id"] for row in rows if row["unit_level"] == "provider"} == {"anonymous"}
    assert any(row["value"] == ":" for row in rows)


def test_rows_about_persons_are_in_a_bag_only_where_asked_for(run, bag, tmp_path):
    received = (run.raw(YEAR) / "deltakerlop.csv").read_bytes()
    assert not [name for name in files_of(bag) if name.endswith(".parquet")]
    assert received not in [file.read_bytes() for file in files_of(bag).values()]
    with_raw = archive(run, YEAR, tmp_path / "bag", with_raw=True)
    there = files_of(with_raw / "data/person_level")
    assert there[f"data/raw/{YEAR}/deltakerlop.csv"].read_bytes() == received
    expected = {f"data/processed/clean/{YEAR}/ledger.parquet", f"data/processed/counted_units/{YEAR}.parquet"}
    assert expected <= there.keys()
    assert "Sensitive: yes" in (with_raw / "bag-info.txt").read_text("utf-8")
    assert check_bag(with_raw) == []


def test_two_bags_of_the_same_state_are_the_same_bytes(run, bag, tmp_path):
    again = files_of(archive(run, YEAR, tmp_path / "elsewhere" / "other"))
    first = files_of(bag)
    assert again.keys() == first.keys()
    assert [name for name in first if first[name].read_bytes() != again[name].read_bytes()] == []


def test_a_bag_is_never_written_over_nor_into_what_it_archives(run, bag):
    with pytest.raises(UsageError, match="is there already"):
        archive(run, YEAR, bag)
    with pytest.raises(UsageError, match="which is archived itself"):
        archive(run, YEAR, run.reports(YEAR) / "bag")


def test_a_year_that_was_never_run_is_refused(run):
    with pytest.raises(UsageError, match=r"year 2014: has no report that a run has made"):
        archive(run, 2014)


def test_a_report_that_is_not_as_it_was_made_is_refused_and_leaves_nothing(own_run):
    page = own_run.reports(YEAR) / "method.nb.html"
    page.write_text("changed", encoding="utf-8")
    with pytest.raises(NumbersDiffer, match=r"^2015/method\.nb\.html: has been changed\."):
        archive(own_run, YEAR)
    assert not (own_run.path / "archive").exists()


def test_an_edition_that_is_not_as_it_was_frozen_is_refused(own_run):
    (own_run.editions(YEAR) / "1" / "method.nb.html").unlink()
    with pytest.raises(NumbersDiffer, match=r"^2015/editions/1/method\.nb\.html: is gone\."):
        archive(own_run, YEAR)


def test_tables_of_another_run_than_the_pages_are_refused(own_run):
    with own_run.indicators(YEAR).open("ab") as stream:
        stream.write(b" ")
    with pytest.raises(NumbersDiffer, match=r"^data/processed/indicators/2015\.parquet: has been changed"):
        archive(own_run, YEAR)


def test_received_files_matter_only_where_they_go_in(own_run, tmp_path):
    (own_run.raw(YEAR) / "ansatt.csv").unlink()
    with pytest.raises(NumbersDiffer, match="a file with ansatt received for 2015"):
        archive(own_run, YEAR, tmp_path / "refused", with_raw=True)
    assert check_bag(archive(own_run, YEAR, tmp_path / "bag")) == []


def test_a_release_after_the_run_goes_in_and_hinders_nothing(own_run, tmp_path):
    batt.protection.release(own_run, YEAR, "all", datetime.date(2016, 3, 2))
    there = files_of(archive(own_run, YEAR, tmp_path / "bag", with_raw=True))
    assert "data/person_level/data/released/2015_2016-03-02.csv" in there


def test_code_that_did_not_make_the_report_is_refused(run, tmp_path, monkeypatch):
    made = read_record(run.reports(YEAR) / RECORD).software
    monkeypatch.setattr(code_snapshot, "software", lambda: dataclasses.replace(made, notebooks="0"))
    with pytest.raises(NumbersDiffer, match="code: is another one than the report was made with"):
        archive(run, YEAR, tmp_path / "bag")


def test_the_same_code_under_another_commit_or_python_is_the_same_code(monkeypatch):
    now = software()
    monkeypatch.setattr(code_snapshot, "software", lambda: now)
    code_snapshot.check_code(dataclasses.replace(now, commit="0" * 40, is_dirty=True, python="3.13.1"))


def test_outside_a_checkout_the_snapshot_is_of_the_folders_themselves(tmp_path, monkeypatch):
    project = tmp_path / "project"
    kept = {"notebooks/00_start_here.ipynb", "requirements.lock"}
    for name in (*kept, "notebooks/.ipynb_checkpoints/a.ipynb"):
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(name, encoding="utf-8")
    monkeypatch.setattr(code_snapshot, "project_folder", lambda: project)
    monkeypatch.setattr(code_snapshot, "checkout", lambda folder: ("", None))
    code_snapshot.copy_code(tmp_path / "code")
    there = files_of(tmp_path / "code")
    assert {name for name in there if not name.startswith("batt/")} == kept
    assert "batt/paths.py" in there
    assert not [name for name in there if "__pycache__" in name]


def test_an_untouched_bag_is_whole(bag):
    assert check_bag(bag) == []


def test_changed_lost_and_added_files_of_a_bag_each_have_their_sentence(own_bag):
    page = own_bag / PAGE
    page.write_text(page.read_text("utf-8").replace("M", "m", 1), encoding="utf-8")
    (own_bag / "data/registry/options.yaml").unlink()
    (own_bag / "data/code/extra.py").write_text("x", encoding="utf-8")
    assert told(check_bag(own_bag)) == [
        "data/code/extra.py: has been added.",
        "data/registry/options.yaml: is gone.",
        f"{PAGE}: has been changed.",
    ]


@pytest.mark.parametrize("name", ["bag-info.txt", "manifest-sha256.txt", "manifest-sha512.txt"])
def test_a_changed_byte_in_what_describes_a_bag_is_told(own_bag, name):
    with (own_bag / name).open("a", encoding="utf-8") as stream:
        stream.write("\n")
    assert f"{name}: has been changed." in told(check_bag(own_bag))


def test_a_report_exchanged_together_with_the_sums_of_the_bag_is_told(own_bag):
    """Somebody who bags a changed page anew makes a valid bag, of a report that is not as it was made."""
    (own_bag / PAGE).write_text("forged", encoding="utf-8")
    anew = own_bag.parent / "anew"
    shutil.copytree(own_bag / "data", anew)
    foreign(anew, sys.executable, "-m", "bagit", "--sha256", "--quiet", ".")
    assert told(check_bag(anew)) == [f"{PAGE}: has been changed."]


@pytest.mark.parametrize(
    "name", ["../outside.txt", "data/../../outside.txt", "../bag-beside/x.txt", "/etc/passwd"]
)
def test_a_name_that_leads_out_of_a_bag_is_refused(own_bag, name):
    secret = own_bag.parent / "bag-beside" / "x.txt"
    secret.parent.mkdir()
    secret.write_text("x", encoding="utf-8")
    with (own_bag / "manifest-sha256.txt").open("a", encoding="utf-8") as stream:
        stream.write(f"{hashlib.sha256(b'x').hexdigest()}  {name}\n")
    [problem] = check_bag(own_bag)
    assert "leads out of the bag" in problem.what or "is unsafe" in problem.what


def test_a_link_in_a_bag_is_not_followed(own_bag):
    page = own_bag / PAGE
    beside = shutil.move(page, own_bag.parent / "page.html")
    page.symlink_to(beside)
    assert told(check_bag(own_bag)) == [f"{PAGE}: is a link."]


@pytest.mark.parametrize("lost", ["bagit.txt", "data"])
def test_a_folder_that_is_no_bag_is_told(own_bag, lost):
    place = own_bag / lost
    shutil.rmtree(place) if place.is_dir() else place.unlink()
    assert check_bag(own_bag)


def exit_code(*arguments):
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return caught.value.code


def test_the_verb_writes_a_bag_below_the_root_and_warns_of_rows_about_persons(own_run, capsys):
    assert exit_code("archive", "--year", YEAR, "--root", own_run.path) == 0
    said = capsys.readouterr()
    assert str(own_run.path / "archive" / "batt-2015") in said.out
    assert said.err == ""
    assert [path.name for path in (own_run.path / "archive").iterdir()] == ["batt-2015"]
    asked = ("--to", own_run.path / "persons", "--with-raw")
    assert exit_code("archive", "--year", YEAR, "--root", own_run.path, *asked) == 0
    assert "rows about single persons" in capsys.readouterr().err


def test_the_verb_checks_a_bag_and_ends_with_13_where_it_is_not_whole(own_bag, capsys):
    assert exit_code("archive", "--check", own_bag) == 0
    (own_bag / PAGE).unlink()
    assert exit_code("archive", "--check", own_bag) == 13
    said = capsys.readouterr().err
    assert f"{PAGE}: is gone." in said
    assert "Traceback" not in said
    assert exit_code("archive", "--check", own_bag, "--with-raw") == 2
