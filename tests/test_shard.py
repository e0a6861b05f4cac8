"""Pages made in parts are those of an undivided run, which finds them made; parts leave each other alone."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from batt import warm_kernels
from batt.errors import Locked, UsageError
from batt.lock import locked, locked_part
from batt.paths import Root
from batt.pipeline import Run, run
from batt.report_kinds import Request, report_kind
from batt.shard import Shard, run_shard

YEAR = 2015
SURVEY = Path(__file__).parent / "survey"
HOLD_PART = (
    "import sys, time\nfrom batt.lock import locked_part\nfrom batt.paths import Root\n"
    "with locked_part(Root(sys.argv[1]), '1-of-2'):\n    print('held', flush=True)\n    time.sleep(600)\n"
)


@pytest.fixture(autouse=True)
def _source_that_rests(monkeypatch):
    """Somebody may be editing the package while the tests run: one server for all of them will do."""
    monkeypatch.setattr(warm_kernels, "newest_source", lambda: 0)


@pytest.mark.parametrize("text", ["0/4", "5/4", "a/b", "4", "1/0", "-1/4", "1/4/2", ""])
def test_a_part_that_does_not_exist_is_refused_with_an_example(text):
    with pytest.raises(UsageError) as told:
        Shard.parse(text)
    assert str(told.value).startswith(f"--shard {text}: is no part of a whole.\n")
    assert "--shard 2/4" in str(told.value)


def test_the_parts_are_the_whole_and_each_has_of_everything():
    pages = [f"{kind}{number}" for kind in "abc" for number in range(7)]
    parts = [Shard.parse(f"{number}/4").of(pages) for number in range(1, 5)]
    assert sorted(page for part in parts for page in part) == pages
    assert all({page[0] for page in part} == set("abc") for part in parts)


def test_pages_are_refused_before_their_stages_are_done(tmp_path):
    shutil.copytree(SURVEY, tmp_path / "root")
    with pytest.raises(UsageError, match=r"clean-2014, .*\n.*\n.*`batt run disclosure`"):
        run_shard(Run(Root(tmp_path / "root"), YEAR), Shard(1, 2), lambda job: [])


def test_two_parts_and_a_run_after_them_leave_the_bytes_of_an_undivided_run(reported_demo):
    job = Run(reported_demo, YEAR)
    pages = Request(report_kind("scorecard")).pages(job.root, YEAR, job.options)[:2]
    undivided = {}
    for page, step in zip(pages, job.report_steps(pages), strict=True):
        undivided[page.file(job.root, YEAR)] = page.file(job.root, YEAR).read_bytes()
        page.file(job.root, YEAR).unlink()
        step.record.unlink()
    front = job.root.reports(YEAR) / "index.html"
    front.write_text("from before")
    parts = [run_shard(job, Shard(number, 2), lambda job: pages) for number in (2, 1)]
    assert parts == [[f"{page.name}-{YEAR}"] for page in reversed(pages)]
    assert {file: file.read_bytes() for file in undivided} == undivided
    assert front.read_text() == "from before"
    assert run(job, stages=(), reports=lambda job: pages) == []
    assert front.read_text() != "from before"


def test_parts_are_held_beside_each_other_but_not_twice(tmp_path):
    root = Root(tmp_path)
    with (
        locked_part(root, "1-of-2"),
        locked_part(root, "2-of-2"),
        pytest.raises(Locked, match="shards/1-of-2: is held by process"),
        locked_part(root, "1-of-2"),
    ):
        pass


def test_a_run_of_the_whole_is_refused_while_a_part_is_made(tmp_path):
    with (
        locked_part(Root(tmp_path), "1-of-2"),
        pytest.raises(Locked, match="shards/1-of-2: is held by process"),
        locked(Root(tmp_path)),
    ):
        pass
    with locked(Root(tmp_path)):
        pass


def test_a_part_is_refused_while_the_whole_is_run(tmp_path, monkeypatch):
    monkeypatch.setattr("batt.lock.PATIENCE", 0.0)
    with (
        locked(Root(tmp_path)),
        pytest.raises(Locked, match="processed/lock: is held by process"),
        locked_part(Root(tmp_path), "1-of-2"),
    ):
        pass


def test_what_a_killed_part_had_begun_is_removed_by_the_next_run_and_by_no_part(tmp_path):
    root = Root(tmp_path)
    begun = root.reports(YEAR) / "scorecard" / ".A001.nb.new.html"
    begun.parent.mkdir(parents=True)
    begun.write_text("half of it")
    holder = subprocess.Popen([sys.executable, "-c", HOLD_PART, tmp_path], stdout=subprocess.PIPE, text=True)
    assert holder.stdout.readline() == "held\n"
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    with locked_part(root, "2-of-2"):
        assert begun.exists()
    with locked(root):
        assert not begun.exists()
        assert not list(root.processed("shards").glob("*.json"))
