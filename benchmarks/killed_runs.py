"""Kill the main job at random moments, and see that nothing is half-written and that the next run mends all.

    python benchmarks/killed_runs.py [--survey 45] [--demo 5] [--seed 1] [--first 1]

In turn the job is killed (SIGKILL) on a root on which nothing has been run, and on one whose report was
complete when a received row was changed. Right after it every file must be whole: as an undisturbed run of
the old rows or of the new ones leaves it, a folder of tables all of one kind. The next run must leave the
same bytes as an undisturbed one, and no temporary name. ``--first 20`` goes on with the twentieth kill of the
same seed. Ends with 1 if anything differs.
"""

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from batt.atomic import is_unfinished
from batt.file_hashes import FileHashes, hash_file
from batt.paths import Root
from batt.simulate import simulate

PROJECT = Path(__file__).parents[1]
YEAR = 2015
FOLDERS = ("clean", "breakdowns", "comparisons", "relationships", "disclosure")
"""Stages whose tables of a year are one folder, replaced as a whole."""
OF_THE_RUN = ("run.json", "how.", "manifest.json", "SHA256SUMS", "ro-crate-metadata.json")
"""Files that tell of the run itself, and so when it was."""
State = dict[str, str]


@dataclass
class Case:
    """One set of received files, the same with a row changed, and what an undisturbed run leaves of each.

    Attributes
    ----------
    old, new
        Roots with the report of the year, undisturbed.
    seconds
        What an undisturbed run takes.
    """

    name: str
    old: Root
    new: Root
    seconds: float


def received_survey(place: Path) -> None:
    """Take the three hand-made providers."""
    shutil.copytree(PROJECT / "tests" / "survey", place)


def received_demo(place: Path) -> None:
    """Invent what ``make report`` invents."""
    simulate(Root(place), years=(2012, 2013, 2014, 2015))


def change_a_row(root: Root) -> None:
    """Have the first spell with an end of the newest year end in another way."""
    file = root.raw(YEAR) / "deltakerlop.csv"
    received = file.read_bytes()
    changed = re.sub(rb"([;,])F1(?=[;,])", rb"\1F2", received, count=1)
    assert changed != received
    file.write_bytes(changed)


def make_case(name: str, receive, scratch: Path) -> Case:
    """Run the job undisturbed on received files, and on them with a row changed."""
    old, new = Root(scratch / name / "old"), Root(scratch / name / "new")
    receive(old.path)
    shutil.copytree(old.path, new.path)
    change_a_row(new)
    start = time.monotonic()
    finish(old)
    seconds = time.monotonic() - start
    finish(new)
    return Case(name, old, new, seconds)


def begin(root: Root) -> subprocess.Popen:
    """Start the main job."""
    command = [sys.executable, "-m", "batt", "run", "--root", str(root.path), "--year", str(YEAR)]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(root: Root) -> None:
    """Run the main job to its end."""
    process = begin(root)
    said, _ = process.communicate()
    if process.returncode:
        sys.exit(f"The job ended with {process.returncode}:\n{said}")


def state(root: Root) -> State:
    """Return what a run leaves: the hash of each file by path, a folder of tables as one."""
    found, files = {}, FileHashes()
    for stage in (*FOLDERS, "indicators", "counted_units"):
        for path in sorted(root.processed(stage).glob("[0-9]*")):
            found[root.relative(path)] = files.of(path)
    for path in sorted(root.reports(YEAR).rglob("*")):
        if path.is_file() and not path.name.startswith((*OF_THE_RUN, ".")):
            found[root.relative(path)] = hash_file(path)
    return found


def half_written(root: Root, allowed: list[State]) -> Iterator[str]:
    """Say which files are neither as before nor as after."""
    for name, digest in state(root).items():
        if digest not in [one.get(name) for one in allowed]:
            yield f"{name} is neither old nor new"
    told = [*root.steps.glob("*.json"), *root.processed("executed").rglob("*.ipynb")]
    told += [file for file in root.reports(YEAR).glob("*.json")]
    for file in told:
        if not file.name.startswith("."):
            try:
                json.loads(file.read_text(encoding="utf-8"))
            except ValueError:
                yield f"{root.relative(file)} is half-written"


def kill_once(case: Case, is_first_run: bool, after: float, scratch: Path) -> list[str]:
    """Kill the job after some seconds and run it again. Return what was wrong."""
    root = Root(scratch / "killed")
    if is_first_run:
        shutil.copytree(case.new.path, root.path, ignore=shutil.ignore_patterns("processed", "reports"))
    else:
        shutil.copytree(case.old.path, root.path)
        change_a_row(root)
    try:
        process = begin(root)
        time.sleep(after)
        process.kill()
        process.wait()
        wrong = list(half_written(root, [state(case.old), state(case.new)]))
        finish(root)
        if state(root) != state(case.new):
            wrong.append("the next run leaves other bytes")
        wrong += [f"{root.relative(path)} is left" for path in root.path.rglob(".*") if is_unfinished(path)]
        return wrong
    finally:
        shutil.rmtree(root.path)


def main() -> int:
    """Kill the job as often as asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--survey", type=int, default=45)
    parser.add_argument("--demo", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    arguments = parser.parse_args()
    kills = [("survey", received_survey)] * arguments.survey + [("demo", received_demo)] * arguments.demo
    moments = np.random.default_rng(arguments.seed).uniform(0.02, 1.0, len(kills))
    failed, case = 0, None
    with tempfile.TemporaryDirectory(prefix="batt-killed-") as folder:
        scratch = Path(folder)
        for number, ((name, receive), moment) in enumerate(zip(kills, moments, strict=True), 1):
            if number < arguments.first:
                continue
            if case is None or case.name != name:
                case = make_case(name, receive, scratch)
                print(f"{name}: undisturbed, a run takes {case.seconds:.0f} s", flush=True)
            after = moment * case.seconds
            wrong = kill_once(case, number % 2 == 1, after, scratch)
            failed += bool(wrong)
            which = "first run" if number % 2 == 1 else "a row changed"
            print(f"{number}. {name}, {which}, killed after {after:.1f} s:", *(wrong or ["good"]), flush=True)
    print(f"{failed} of {len(kills) - arguments.first + 1} kills left anything wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
