"""A kind of report that names stages it has nothing from is the same page where these were never run."""

import shutil

import pytest

from batt.paths import Root
from batt.pipeline import Run
from batt.registry import Options
from batt.report_kinds import REPORT_KINDS, Request

YEAR = 2015
KINDS = [kind for kind in REPORT_KINDS if kind.without]


@pytest.fixture(scope="module")
def bare(reported_demo, tmp_path_factory):
    """What the reports are drawn from, without what these kinds take nothing from."""
    place = Root(tmp_path_factory.mktemp("bare"))
    shutil.copytree(reported_demo.path / "data", place.path / "data")
    shutil.rmtree(place.relationships(YEAR))
    return place


def test_only_relationships_are_left_out():
    assert {stage for kind in KINDS for stage in kind.without} == {"relationships"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_page_does_not_change_without_what_its_kind_leaves_out(reported_demo, bare, kind):
    page = Request(kind).pages(bare, YEAR, Options())[0]
    (step,) = Run(bare, YEAR).report_steps([page])
    step.run()
    assert page.file(bare, YEAR).read_bytes() == page.file(reported_demo, YEAR).read_bytes()
    assert not bare.relationships(YEAR).exists()
