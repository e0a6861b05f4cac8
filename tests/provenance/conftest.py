"""A root whose main job is told to be done, so that its record can be written without running a notebook."""

import datetime
import json
import shutil
from types import SimpleNamespace

import pytest

from batt.paths import Root
from batt.pipeline import Run
from batt.provenance.record.report_folder import record_run, seal
from batt.report_kinds import ReportPage, report_kind

YEAR = 2015
STARTED = datetime.datetime(2016, 3, 1, 8, 0, tzinfo=datetime.UTC)
PAGE = ReportPage(report_kind("method"), "nb")


def mark_done(step):
    """Keep a record of a step as if its notebook had been run."""
    step.record.parent.mkdir(parents=True, exist_ok=True)
    step.record.write_text(json.dumps({"key": step.key(), "outputs": step.outputs()}), encoding="utf-8")


def record(root, **more):
    """Write the record of the job, and seal the folder."""
    made = record_run(Run(root, YEAR, **more), [PAGE], STARTED)
    seal(root.reports(YEAR))
    return made


def lay_down(computed, folder):
    """Return a copy of the computed hand-made files with one page and its record."""
    place = Root(shutil.copytree(computed.path, folder))
    job = Run(place, YEAR)
    page = PAGE.file(place, YEAR)
    page.parent.mkdir(parents=True)
    page.write_text("<!DOCTYPE html><title>Metode</title>", encoding="utf-8")
    for step in (*job.stage_steps(("clean", "indicators")), *job.report_steps([PAGE])):
        if all(path.exists() for path in step.writes):
            mark_done(step)
    return place


@pytest.fixture(scope="session")
def recording():
    """What tests need to write a record again."""
    return SimpleNamespace(YEAR=YEAR, PAGE=PAGE, STARTED=STARTED, record=record, mark_done=mark_done)


@pytest.fixture(scope="session")
def recorded(computed, tmp_path_factory):
    """A root with its record, for looking at."""
    place = lay_down(computed, tmp_path_factory.mktemp("recorded") / "root")
    record(place)
    return place


@pytest.fixture
def own(recorded, tmp_path):
    """A root with its record, for changing."""
    return Root(shutil.copytree(recorded.path, tmp_path / "root"))
