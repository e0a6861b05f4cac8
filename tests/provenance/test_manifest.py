"""Anybody can check the folder of a year, and what no longer fits is told in a sentence of its own."""

import dataclasses
import hashlib
import json
import shutil
import subprocess

import pytest

from batt.cli import main
from batt.editions.pages import is_index, reported_files
from batt.errors import ContentError, UnreadableFile
from batt.provenance.record import check as module
from batt.provenance.record.check import check_folder, check_received, what_differs
from batt.provenance.record.report_folder import seal
from batt.provenance.record.run_record import RECORD, read_record
from batt.provenance.record.sums import write_sums

YEAR = 2015
PAGE = "method.nb.html"
OWN = {"manifest.json", "SHA256SUMS"}


def names_under(folder):
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def told(problems):
    return [str(problem).splitlines()[0] for problem in problems]


def record_of(root):
    return read_record(root.reports(YEAR) / RECORD)


@pytest.fixture
def folder(own):
    return own.reports(YEAR)


def test_the_sums_pass_with_sha256sum_and_cover_every_file_but_editions(own, folder):
    edition = folder / "editions" / "1" / "index.html"
    edition.parent.mkdir(parents=True)
    edition.write_text("signed", encoding="utf-8")
    seal(folder)
    checked = ["sha256sum", "-c", "--strict", "SHA256SUMS"]
    done = subprocess.run(checked, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = {line.split(": ")[0] for line in done.stdout.splitlines()}
    assert listed == names_under(folder) - {"SHA256SUMS", "editions/1/index.html"}


def test_the_manifest_tells_size_hash_and_kind_of_every_file(recorded):
    folder = recorded.reports(YEAR)
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {file["path"] for file in listed} == names_under(folder) - OWN
    for file in listed:
        content = (folder / file["path"]).read_bytes()
        assert (file["size"], file["sha256"]) == (len(content), hashlib.sha256(content).hexdigest())
    kinds = {file["path"]: (file["media_type"], file["what"]) for file in listed}
    assert kinds[PAGE] == ("text/html", "page method, nb")
    assert kinds[RECORD] == ("application/json", "record of the run")


def test_forms_and_tables_made_later_are_taken_in(folder):
    for name in (
        "method.nb.pdf",
        "method.nb.tables/contents.csv",
        "scorecard/A001.nb.html",
        "data_package/a.csv",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")
    seal(folder)
    listed = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert {file["path"]: file["what"] for file in listed}.items() >= {
        "method.nb.pdf": "another form of a page of method",
        "method.nb.tables/contents.csv": "another form of a page of method",
        "scorecard/A001.nb.html": "page scorecard of A001, nb",
        "data_package/a.csv": "other file",
    }.items()
    assert check_folder(folder) == []


def test_a_folder_without_a_record_is_not_sealed(tmp_path):
    (tmp_path / "index.html").write_text("x", encoding="utf-8")
    seal(tmp_path)
    assert names_under(tmp_path) == {"index.html"}


def test_an_untouched_folder_is_as_it_was_made_wherever_it_lies(folder, tmp_path):
    assert check_folder(shutil.copytree(folder, tmp_path / "unpacked")) == []


def test_a_changed_byte_a_lost_and_an_added_file_each_have_their_sentence(folder):
    page = folder / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("M", "m", 1), encoding="utf-8")
    (folder / "how.nb.html").unlink()
    (folder / "extra.html").write_text("x", encoding="utf-8")
    assert told(check_folder(folder)) == [
        "extra.html: has been added.", "how.nb.html: is gone.", f"{PAGE}: has been changed.",
    ]  # fmt: skip


def test_a_changed_byte_of_the_manifest_is_told(folder):
    file = folder / "manifest.json"
    file.write_text(file.read_text(encoding="utf-8").replace("text/html", "text/htmI", 1), encoding="utf-8")
    assert told(check_folder(folder)) == ["manifest.json: has been changed."]


def test_sums_that_were_made_again_do_not_hide_a_change_from_the_manifest(folder):
    (folder / PAGE).write_text("pyntet", encoding="utf-8")
    write_sums(folder)
    assert told(check_folder(folder)) == [f"manifest.json: says of {PAGE} something else than SHA256SUMS."]
    (folder / "manifest.json").write_text("[]", encoding="utf-8")
    write_sums(folder)
    assert told(check_folder(folder))[0].startswith("manifest.json: cannot be read")


def test_a_folder_without_sums_is_told(folder):
    (folder / "SHA256SUMS").unlink()
    assert told(check_folder(folder)) == ["SHA256SUMS: is not in the folder, or is empty."]


def test_a_report_of_a_later_version_is_told(folder):
    (folder / RECORD).write_text('{"record_version": 99}', encoding="utf-8")
    (folder / "manifest.json").unlink()
    write_sums(folder)
    with pytest.raises(ContentError, match="later version"):
        check_folder(folder)


def test_a_broken_record_is_told_where_its_sum_fits(folder):
    (folder / RECORD).write_text("{", encoding="utf-8")
    (folder / "manifest.json").unlink()
    write_sums(folder)
    with pytest.raises(UnreadableFile, match="no record of a run"):
        check_folder(folder)


def test_received_files_that_are_as_they_were_are_not_told(recorded):
    assert check_received(record_of(recorded), recorded) == []


def test_a_received_file_changed_lost_or_new_is_told(own):
    raw = own.raw(YEAR)
    with (raw / "ansatt.csv").open("a", encoding="utf-8") as stream:
        stream.write(" ")
    (raw / "svar_nav.csv").unlink()
    (raw / "metode.csv").write_text("aar;arrangor_id;metode\n", encoding="utf-8")
    assert told(check_received(record_of(own), own)) == [
        "data/raw/2015/ansatt.csv: has been changed.",
        "data/raw/2015/metode.csv: is new.",
        "a file with svar_nav received for 2015 (national): is not there.",
    ]


def test_a_renamed_file_is_the_same_file(own):
    (own.raw(YEAR) / "ansatt.csv").rename(own.raw(YEAR) / "ansatt_2015.csv")
    assert check_received(record_of(own), own) == []


def test_corrections_and_notes_changed_since_are_told(own, recording):
    own.corrections.write_text("file;row\n", encoding="utf-8")
    assert told(check_received(record_of(own), own)) == ["data/corrections.csv: is new."]
    recording.record(own)
    own.corrections.write_text("file;row;\n", encoding="utf-8")
    assert told(check_received(record_of(own), own)) == ["data/corrections.csv: has been changed."]
    own.corrections.unlink()
    assert told(check_received(record_of(own), own)) == ["data/corrections.csv: is not there."]


@pytest.fixture
def clean(recorded, monkeypatch):
    """The record as a checkout without changes would have made it, and such a checkout at hand."""
    record = record_of(recorded)
    software = dataclasses.replace(record.software, commit="c" * 40, is_dirty=False)
    monkeypatch.setattr(module, "software", lambda: software)
    return dataclasses.replace(record, software=software)


def test_the_same_workbook_differs_in_nothing(clean):
    assert what_differs(clean) == []


def test_another_registry_is_told_with_the_rules_that_differ(clean):
    versions = clean.registry.versions | {"i08": "0"}
    now = clean.registry.versions["i08"]
    changed = dataclasses.replace(
        clean, registry=dataclasses.replace(clean.registry, sha256="0", versions=versions)
    )
    assert told(what_differs(changed)) == [
        f"the rule of i08: is of another version (0 → {now}).",
        "the registry: has been changed.",
    ]


@pytest.mark.parametrize(
    ("of_record", "at_hand", "sentence"),
    [
        (
            {"is_dirty": True},
            {},
            "code: the report was made from a checkout that differs from its commit cccccccccccc.",
        ),
        ({}, {"is_dirty": True}, "code: this checkout differs from its commit cccccccccccc."),
        ({}, {"source": "0"}, "the code: is another one."),
        ({}, {"lock": "0"}, "requirements.lock: has been changed."),
        ({"python": "3.13.1"}, {"python": "3.11.9"}, "python: was 3.13.1 and is 3.11.9."),
        (
            {"packages": {"numpy": "1.0"}},
            {"packages": {"numpy": ""}},
            "numpy: was 1.0 and is not there.",
        ),
    ],
)
def test_every_difference_of_the_workbook_has_its_sentence(clean, monkeypatch, of_record, at_hand, sentence):
    made = dataclasses.replace(clean, software=dataclasses.replace(clean.software, **of_record))
    now = dataclasses.replace(clean.software, **at_hand)
    monkeypatch.setattr(module, "software", lambda: now)
    assert told(what_differs(made)) == [sentence]


def exit_code(*arguments):
    with pytest.raises(SystemExit) as caught:
        main([str(argument) for argument in arguments])
    return caught.value.code


def test_the_verb_tells_that_nothing_has_changed(recorded, capsys):
    assert exit_code("verify", recorded.reports(YEAR), "--quick", "--root", recorded.path) == 0
    said = capsys.readouterr().out
    assert "Every file of the report of 2015 is as it was made" in said
    assert f"So are the {len(record_of(recorded).received)} files" in said


def test_the_verb_ends_with_13_where_a_page_or_a_received_file_has_changed(own, folder, capsys):
    (own.raw(YEAR) / "ansatt.csv").unlink()
    assert exit_code("verify", folder, "--quick") == 0
    assert exit_code("verify", folder, "--quick", "--root", own.path) == 13
    (folder / PAGE).unlink()
    assert exit_code("verify", folder, "--quick") == 13
    assert f"{PAGE}: is gone." in capsys.readouterr().err


def test_a_release_that_came_later_is_no_input_of_the_report(own):
    own.released.mkdir(parents=True)
    (own.released / "2015_2030-01-01.csv").write_text("later", encoding="utf-8")
    assert exit_code("verify", own.reports(YEAR), "--quick", "--root", own.path) == 0


def test_an_edition_takes_the_record_along_and_makes_its_own_manifest(own):
    names = reported_files(own, YEAR)
    assert not {"manifest.json", "SHA256SUMS", "ro-crate-metadata.json"} & set(names)
    assert [name for name in names if is_index(name)] == ["how.en.html", "how.nb.html", RECORD]
