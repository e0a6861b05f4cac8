"""The page as text: self-contained, the same each time, and nothing on it that was not published."""

import re

import pandas as pd
import pytest
from nbformat import v4

from batt.disclosure import publish_counts, publish_facts
from batt.errors import DisclosureError, UsageError
from batt.paths import Root
from batt.reports.html import export_html
from batt.reports.page import Page


@pytest.fixture
def page(tmp_path):
    return Page(Root(tmp_path), 2015, "sample", "nb", forening="ATTF", texts=())


@pytest.fixture
def export(page, load_module):
    executed = load_module(__file__, "sample").executed
    return lambda *fragments: export_html(executed(list(fragments)), page.head("Tittel <b>"))


def shown(*outputs):
    return v4.new_notebook(cells=[v4.new_code_cell("x", outputs=list(outputs))])


def test_a_page_names_no_address_outside_itself(tmp_path, load_module):
    sample = load_module(__file__, "sample")
    for lang in ("nb", "en"):
        html = sample.sample_page(Page(Root(tmp_path), 2015, "sample", lang, texts=()))
        assert not re.search(r"(?:https?:)?//", re.sub(r"base64,[A-Za-z0-9+/=]+", "", html))
        assert "<script" not in html
        assert "default-src 'none'" in html.replace("&#39;", "'")
        assert f'<html lang="{lang}">' in html
        assert "secret_source" not in html
        assert "never published" not in html


def test_a_page_is_the_same_bytes_each_time(page, export, load_module):
    fragments = load_module(__file__, "sample").sample_fragments(page)
    assert export(*fragments) == export(*fragments)


def test_what_papermill_writes_into_a_notebook_does_not_matter(page, load_module):
    executed = load_module(__file__, "sample").executed
    one, other = executed([page.section("a", "A")]), executed([page.section("a", "A")])
    other.metadata["papermill"] = {"duration": 99}
    other.cells[1].metadata["papermill"] = {"start_time": "now"}
    other.cells[1].execution_count = 17
    assert export_html(one, page.head("T")) == export_html(other, page.head("T"))


def test_contents_list_the_sections_in_order(page, export):
    html = export(
        page.section("one", "Én & to"), page.section("detail", "Detalj", level=3), page.section("two", "To")
    )
    listed = re.findall(r'<li><a href="#([^"]+)">(.*?)</a>', html)
    assert listed == [("one", "Én &amp; to"), ("two", "To")]


def test_the_title_is_escaped_and_the_association_is_named_on_the_page(page, export):
    html = export(page.section("one", "En"))
    assert "<title>Tittel &lt;b&gt;</title>" in html
    # On the cover, at the foot of the page, and at the foot of every printed sheet.
    assert html.count("medlemmer av Attføringsbedriftene") == 3


def test_no_title_can_end_the_style_sheet_that_prints_it(page, export):
    style = export(page.section("one", "En")).split("<style>")[1].split("</style>")[0]
    assert "Tittel \\3c b\\3e " in style
    assert "<" not in style


def test_invented_data_are_announced_and_real_ones_are_not(page, export):
    banner = page.words("simulated_banner")
    assert banner not in export(page.section("one", "En"))
    page.root.raw_folder.mkdir(parents=True)
    page.root.simulated_marker.touch()
    assert banner in export(page.section("one", "En"))


@pytest.mark.parametrize(
    ("output", "complaint"),
    [
        (
            v4.new_output("display_data", data={"text/html": "<table>1</table>"}),
            "cell 1: the cell shows text/html",
        ),
        (v4.new_output("execute_result", data={"text/plain": "0.5"}, execution_count=1), "shows text/plain"),
        (v4.new_output("stream", name="stdout", text="17 jobs"), "the cell prints"),
        (v4.new_output("error", ename="KeyError", evalue="x", traceback=[]), "failed with KeyError"),
    ],
)
def test_nothing_gets_onto_a_page_that_no_page_function_made(page, output, complaint):
    with pytest.raises(DisclosureError, match=complaint):
        export_html(shown(output), page.head("T"))


def test_warnings_of_libraries_stay_off_the_page(page):
    html = export_html(
        shown(v4.new_output("stream", name="stderr", text="/some/path: Warning")), page.head("T")
    )
    assert "Warning" not in html


def test_a_heading_id_used_twice_is_refused(page, export):
    with pytest.raises(DisclosureError, match="heading one"):
        export(page.section("one", "En"), page.section("one", "To"))


def test_texts_and_sentences_are_escaped(page):
    assert "<b>" not in str(page.prose("a <b>", "c"))
    assert "<b>" not in str(page.section("x", "<b>"))
    assert "<b>" not in str(page.box("alt_only_one", label="<b>", value="1", title="<b>"))


def test_unknown_levels_boxes_and_ids_are_refused(page):
    for wrong in (
        lambda: page.section("x", "X", level=1),
        lambda: page.section("two words", "X"),
        lambda: page.box("year", kind="danger"),
    ):
        with pytest.raises(UsageError):
            wrong()


def test_a_number_in_a_sentence_stays_hidden_where_the_table_hides_it(page):
    table = publish_counts(pd.DataFrame({"programme": ["AB", "KIA"], "n": [2, 1200]}), ["n"])
    assert page.number(table, "n", "integer", programme="AB") == ":"
    assert page.number(table, "n", "integer", programme="KIA") == "1\u202f200"
    with pytest.raises(DisclosureError):
        page.number(pd.DataFrame(), "n", "integer")


def test_key_figures_come_from_published_tables(page):
    table = publish_facts(pd.DataFrame({"name": ["Ja <b>"], "value": [0.5]}), why="made for a test")
    html = str(page.key_figures(table, label="name", value="value", format="percent"))
    assert "Ja &lt;b&gt;" in html
    assert "50\u00a0%" in html
    with pytest.raises(DisclosureError):
        page.key_figures(table.data, label="name", value="value")
