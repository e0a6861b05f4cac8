"""The pages, looked at in a real browser on a screen, on a phone and on paper."""

import pytest

from batt.paths import Root
from batt.reports.page import Page


@pytest.fixture(scope="module", params=["nb", "en"])
def sample(request, tmp_path_factory, load_module):
    sample_page = load_module(__file__, "sample").sample_page
    root = Root(tmp_path_factory.mktemp("root"))
    root.raw_folder.mkdir(parents=True)
    root.simulated_marker.touch()
    file = root.path / f"sample.{request.param}.html"
    file.write_text(sample_page(Page(root, 2015, "sample", request.param, texts=())), encoding="utf-8")
    return file


def test_a_reader_stumbles_over_nothing(browser, sample, screen):
    assert browser.faults(sample, screen) == []


def test_the_checks_see_what_they_are_for(browser, desktop, tmp_path):
    """A page with one fault of each kind: what the checks overlook here they would overlook anywhere."""
    file = tmp_path / "faulty.html"
    file.write_text(
        "<!DOCTYPE html><html><body style='margin:0'><p>value nan</p>"
        "<img src='https://example.invalid/x.png'>"
        "<p style='position:absolute;top:200px;left:0'>below this</p>"
        "<p style='position:absolute;top:202px;left:5px'>lies that</p>"
        "<p style='width:60px;overflow:hidden;white-space:nowrap'>too long for its narrow box</p>"
        "<p style='width:3000px'>wide " + "wide " * 300 + "</p></body></html>",
        encoding="utf-8",
    )
    found = "\n".join(browser.faults(file, desktop))
    for sign in (
        "says nan",
        "asked for https",
        "lies on",
        "cut off",
        "beyond the edge",
        "page is",
        "axe",
        "picture",
    ):
        assert sign in found
