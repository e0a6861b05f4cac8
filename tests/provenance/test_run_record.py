"""The record of a run tells all that figures rest on, and nothing of persons, providers or machines."""

import csv
import dataclasses
import hashlib
import inspect
import json
import re
import shutil
import socket
import subprocess
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.errors import ContentError, UnreadableFile
from batt.paths import Root
from batt.pipeline import Run, run
from batt.protection import certify
from batt.provenance.record import gather as gather_record
from batt.provenance.record.run_record import RECORD, read_record, to_json
from batt.provenance.record.software import checkout, seeds
from batt.registry import Options
from batt.relationships.staying.incidence_band import incidence_band
from batt.report_kinds import ReportPage, report_kind

YEAR = 2015
SURVEY = Path(__file__).parents[1] / "survey"


def record_of(root):
    return read_record(root.reports(YEAR) / RECORD)


def step_named(record, name):
    return next(step for step in record.steps if step.name == name)


def test_a_record_is_read_as_it_was_written(recorded):
    text = (recorded.reports(YEAR) / RECORD).read_text(encoding="utf-8")
    assert to_json(record_of(recorded)) == text


def test_every_received_file_is_told_by_hash_and_size(recorded):
    there = [
        (file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
        for year in (2014, 2015)
        for file in recorded.raw(year).rglob("*.csv")
    ]
    told = [(file.size, file.sha256) for file in record_of(recorded).received]
    assert len(told) > 20 and sorted(told) == sorted(there)


def test_a_file_of_a_provider_is_told_by_its_table_and_not_by_its_name(recorded):
    spells = [file for file in record_of(recorded).received if file.table == "deltakerlop"]
    assert sorted((file.year, file.sender) for file in spells) == [
        (2014, "national"), (2015, "national"), (2015, "provider"),
    ]  # fmt: skip


def test_nothing_tells_of_a_provider_a_user_or_a_machine(recorded):
    folder = recorded.reports(YEAR)
    providers = pd.read_parquet(recorded.clean(YEAR) / "providers.parquet")
    secret = {*providers["provider_id"], *providers["name"], str(recorded.path), str(Path.home() / "x")[:-1]}
    for name in (RECORD, "how.nb.html", "how.en.html", "ro-crate-metadata.json", "manifest.json"):
        text = (folder / name).read_text(encoding="utf-8")
        assert [one for one in secret if one in text] == [], name
        assert not re.search(rf"\b{re.escape(socket.gethostname())}\b", text), name


def test_options_say_whether_they_are_changed(own, recording):
    told = recording.record(own, options=Options(weeks="inclusive")).options
    assert {entry.key: entry.choice for entry in told} == Options(weeks="inclusive").as_dict()
    assert [entry.key for entry in told if not entry.is_default] == ["weeks"]


def test_a_step_tells_its_inputs_and_outputs_by_hash(recorded):
    record = record_of(recorded)
    step = step_named(record, "indicators-2015")
    name = "data/processed/indicators/2015.parquet"
    assert step.outputs[name] == hashlib.sha256((recorded.path / name).read_bytes()).hexdigest()
    assert set(record.inputs[step.inputs]) == {"data/processed/clean/2015"}
    cleaned = step_named(record, "clean-2015")
    assert record.inputs[step.inputs]["data/processed/clean/2015"] in cleaned.outputs.values()
    assert step.is_current and step.notebook == "02_indicators.ipynb"


def test_steps_that_were_never_done_are_left_out(recorded):
    names = {step.name for step in record_of(recorded).steps}
    assert "method-nb-2015" in names and not any(name.startswith("disclosure") for name in names)


def test_a_page_of_an_earlier_run_is_told_to_be_one(own, recording):
    table = next(own.indicators(YEAR).parent.glob("2015.parquet"))
    pd.read_parquet(table).iloc[1:].to_parquet(table, index=False)
    page = step_named(recording.record(own), "method-nb-2015")
    assert (page.is_current, page.inputs) == (False, "")


def test_a_page_that_the_job_does_not_know_is_told_from_what_is_kept_of_its_step(own, recording):
    page = own.reports(YEAR) / "newsletter" / "2015-03.nb.html"
    page.parent.mkdir()
    page.write_text("x", encoding="utf-8")
    kept = {"key": "k", "outputs": {own.relative(page): "h"}}
    (own.steps / "newsletter-2015-03-nb-2015.json").write_text(json.dumps(kept), encoding="utf-8")
    step = step_named(recording.record(own), "newsletter-2015-03-nb-2015")
    assert (step.is_current, step.outputs) == (False, kept["outputs"])


def test_a_run_that_changes_nothing_leaves_every_byte(own, recording, monkeypatch):
    folder = own.reports(YEAR)
    record = record_of(own)
    # Whoever works on the code meanwhile changes something.
    monkeypatch.setattr(gather_record, "software", lambda: record.software)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    earlier = dataclasses.replace(record, started="2016-01-01T00:00:00Z", ended="2016-01-01T00:00:01Z")
    (folder / RECORD).write_text(to_json(earlier), encoding="utf-8")
    assert recording.record(own) == earlier
    (folder / RECORD).write_text(to_json(record), encoding="utf-8")
    recording.record(own)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_hidden_figures_are_counted_by_year(own, recording):
    rows = [(2014, 0, 0), (2015, 0, 0), (2015, 1, 1), (2015, 2, 2), (2015, 2, 0)]
    own.disclosure(YEAR).mkdir(parents=True)
    frame = pd.DataFrame(rows, columns=["year", "level", "primary"])
    frame.to_parquet(own.disclosure(YEAR) / "protection.parquet")
    told = [dataclasses.astuple(one) for one in recording.record(own).suppressed]
    assert told == [(2014, 1, 0, 0, 0), (2015, 1, 1, 2, 2)]


def test_seeds_are_those_of_the_code():
    told = seeds()
    assert told["batt.protection.certify._SEED"] == certify._SEED
    default = inspect.signature(incidence_band).parameters["seed"].default
    assert told["batt.relationships.staying.incidence_band.incidence_band.seed"] == default


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text[:200], "is no record of a run"),
        (lambda text: text.replace('"size": ', '"size": "many", "was": ', 1), "fields of ReceivedFile"),
        (lambda text: re.sub(r'"size": \d+', '"size": "many"', text, count=1), "'many' where int"),
        (lambda text: "[]", "is no record of a run"),
    ],
)
def test_a_broken_record_is_told(own, change, sentence):
    file = own.reports(YEAR) / RECORD
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=sentence):
        read_record(file)


def test_a_record_that_is_not_there_is_told(tmp_path):
    with pytest.raises(UnreadableFile, match=r"run\.json: is not in the report's folder"):
        read_record(tmp_path / RECORD)


def test_a_record_of_a_later_version_is_told_even_if_its_form_is_unknown(tmp_path):
    (tmp_path / RECORD).write_text('{"record_version": 99, "new": 1}', encoding="utf-8")
    with pytest.raises(ContentError, match="later version of the workbook"):
        read_record(tmp_path / RECORD)


@pytest.fixture
def project(tmp_path):
    """A checkout with what figures rest on, and a file that they do not rest on."""
    folder = tmp_path / "project"
    (folder / "batt").mkdir(parents=True)
    (folder / "batt" / "rule.py").write_text("x = 1\n")
    (folder / "README.md").write_text("read\n")
    who = ["-c", "user.name=n", "-c", "user.email=e"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-q", "-m", "m"]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    return folder


def test_a_clean_checkout_is_told_by_its_commit(project):
    told = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, text=True, check=True
    )
    (project / "README.md").write_text("changed, but no figure rests on it\n")
    assert checkout(project) == (told.stdout.strip(), False)


@pytest.mark.parametrize("name", ["batt/rule.py", "batt/new.py"])
def test_a_checkout_with_changes_is_dirty(project, name):
    (project / name).write_text("x = 2\n")
    assert checkout(project)[1] is True


def test_without_a_checkout_of_its_own_there_is_no_commit(project, tmp_path):
    assert checkout(project / "batt") == ("", None)
    assert checkout(tmp_path) == ("", None)


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The hand-made files after a main job that makes one page in two languages."""
    root = Root(shutil.copytree(SURVEY, tmp_path_factory.mktemp("ran") / "root"))
    kind = report_kind("method")
    run(Run(root, YEAR), reports=lambda job: [ReportPage(kind, lang) for lang in ("nb", "en")])
    return root


def test_the_main_job_leaves_its_record_with_every_step(ran):
    record = record_of(ran)
    assert {step.name: step.is_current for step in record.steps} == dict.fromkeys(
        [
            *(f"{stage}-{year}" for stage in ("clean", "indicators", "protection") for year in (2014, YEAR)),
            *(f"{stage}-{YEAR}" for stage in ("comparisons", "relationships", "disclosure")),
            *(f"method-{lang}-{YEAR}" for lang in ("nb", "en")),
        ],
        True,
    )
    assert record.started < record.ended and sum(one.shown for one in record.suppressed) > 0


def test_timings_are_kept_apart_from_everything_that_is_hashed(ran):
    with (ran.steps / "timings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["step"] for row in rows} == {step.name for step in record_of(ran).steps}
    assert all(float(row["seconds"]) > 0 for row in rows)


def test_the_front_page_leads_to_how_it_was_made_in_its_own_language(ran):
    for lang, name in {"nb": "index.html", "en": "index.en.html"}.items():
        soup = BeautifulSoup((ran.reports(YEAR) / name).read_text(encoding="utf-8"), "html.parser")
        links = [link["href"] for link in soup.find("h2", id="how-made").find_next("ul").find_all("a")]
        assert links[0] == f"how.{lang}.html" and (ran.reports(YEAR) / links[0]).is_file()


def test_every_link_of_the_page_leads_to_a_file(ran):
    for lang in ("nb", "en"):
        soup = BeautifulSoup(
            (ran.reports(YEAR) / f"how.{lang}.html").read_text(encoding="utf-8"), "html.parser"
        )
        links = [link["href"] for link in soup.find_all("a", href=True) if not link["href"].startswith("#")]
        assert {"run.json", "SHA256SUMS", "manifest.json", "ro-crate-metadata.json"} <= set(links)
        assert [link for link in links if not (ran.reports(YEAR) / link).is_file()] == []


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_the_page_can_be_read_by_everybody(ran, browser, screen, lang):
    assert browser.faults(ran.reports(YEAR) / f"how.{lang}.html", screen) == []
