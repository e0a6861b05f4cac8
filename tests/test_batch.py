"""Steps run side by side: each its own, failures kept and told, nothing that is done done again."""

import io
import os
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from batt import file_hashes, warm_kernels
from batt.batch import Failure, Outcome, Tick, run_steps
from batt.errors import BattError, ContentError
from batt.file_hashes import FileHashes
from batt.paths import Root
from batt.progress_line import ProgressLine, describe
from batt.steps import Step


@pytest.fixture(autouse=True)
def _source_that_rests(monkeypatch):
    """Somebody may be editing the package while the tests run: one server for all of them will do."""
    monkeypatch.setattr(warm_kernels, "newest_source", lambda: 0)


@pytest.fixture
def steps(load_module, tmp_path):
    """Steps that each write the number they were given; those in ``failing`` raise instead."""
    write_notebook = load_module(__file__, "notebook_files").write_notebook

    def make(count, failing=()):
        root = Root(tmp_path)
        (tmp_path / "in.csv").write_text("a\n1\n")
        notebook = write_notebook(
            tmp_path / "notebooks" / "n.ipynb",
            "number: int = 0\nplace: str = ''\nfailing: bool = False",
            "from batt.errors import ContentError\nif failing:\n"
            "    raise ContentError(f'row {number} is wrong')",
            "import os\nfrom pathlib import Path\nPath(place).write_text(f'{number} {os.getcwd()}')",
        )
        return [
            Step(
                name=f"page-{number}",
                notebook=notebook,
                parameters={
                    "number": number, "place": str(tmp_path / f"{number}.txt"), "failing": number in failing
                },
                reads=(tmp_path / "in.csv",),
                writes=(tmp_path / f"{number}.txt",),
                sources=("errors.py",),
                executed=tmp_path / "executed" / f"{number}.ipynb",
                record=tmp_path / "steps" / f"{number}.json",
                root=root,
            )
            for number in range(count)
        ]  # fmt: skip

    return make


def test_each_step_runs_with_its_own_parameters_in_the_folder_of_its_notebook(steps, tmp_path):
    here = Path.cwd()
    outcome = run_steps(steps(5), workers=3)
    assert outcome == Outcome(tuple(f"page-{number}" for number in range(5)), ())
    for number in range(5):
        assert (tmp_path / f"{number}.txt").read_text() == f"{number} {tmp_path / 'notebooks'}"
    assert Path.cwd() == here


def test_only_what_has_changed_is_run_again(steps, tmp_path):
    made = steps(2)
    run_steps(made)
    assert run_steps(made) == Outcome((), ())
    (tmp_path / "1.txt").write_text("changed by hand")
    assert run_steps(made).done == ("page-1",)
    (tmp_path / "in.csv").write_text("a\n2\n")
    assert run_steps(made).done == ("page-0", "page-1")


def test_a_failed_step_keeps_its_notebook_and_the_others_go_on(steps):
    made = steps(3, failing={1})
    ticks = []
    outcome = run_steps(made, workers=2, progress=ticks.append)
    assert outcome.done == ("page-0", "page-2")
    (failure,) = outcome.failed
    assert failure.name == "page-1" and "row 1 is wrong" in str(failure)
    assert str(made[1].executed) in str(failure) and "row 1 is wrong" in made[1].executed.read_text()
    with pytest.raises(ContentError, match="1 of 3 steps failed"):
        outcome.check()
    assert ticks[-1].failed == 1
    # It has no record, so that it is run again.
    assert not made[1].is_done()


def test_every_step_is_told_of_once_with_its_number(steps):
    ticks = []
    run_steps(steps(3), progress=ticks.append)
    assert [(tick.number, tick.total) for tick in ticks] == [(1, 3), (2, 3), (3, 3)]
    assert {tick.name for tick in ticks} == {"page-0", "page-1", "page-2"}


def chained(made):
    """Let each step read what the one before it writes."""
    return [made[0], *(replace(step, reads=before.writes) for before, step in pairwise(made))]


def test_a_step_runs_after_those_whose_outputs_it_reads(steps, tmp_path):
    made = chained(steps(3))
    news = []
    assert run_steps(made[::-1], workers=3, progress=news.append).done == ("page-2", "page-1", "page-0")
    assert [one.name for one in news if isinstance(one, Tick)] == ["page-0", "page-1", "page-2"]
    assert [one for one in news if isinstance(one, str)] == ["page-0 …", "page-1 …"]
    assert run_steps(made) == Outcome((), ())
    # What comes out the same does not send what reads it through again.
    made[0].record.unlink()
    ticks = []
    assert run_steps(made, progress=ticks.append).done == ("page-0",)
    assert (ticks[-1].number, ticks[-1].total) == (1, 3)


def test_a_folder_is_read_after_all_that_write_in_it(steps, tmp_path):
    first, second, last = steps(3)
    (reader,) = [replace(last, reads=(tmp_path,))]
    ticks = []
    run_steps([reader, second, first], workers=1, progress=lambda news: ticks.append(str(news)))
    assert ticks[-1] == "[3/3] page-2"


def test_what_reads_the_outputs_of_a_failed_step_is_left(steps):
    made = chained(steps(3, failing={0}))
    other = replace(steps(5)[4], reads=made[0].reads)
    outcome = run_steps([*made, other])
    assert [failure.name for failure in outcome.failed] == ["page-0"]
    assert outcome.left == ("page-1", "page-2") and outcome.done == ("page-4",)


def test_any_executor_may_run_the_steps(steps):
    made = steps(2)
    with ThreadPoolExecutor(1) as executor:
        assert run_steps(made[:1], executor=executor).done == ("page-0",)
        assert not executor._shutdown
    with ProcessPoolExecutor(1) as executor:
        assert run_steps(made[1:], executor=executor).done == ("page-1",)


def test_ordinary_kernels_make_the_same_and_say_why_they_are_used(steps, tmp_path, monkeypatch):
    monkeypatch.setenv("BATT_COLD_KERNELS", "1")
    news = []
    run_steps(steps(1), progress=news.append)
    assert "BATT_COLD_KERNELS" in news[0]
    assert str(news[1]) == "[1/1] page-0"
    assert (tmp_path / "0.txt").read_text().startswith("0 ")


def test_an_interrupt_ends_the_batch_and_its_kernels(steps):
    def interrupt(tick):
        raise KeyboardInterrupt

    made = steps(6)
    with pytest.raises(KeyboardInterrupt):
        run_steps(made, workers=1, progress=interrupt)
    assert not made[5].record.exists()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("batt_")]


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="DESCRIPTORS NOT COUNTED: no /proc here")
def test_batches_leave_no_descriptor_open(steps, tmp_path):
    made = steps(2)
    opened = []
    for content in "abc":
        (tmp_path / "in.csv").write_text(content)
        run_steps(made, workers=2)
        opened.append(len(list(Path("/proc/self/fd").iterdir())))
    assert opened[1] == opened[2]


def test_different_failures_are_told_as_a_general_one():
    failures = tuple(
        Failure(f"p{n}", ContentError("x") if n else OSError("y"), Path("no")) for n in range(12)
    )
    with pytest.raises(BattError) as told:
        Outcome((), failures).check()
    assert type(told.value) is BattError
    assert "12 of 12 steps failed" in str(told.value) and "And: p10, p11." in str(told.value)
    Outcome(("p0",), ()).check()


def test_many_steps_read_each_shared_file_once(steps, monkeypatch):
    made = steps(40)
    for step in made:
        step.writes[0].write_text("made")
        step.record.parent.mkdir(exist_ok=True)
        step.record.write_text("{}")
    read = []
    monkeypatch.setattr(file_hashes, "hash_file", lambda path: read.append(path) or "0" * 64)
    seen = FileHashes()
    for step in made:
        assert not step.is_done(seen)
    assert read.count(made[0].reads[0]) == 1
    assert len(read) == len(set(read))


def test_a_file_that_has_rested_is_read_once_and_again_when_it_changes(tmp_path, monkeypatch):
    file = tmp_path / "a.csv"
    file.write_text("1")
    os.utime(file, (1, 1))
    first = file_hashes.hash_file(file)
    file.write_text("2")
    os.utime(file, (1, 1))
    assert file_hashes.hash_file(file) == first  # same size and time: it was not read
    os.utime(file, (2, 2))
    assert file_hashes.hash_file(file) != first


def test_a_file_changed_a_moment_ago_is_read_every_time(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("1")
    stamp = file.stat().st_mtime_ns
    first = file_hashes.hash_file(file)
    file.write_text("2")
    os.utime(file, ns=(stamp, stamp))
    assert file_hashes.hash_file(file) != first


def test_leftovers_of_python_and_jupyter_are_no_code(tmp_path):
    (tmp_path / ".root" / "stage").mkdir(parents=True)
    folder = tmp_path / ".root" / "stage"
    (folder / "run.py").write_text("x = 1")
    before = FileHashes().of(folder, code=True)
    for name in ("__pycache__/run.pyc", ".ipynb_checkpoints/run.py", ".DS_Store"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    assert FileHashes().of(folder, code=True) == before != FileHashes().of(folder)
    (folder / "new.py").write_text("x")
    assert FileHashes().of(folder, code=True) != before


def test_a_tick_says_count_rate_time_left_and_failures():
    tick = Tick(number=12, total=131, name="scorecard-2015-A007-nb", failed=1, seconds=8.0)
    assert str(tick) == "[12/131] scorecard-2015-A007-nb"
    assert describe(tick) == "[12/131] 1.5 a second, 1 min 19 s left, 1 failed: scorecard-2015-A007-nb"
    slow = Tick(number=2, total=4, name="x", failed=0, seconds=20.0)
    assert describe(slow) == "[2/4] 10.0 s each, 20 s left: x"


def test_the_progress_line_is_rewritten_and_sentences_stand_alone():
    stream = io.StringIO()
    line = ProgressLine(stream, width=40)
    line(Tick(1, 2, "first", 0, 1.0))
    line("Said between.")
    line(Tick(2, 2, "second", 0, 2.0))
    shown = stream.getvalue()
    assert shown.count("\r") == 2
    assert "\nSaid between.\n" in shown
    assert shown.endswith("\n") and "[2/2]" in shown.splitlines()[-1]


def test_a_step_that_failed_is_named_at_once_on_a_line_that_stays():
    stream = io.StringIO()
    line = ProgressLine(stream, width=60)
    for number, failed in enumerate((0, 1, 1), 1):
        line(Tick(number, 3, f"step-{number}", failed, float(number)))
    assert stream.getvalue().count("\nfailed: step-2\n") == 1
    assert "\nfailed: step-3" not in stream.getvalue()
