"""The same files give the same bytes in two worlds that share nothing else but the libraries.

The second world is another folder, for the data and for the workbook itself; another user, time zone,
language, date, seed of hashes, number of threads and cores; files that were received in another order;
kernels that start cold for every stage and for the page with the most figures; and a library of matrices that
was told of an older processor. Only the record of the run and what is made from it may tell the worlds apart.
"""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from batt.paths import Root, project_folder

YEAR = 2015
SURVEY = Path(__file__).parents[1] / "survey"
PROJECT = Path(__file__).parents[2]
NOT_COMPARED = {
    "run.json",
    "how.nb.html",
    "how.en.html",
    "manifest.json",
    "SHA256SUMS",
    "ro-crate-metadata.json",
}
"""The record of the run and what is made from it."""

MADE = (
    "clean",
    "indicators",
    "counted_units",
    "breakdowns",
    "comparisons",
    "relationships",
    "protection",
    "disclosure",
)
"""Folders of saved tables. Notebooks as they were run hold the paths and times of their world."""

CLOCKLESS = (
    "raw",
    "registry",
    "clean",
    "indicators",
    "comparisons",
    "relationships",
    "protection",
    "disclosure",
    "reports",
)
READS_THE_CLOCK = re.compile(
    r"(datetime|date)\.(now|today|utcnow)|(Timestamp|pd)\.(now|today)"
    r"|time\.(time|time_ns|localtime|gmtime|ctime|strftime|asctime)"
)

LATER = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += 400L * 86400;
    return failed;
}
int gettimeofday(struct timeval *now, void *zone) {
    struct timespec seen;
    clock_gettime(CLOCK_REALTIME, &seen);
    now->tv_sec = seen.tv_sec;
    now->tv_usec = seen.tv_nsec / 1000;
    return 0;
}
time_t time(time_t *now) {
    struct timespec seen;
    clock_gettime(CLOCK_REALTIME, &seen);
    if (now) *now = seen.tv_sec;
    return seen.tv_sec;
}
"""
"""A clock that is 400 days ahead, for every process of a world."""


@dataclass(frozen=True)
class Worlds:
    """Two roots on which the whole job was run."""

    ordinary: Root
    other: Root
    has_later_clock: bool

    def record(self, root: Root) -> dict:
        return json.loads((root.reports(YEAR) / "run.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def worlds(tmp_path_factory):
    first = tmp_path_factory.mktemp("world") / "root"
    shutil.copytree(SURVEY, first)
    second = tmp_path_factory.mktemp("Verden på øya") / "rår og data"
    receive_in_another_order(second)
    code = second.parent / "workbook"
    lay_down_the_workbook(code)
    # Not in a folder with a space in its name: the loader of libraries would take it for two.
    clock = later_clock(tmp_path_factory.mktemp("clock"))
    environment = another_environment(second.parent) | {"PYTHONPATH": str(code)} | clock
    usual = os.environ | {"PYTHONPATH": str(PROJECT)}
    ordinary = subprocess.Popen(batt("run", first), cwd=PROJECT, env=usual, **QUIET)
    try:
        cold = environment | {"BATT_COLD_KERNELS": "1"}
        for call, around in (
            (("run", "disclosure"), cold),
            (("report", "annual_report", *FORMS), cold),
            (("run",), environment),
        ):
            done = subprocess.run([*ONE_CORE, *batt(*call, second)], cwd=code, env=around, **QUIET)
            assert done.returncode == 0, done.stderr
    finally:
        told = ordinary.communicate()[1]
    assert ordinary.returncode == 0, told
    more = batt("report", "annual_report", *FORMS, first)
    subprocess.run(more, cwd=PROJECT, env=usual, check=True, **QUIET)
    return Worlds(Root(first), Root(second), bool(clock))


FORMS = ("--to", "csv,xlsx")
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True, "errors": "replace"}
ONE_CORE = ("taskset", "-c", str(min(os.sched_getaffinity(0)))) if shutil.which("taskset") else ()


def batt(*call):
    *words, root = call
    return [sys.executable, "-m", "batt", *words, "--root", str(root)]


def receive_in_another_order(root):
    """Lay the hand-made files down last to first, with another time each."""
    files = sorted(file for file in SURVEY.rglob("*") if file.is_file())
    for number, file in enumerate(reversed(files)):
        copy = root / file.relative_to(SURVEY)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        os.utime(copy, (10**9 + number, 10**9 + number))


def lay_down_the_workbook(folder):
    bare = shutil.ignore_patterns("__pycache__")
    for name in ("batt", "notebooks"):
        shutil.copytree(PROJECT / name, folder / name, ignore=bare)
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copyfile(PROJECT / name, folder / name)


def another_environment(folder):
    """Return the whole environment of another user; of this one's it holds but where programs lie."""
    home = folder / "hjemme hos Åse"
    home.mkdir()
    language = another_language(folder)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "USER": "aase",
        "LOGNAME": "aase",
        "TZ": "Pacific/Auckland",
        "PYTHONHASHSEED": "4711",
        "OMP_NUM_THREADS": "2",
        "OPENBLAS_NUM_THREADS": "2",
        "OPENBLAS_CORETYPE": "Nehalem",
        "OPENBLAS_L2_SIZE": "2048",
        **language,
    }


def another_language(folder):
    """Turkish, where the system can make it: its decimals have a comma, its small i no capital I."""
    made = folder / "locales"
    made.mkdir()
    if shutil.which("localedef"):
        turkish = ["localedef", "-i", "tr_TR", "-f", "UTF-8", str(made / "tr_TR.UTF-8")]
        if subprocess.run(turkish, **QUIET).returncode == 0:
            return {"LOCPATH": str(made), "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"}
    return {"LC_ALL": "C"}


def later_clock(folder):
    """Return what gives every process a later date; nothing where there is no compiler."""
    compiler = shutil.which("cc") if sys.platform == "linux" else None
    if not compiler:
        return {}
    source, library = folder / "later.c", folder / "later.so"
    source.write_text(LATER)
    made = subprocess.run([compiler, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], **QUIET)
    return {"LD_PRELOAD": str(library)} if made.returncode == 0 else {}


def compared(root):
    """Return every saved table and every file under reports, by its path under the root."""
    folders = [*(root.processed(name) for name in MADE), root.reports(YEAR)]
    return {
        root.relative(file): file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and file.name not in NOT_COMPARED
    }


def test_both_worlds_make_the_same_files(worlds):
    assert sorted(compared(worlds.ordinary)) == sorted(compared(worlds.other))


def test_every_table_and_page_has_the_same_bytes_in_both_worlds(worlds):
    here, there = compared(worlds.ordinary), compared(worlds.other)
    assert {Path(name).suffix for name in here} == {".parquet", ".html", ".csv", ".xlsx"}
    assert [name for name, file in here.items() if file.read_bytes() != there[name].read_bytes()] == []


def test_the_record_says_that_the_same_was_received_and_done(worlds):
    here, there = worlds.record(worlds.ordinary), worlds.record(worlds.other)
    for part in ("received", "options", "registry", "seeds", "suppressed"):
        assert here[part] == there[part], part
    assert [step["name"] for step in here["steps"]] == [step["name"] for step in there["steps"]]


def test_the_other_world_is_in_another_year(worlds):
    if not worlds.has_later_clock:
        pytest.skip("DATE NOT MOVED: there is no compiler here to make a later clock with")
    begun = [worlds.record(root)["started"][:4] for root in (worlds.ordinary, worlds.other)]
    assert int(begun[1]) > int(begun[0])


@pytest.mark.parametrize("folder", CLOCKLESS)
def test_what_makes_numbers_and_pages_never_reads_the_clock(folder):
    for file in (project_folder() / "batt" / folder).rglob("*.py"):
        calls = [
            node.func for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)
        ]
        assert [call for call in map(ast.unparse, calls) if READS_THE_CLOCK.search(call)] == [], file.name
