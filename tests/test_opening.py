"""A notebook opened by itself brings up to date what it reads, and leaves alone what others may be making."""

import importlib
import shutil
from pathlib import Path

import pytest

from batt.batch import _needs
from batt.opening import open_root
from batt.paths import Root
from batt.pipeline import Run
from batt.stages import STAGES

YEAR = 2015
SURVEY = Path(__file__).parent / "survey"
NAMES = tuple(stage.name for stage in STAGES)


@pytest.fixture
def brought_up(tmp_path, monkeypatch):
    """Return a function that opens the hand-made files before a stage, and tells which stages it runs."""
    root = Root(shutil.copytree(SURVEY, tmp_path / "root"))
    told = []
    for name in NAMES:
        stage = importlib.import_module(f"batt.{name}")
        monkeypatch.setattr(stage, "run", lambda root, year, name=name: told.append((name, year)))

    def opened(before):
        told.clear()
        assert open_root(root.path, YEAR, before) == (root, YEAR)
        return list(told)

    return opened


def test_what_a_stage_reads_is_brought_up_to_date_for_every_year(brought_up):
    assert brought_up("clean") == []
    assert brought_up("indicators") == [("clean", 2014), ("clean", 2015)]
    assert brought_up("comparisons") == [(name, year) for name in NAMES[:2] for year in (2014, 2015)]


@pytest.mark.parametrize("name", NAMES)
def test_no_stage_brings_up_to_date_what_may_run_beside_it(brought_up, name):
    steps = Run(Root(SURVEY), YEAR).stage_steps(NAMES)
    needs = _needs(steps)
    behind, waiting = set(), {f"{name}-{YEAR}"}
    while waiting:
        behind |= waiting
        waiting = set().union(*(needs[step] for step in waiting)) - behind
    assert {f"{stage}-{year}" for stage, year in brought_up(name)} <= behind


def test_comparisons_and_what_may_be_shown_are_found_side_by_side():
    needs = _needs(Run(Root(SURVEY), YEAR).stage_steps(NAMES))
    assert needs[f"protection-{YEAR}"] == {f"clean-{YEAR}", f"indicators-{YEAR}"}
    assert needs[f"disclosure-{YEAR}"].isdisjoint({f"comparisons-{YEAR}", f"relationships-{YEAR}"})
    assert needs[f"relationships-{YEAR}"].isdisjoint({f"protection-{YEAR}", f"disclosure-{YEAR}"})
    assert needs[f"disclosure-{YEAR}"] >= {"protection-2014", f"protection-{YEAR}", "indicators-2014"}


def test_a_report_rests_on_the_stages_of_its_kind(brought_up):
    assert {stage for stage, _ in brought_up("annual_report")} == {*NAMES}
    assert {stage for stage, _ in brought_up("scorecard")} == {*NAMES} - {"relationships"}
