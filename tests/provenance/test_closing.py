"""A run with nothing to do leaves the folder of reports alone; what the folder tells of opens it again."""

import pytest

from batt.pipeline import Run
from batt.provenance.record.closing import Closing
from batt.registry import Options
from batt.steps import Step


@pytest.fixture
def closed(own, recording):
    """A folder as a run has closed it, and a way to ask whether it is."""
    job = Run(own, recording.YEAR)

    def closing(job=job, is_whole=True):
        return Closing(job, job.every_step([recording.PAGE]), is_whole)

    closing().note()
    return own, closing


def test_a_folder_is_closed_while_nothing_changes(closed):
    root, closing = closed
    assert closing().is_done()
    # When its files were written is no news.
    (root.reports(2015) / "run.json").touch()
    assert closing().is_done()


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root.reports(2015) / "manifest.json").write_text("{}"),
        lambda root: (root.reports(2015) / "SHA256SUMS").unlink(),
        lambda root: (root.reports(2015) / "new.txt").write_text("x"),
        lambda root: (
            root.editions(2015).joinpath("1").mkdir(parents=True)
            or (root.editions(2015) / "1" / "edition.json").write_text("{}")
        ),
        lambda root: root.corrections.write_text("x"),
        lambda root: root.own_questions.write_text("x"),
        lambda root: (root.raw(2015) / "deltakerlop.csv").write_text("x"),
        lambda root: next(iter(root.steps.glob("*.json"))).unlink(),
    ],
    ids=["changed", "lost", "added", "edition", "corrections", "question", "received", "step"],
)
def test_what_the_record_or_the_front_page_tells_of_opens_it(closed, change):
    root, closing = closed
    change(root)
    assert not closing().is_done()


def test_other_readings_parameters_and_software_open_it(closed, monkeypatch):
    root, closing = closed
    assert not closing(Run(root, 2015, options=Options(weeks="inclusive"))).is_done()
    assert not closing(Run(root, 2015, strict=True)).is_done()
    assert not closing(is_whole=False).is_done()
    monkeypatch.setattr(Step, "key", lambda self, seen=None: "other")
    assert not closing().is_done()
    monkeypatch.undo()
    monkeypatch.setattr("batt.provenance.record.software._installed", lambda name: "0.0")
    assert not closing().is_done()
