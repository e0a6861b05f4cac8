"""What needs a browser: a page as PDF, its figures as PNG, and a table that is pasted elsewhere."""

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.image import imread

from batt.errors import BattError, UsageError
from batt.reports.forms import chromium, write_forms
from batt.reports.forms.pictures import PIXELS_PER_POINT, pictures_of, size, write_pictures

BROWSER = next(filter(None, map(shutil.which, chromium.NAMES)), None)
needs_browser = pytest.mark.skipif(BROWSER is None, reason="FORMS NOT MADE: no Chromium on this machine")
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def pdf(report, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"pdf-{report['lang']}")
    return write_forms(report["page"], report["executed"], ("pdf",), folder)[0]


@needs_browser
def test_a_pdf_is_tagged_has_bookmarks_and_says_its_language(pdf, report):
    content = pdf.read_bytes()
    assert pdf.name == f"sample.{report['lang']}.pdf"
    assert content.startswith(b"%PDF") and b"/MarkInfo" in content and b"/StructTreeRoot" in content
    assert b"/Outlines" in content
    assert f"/Lang ({report['lang']})".encode() in content


@needs_browser
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="PDF NOT READ: pdftotext is missing")
def test_every_sheet_has_its_number_and_the_banner_and_nothing_of_the_browser(pdf, report):
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True
    ).stdout
    sheets = text.removesuffix("\f").split("\f")
    banner = {"nb": "Oppdiktede data", "en": "Invented data"}[report["lang"]]
    assert len(sheets) > 1
    for number, sheet in enumerate(sheets, 1):
        lines = [line.strip() for line in sheet.splitlines() if line.strip()]
        assert re.search(rf"\b{number}$", lines[-1]), lines[-1]
        assert banner in sheet
        assert "file://" not in sheet


@needs_browser
def test_two_pdfs_differ_in_their_dates_and_the_browsers_own_numbers_alone(pdf, report, tmp_path):
    again = write_forms(report["page"], report["executed"], ("pdf",), tmp_path)[0]
    one, other = (re.sub(rb"D:\d{14}[^)]*|node\d{8}", b"", file.read_bytes()) for file in (pdf, again))
    # Not shown side by side: half a megabyte on each side would drown what other tests say.
    assert hashlib.sha256(one).digest() == hashlib.sha256(other).digest()


@needs_browser
def test_every_figure_is_a_file_in_both_kinds(report, tmp_path):
    files = write_pictures(report["page"], tmp_path)
    found = pictures_of(report["page"].read_text(encoding="utf-8"))
    assert len(found) >= 5
    assert {file.name for file in files} == {
        *(f"{one.id}.{kind}" for one in found for kind in ("svg", "png")),
        "pictures.csv",
    }
    for one in found:
        drawn = imread(tmp_path / f"{one.id}.png")
        width, height = size((tmp_path / f"{one.id}.svg").read_text(encoding="utf-8"))
        assert abs(drawn.shape[1] - width * PIXELS_PER_POINT) <= PIXELS_PER_POINT
        assert abs(drawn.shape[0] - height * PIXELS_PER_POINT) <= PIXELS_PER_POINT
        # Drawn to its last line, where the banner stands on invented data.
        assert np.ptp(drawn[-14 * PIXELS_PER_POINT :, :, :3]) > 0.3


def test_a_picture_as_a_file_has_its_words_and_the_banner(report, tmp_path):
    files = write_pictures(report["page"], tmp_path, png=False)
    found = {one.id: one for one in pictures_of(report["page"].read_text(encoding="utf-8"))}
    banner = {"nb": "Oppdiktede data", "en": "Invented data"}[report["lang"]]
    for file in files[:-1]:
        root = ElementTree.parse(file).getroot()
        assert root.findtext(f"{SVG}title") == found[file.stem].finding != ""
        assert root.findtext(f"{SVG}desc") == found[file.stem].alt != ""
        assert banner in (root.findtext(f"{SVG}text") or "")


def test_without_a_browser_the_message_says_what_to_install(report, tmp_path, monkeypatch):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "PLACES", ())
    with pytest.raises(UsageError, match="apt install chromium"):
        write_forms(report["page"], report["executed"], ("pdf",), tmp_path)


def test_a_browser_that_fails_is_told_of(report, tmp_path, monkeypatch):
    monkeypatch.setattr(chromium, "find_chromium", lambda: Path(shutil.which("false") or ""))
    with pytest.raises(BattError, match=r"made no PDF of it"):
        write_forms(report["page"], report["executed"], ("pdf",), tmp_path)


def test_a_pasted_table_brings_its_borders_its_sides_and_its_marks(browser, report):
    """As far as a browser goes: what it puts on the clipboard, with the looks written into each cell."""
    context = browser._chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(report["page"].as_uri())
    page.evaluate(
        """() => { const range = document.createRange();
        range.selectNode(document.querySelector('#every-kind-of-cell table'));
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.keyboard.press("Control+c")
    letter = context.new_page()
    letter.set_content('<div id="letter" contenteditable style="width:900px;height:500px"></div>')
    letter.focus("#letter")
    letter.keyboard.press("Control+v")
    letter.wait_for_selector("#letter table")
    cells = letter.evaluate(
        """() => [...document.querySelectorAll('#letter td, #letter th')].map((cell) => ({
          border: cell.style.borderBottomStyle, side: cell.style.textAlign, scope: cell.scope,
          text: cell.textContent.trim(), number: cell.classList.contains('right')}))"""
    )
    context.close()
    assert len(cells) > 30
    assert {cell["border"] for cell in cells} == {"solid"}
    assert {cell["side"] for cell in cells if cell["number"]} == {"right"}
    assert {cell["scope"] for cell in cells} == {"", "col", "row"}
    assert ":" in [cell["text"] for cell in cells], "a hidden number is its mark alone"


def test_borders_and_sides_do_not_hang_on_the_place_of_a_cell(report):
    """Such rules would be lost where a part of a table is pasted. (The scorecard is no table of numbers.)"""
    style = "".join(
        re.findall(r"<style>(.*?)</style>", report["page"].read_text(encoding="utf-8"), re.DOTALL)
    )
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", style)
    assert [rule for rule, said in rules if "td" in rule and "border" in said]
    told = [rule for rule, said in rules if "nth-" in rule and ("border" in said or "text-align" in said)]
    assert not [rule for rule in told if ".card" not in rule]
