"""Every figure and table says below it which it is: its number on the page, and its name."""

import re

import pytest
from bs4 import BeautifulSoup
from markupsafe import Markup

from batt.errors import UsageError
from batt.paths import Root
from batt.reports.figure_ids import FigureId, numbered_figures, with_ids
from batt.reports.page import Page
from batt.reports.page_head import PageHead
from batt.reports.words import Words

PICTURE = '<figure class="picture" id="{id}">…<details>{data}</details></figure>'
TABLE = '<figure class="table" id="{id}"><table></table></figure>'


def sample_soup(folder, load_module, lang):
    page = Page(Root(folder), 2015, "sample", lang, texts=())
    return BeautifulSoup(load_module(__file__, "sample").sample_page(page), "html.parser")


def lines(body, **of_head):
    head = PageHead("nb", "Tittel", 2015, **of_head)
    soup = BeautifulSoup(with_ids(Markup(body), head, Words("nb")), "html.parser")
    return soup.find_all("p", class_="made")


def test_figures_and_tables_are_numbered_apart_in_the_order_of_the_page():
    body = "".join(
        [
            TABLE.format(id="a"),
            PICTURE.format(id="b", data=TABLE.format(id="b-data")),
            '<figure class="table card" id="c"></figure>',
            PICTURE.format(id="d", data=""),
        ]
    )
    assert [line.text for line in lines(body)] == ["Tabell 1", "Figur 1", "Tabell 2", "Figur 2"]
    found = [(figure.id, figure.number) for figure in numbered_figures(body)]
    assert found == [("a", 1), ("b", 1), ("c", 2), ("d", 2)]


def test_the_data_behind_a_figure_have_no_line_of_their_own():
    (line,) = lines(PICTURE.format(id="b", data=TABLE.format(id="b-data")))
    assert line.parent["id"] == "b" and line.find_next_sibling() is None


@pytest.mark.parametrize(
    ("of_head", "name", "address"),
    [
        ({"page": "method", "home": "index.html"}, "method.a.2015", "how.nb.html#method"),
        (
            {"page": "scorecard.A-17", "home": "../index.html"},
            "scorecard.A-17.a.2015",
            "../how.nb.html#scorecard",
        ),
    ],
)
def test_the_line_says_the_name_and_leads_to_how_the_page_was_made(of_head, name, address):
    (line,) = lines(TABLE.format(id="a"), **of_head)
    assert line.text == f"Tabell 1 · {name} slik er den laget"
    assert line.a["href"] == address


def test_a_page_that_is_no_report_of_a_year_has_numbers_alone():
    (line,) = lines(TABLE.format(id="a"), home="index.html")
    assert line.text == "Tabell 1" and line.a is None


def test_a_report_names_its_page_alike_in_both_languages(tmp_path):
    for kind, of, name in (("method", "", "method"), ("scorecard", "A007", "scorecard.A007")):
        pages = [Page(Root(tmp_path), 2015, kind, lang, texts=()) for lang in ("nb", "en")]
        assert {page.head("T", of=of).page for page in pages} == {name}
        assert {page.head("T").page for page in pages} == {""}


def test_a_head_kept_before_pages_had_names_is_still_read():
    assert (
        PageHead.from_json('{"lang": "nb", "title": "T", "year": 2015, "facts": [], "notices": []}').page
        == ""
    )


def test_every_figure_and_table_of_a_page_has_its_line_in_either_language(tmp_path, load_module):
    told = {}
    for lang in ("nb", "en"):
        soup = sample_soup(tmp_path, load_module, lang)
        outer = [figure for figure in soup.find_all("figure") if figure.find_parent("figure") is None]
        last = [figure.find_all("p", class_="made") for figure in outer]
        assert len(outer) == 8 and all(len(own) == 1 for own in last)
        told[lang] = [own[0].text for own in last]
    words = {"Figur": "Figure", "Tabell": "Table"}
    assert [re.sub(r"^\w+", lambda word: words[word[0]], text) for text in told["nb"]] == told["en"]


def test_no_number_stands_in_the_style_sheet_any_more(tmp_path, load_module):
    style = sample_soup(tmp_path, load_module, "nb").style.text
    assert not re.search(r"counter\((?!page)", style)


@pytest.mark.parametrize("text", ["scorecard.A017.glance-table.2015", "annual_report.i08-country.2015"])
def test_a_name_is_read_as_it_is_written(text):
    assert str(FigureId.parse(text)) == text


def test_the_parts_of_a_name_are_page_figure_and_year():
    id = FigureId.parse("scorecard.A017.glance-table.2015")
    assert (id.kind, id.of, id.figure, id.year) == ("scorecard", "A017", "glance-table", 2015)


@pytest.mark.parametrize("text", ["", "figure", "annual_report.2015", "annual_report.x.y", "a..b.2015"])
def test_what_is_no_name_is_told_with_an_example(text):
    with pytest.raises(UsageError, match=r"annual_report\.i08-country\.2015"):
        FigureId.parse(text)


def test_the_line_is_small_and_has_room_on_a_phone(browser, screen, tmp_path, load_module):
    """A name of usual length takes one line, and is smaller than the text around it."""
    html = load_module(__file__, "sample").sample_page(Page(Root(tmp_path), 2015, "sample", "nb", texts=()))
    link = '<a href="#tall">slik er den laget</a>'
    file = tmp_path / "page.html"
    told = html.replace("Tabell 1</p>", f"Tabell 1 · annual_report.dots-i08.2015 {link}</p>")
    file.write_text(told, encoding="utf-8")
    assert told != html and browser.faults(file, screen) == []
    with browser.page(file, screen) as page:
        size, height = page.locator(".made").first.evaluate(
            "line => [parseFloat(getComputedStyle(line).fontSize), line.offsetHeight]"
        )
    assert size < 14 and height < 2 * size
