"""What editors write gets onto the pages as they mean it, with numbers that the reader may see."""

import re
import shutil
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.disclosure import load_protected, publish_facts, publish_with_names
from batt.errors import ContentError, UnreadableFile
from batt.paths import Root
from batt.reports import sections
from batt.reports.editorial import caption, check, check_placed, editorial, read_texts, spots, write_templates
from batt.reports.editorial.markup import Faults, to_html
from batt.reports.page import Page

YEAR = 2015
LANGUAGES = ("nb", "en")
NAME = "<script>alert(1)</script> & Sønn AS"


@pytest.fixture
def empty(tmp_path):
    return Root(tmp_path)


@pytest.fixture
def root(reported_demo, tmp_path):
    """The computed demo, in which texts may be written."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data", symlinks=True)
    return Root(tmp_path)


def write(root, text, lang="nb"):
    file = root.editorial(YEAR, lang)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def page_of(root, lang="nb", kind="annual_report", **more):
    return Page(root, YEAR, kind, lang, texts=(), **more)


def problems_of(call, *arguments):
    with pytest.raises(ContentError) as caught:
        call(*arguments)
    assert caught.value.exit_code == 12
    return [str(problem) for problem in caught.value.problems]


def country(root, indicator, programme):
    rows = pd.read_parquet(root.indicators(YEAR))
    keys = {"unit_id": "NO", "indicator": indicator, "programme": programme}
    return rows[(rows[list(keys)] == pd.Series(keys)).all(axis=1)].iloc[0]


def rounded(x, places=0):
    return str(Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))


# What Markdown becomes


def test_paragraphs_emphasis_and_lists_are_set():
    html = to_html("Et *godt* og **langt** år.\n\n- en\n- to\n\n1. først\n2. så", Faults())
    soup = BeautifulSoup(html, "html.parser")
    assert [tag.text for tag in soup(["em", "strong", "p"])] == ["Et godt og langt år.", "godt", "langt"]
    assert [[item.text for item in tag("li")] for tag in soup(["ul", "ol"])] == [
        ["en", "to"],
        ["først", "så"],
    ]


@pytest.mark.parametrize("text", [NAME, "<div>\nx\n</div>", "<img src=x onerror=alert(1)>", "<!DOCTYPE a>"])
def test_html_in_a_text_is_shown_as_text(text):
    soup = BeautifulSoup(to_html(text, Faults()), "html.parser")
    assert {tag.name for tag in soup.find_all()} == {"p"}
    assert soup.text.split() == text.split()


def test_a_link_out_of_the_reports_shows_its_address():
    soup = BeautifulSoup(to_html("[Sønn](https://a.no/b?c=1&d) <m@a.no>", Faults()), "html.parser")
    assert [tag["href"] for tag in soup("a")] == ["https://a.no/b?c=1&d", "mailto:m@a.no"]
    assert soup.text == "Sønn (https://a.no/b?c=1&d) m@a.no"


def test_a_link_within_the_reports_is_a_plain_link():
    soup = BeautifulSoup(to_html("[her](#jobs) [der](comparisons.nb.html#ranks)", Faults()), "html.parser")
    assert [tag["href"] for tag in soup("a")] == ["#jobs", "comparisons.nb.html#ranks"]
    assert soup.text == "her der"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//a.no", "file:///etc", "data:text/html,x", "/a"]
)
def test_other_addresses_are_refused(address):
    faults = Faults()
    assert "href" not in to_html(f"[x]({address})", faults)
    assert len(faults.found) == 1


def test_a_picture_is_refused():
    faults = Faults()
    assert "<img" not in to_html("![x](https://a.no/x.png)", faults)
    assert len(faults.found) == 1


def test_indented_lines_and_lines_over_dashes_stay_text():
    soup = BeautifulSoup(to_html("    innrykk\n\nlinje\n---\n\n    mer", Faults()), "html.parser")
    assert {tag.name for tag in soup.find_all()} == {"p"}


# Files and headings


def test_without_a_file_a_page_has_no_texts(empty):
    page = page_of(empty)
    assert str(editorial(page, "foreword")) == str(caption(page, "figure")) == ""
    assert "editorial" not in str(page.section("jobs", "Arbeid"))


def test_a_text_goes_where_its_heading_says(empty):
    write(
        empty,
        "# annual_report/by_provider\nEn kommentar.\n# annual_report#trend\nEn *tekst*.\n# foreword\nHei.",
    )
    page = page_of(empty)
    section = BeautifulSoup(str(page.section("by-provider", "Arrangørene")), "html.parser")
    assert section.find("h2").find_next("div")["role"] == "note"
    assert section.find(class_="box-title").text == "Redaksjonell kommentar"
    assert "En kommentar." in section.text
    assert BeautifulSoup(caption(page, "trend"), "html.parser").text == "Redaksjonell kommentar: En tekst."
    foreword = BeautifulSoup(str(editorial(page, "foreword")), "html.parser")
    assert [foreword.h2.text, foreword.p.text] == ["Forord fra redaksjonen", "Hei."]
    assert not editorial(page, "jobs").html


def test_a_caption_stands_below_its_table(empty):
    write(empty, "# annual_report#files\nLes *dette*.")
    table = publish_facts(pd.DataFrame({"file": ["a"], "rows": [3]}), why="files")
    columns = {"file": "Fil", "rows": "Rader"}
    shown = page_of(empty).table(table, id="files", columns=columns, caption="Filer", notes=["En note."])
    below = BeautifulSoup(str(shown), "html.parser")("p", class_="below")
    assert [line.text for line in below] == ["En note.", "Redaksjonell kommentar: Les dette."]


def test_a_caption_is_one_paragraph(empty):
    write(empty, "# annual_report#files\nEn.\n\nTo.")
    assert "more than one paragraph" in problems_of(caption, page_of(empty), "files")[0]


def test_each_language_has_its_own_texts(empty):
    write(empty, "# foreword\nHei.")
    write(empty, "# foreword\nHello.", "en")
    texts = {lang: str(editorial(page_of(empty, lang), "foreword")) for lang in LANGUAGES}
    assert "Hei." in texts["nb"] and "Hello." not in texts["nb"]
    assert "Foreword by the editors" in texts["en"] and "Hello." in texts["en"]


def test_a_text_for_one_unit_is_on_its_page_alone(empty):
    write(empty, "# scorecard/targets\nAlle.\n# scorecard/A001/targets\nBare én.")
    mine, other = (page_of(empty, kind="scorecard", role="provider", unit=unit) for unit in ("A001", "A002"))
    assert re.findall("Alle|Bare én", str(editorial(mine, "targets"))) == ["Alle", "Bare én"]
    assert re.findall("Alle|Bare én", str(editorial(other, "targets"))) == ["Alle"]


def test_comments_and_windows_line_ends_and_marks_at_the_start_do_no_harm(empty):
    file = write(empty, "")
    file.write_bytes("\ufeff<!-- # foreword\r\nkladd -->\r\n# foreword\r\nHei.\r\n".encode())
    texts, problems = read_texts(empty, YEAR, "nb")
    assert [(str(text.place), text.body.strip(), text.line) for text in texts] == [("foreword", "Hei.", 3)]
    assert not problems


def test_headings_that_name_no_place_are_told_all_at_once(empty):
    write(empty, "Løs tekst.\n# Forord om året\nHei.\n# foreword\na\n# foreword\nb\n<!-- åpen")
    told = problems_of(check, empty, YEAR)
    assert [line.split(":")[0] for line in told] == [
        f"data/editorial/{YEAR}/nb.md, line {line}" for line in (8, 1, 2, 6)
    ]
    assert "Forord om året" in told[2]


def test_a_file_in_another_encoding_is_told(empty):
    write(empty, "").write_bytes("# foreword\nÅret".encode("latin-1"))
    with pytest.raises(UnreadableFile, match=r"nb\.md.*not in UTF-8"):
        check(empty, YEAR)


# Numbers


@pytest.mark.parametrize(("lang", "percent", "point"), [("nb", "\u00a0%", ","), ("en", "%", ".")])
def test_a_placeholder_is_the_published_value_in_the_language_of_the_page(root, lang, percent, point):
    text = (
        "# annual_report/jobs\n{i08.AB.NO.2015} | {i08.AB.NO.2015:ci} | {i08.AB.NO.2015:n} | {i10.AB.NO.2015}"
    )
    write(root, text, lang)
    job, stay = country(root, "i08", "AB"), country(root, "i10", "AB")
    shown = BeautifulSoup(str(editorial(page_of(root, lang), "jobs")), "html.parser")("p")[1].text
    low, high = (rounded(100 * job[name]) for name in ("ci_low", "ci_high"))
    assert shown.split(" | ") == [
        rounded(100 * job["value"]) + percent,
        f"{low}–{high}{percent}",
        str(int(job["n"])),
        rounded(stay["value"], 1).replace(".", point),
    ]


def test_placeholders_that_do_not_exist_are_told_all_at_once_with_the_nearest(root):
    write(
        root, "# foreword\nGod\ntekst {i8.AB.NO.2015} og\n{i08.AB.NO.2031}.\n# annual_report/jobs\n{hei} {ope"
    )
    write(root, "# foreword\n{i08.APSS.NO.2015}", "en")
    told = problems_of(check, root, YEAR)
    assert [re.search(r"(nb|en)\.md, line \d+", line)[0] for line in told] == [
        "nb.md, line 3", "nb.md, line 4", "nb.md, line 6", "nb.md, line 6", "en.md, line 2",
    ]  # fmt: skip
    assert "Nearest: {i08.AB.NO.2015}" in told[0] and "{i08.AB.NO.2014}" in told[1]
    assert "{i08.APS.NO.2015}" in told[4]
    assert "names no result" in told[2] and "no part of a placeholder" in told[3]


def test_an_escaped_brace_is_a_brace(empty):
    write(empty, "# foreword\nEn \\{klamme\\}.")
    assert "En {klamme}." in str(editorial(page_of(empty), "foreword"))


def test_the_annual_report_begins_with_the_foreword(root):
    write(root, "# foreword\nI AB gikk {i08.AB.NO.2015} til arbeid.")
    page = Page(root, YEAR, "annual_report", "nb", texts=("annual_report",))
    headings = BeautifulSoup(str(sections.year_in_brief(page)), "html.parser").find_all("h2")
    assert [heading["id"] for heading in headings] == ["foreword", "brief"]


def test_a_number_that_the_reader_may_not_see_stops_the_page(root):
    table = load_protected(root, YEAR)
    public = publish_with_names(table, "public")
    rows = public.data[public.hidden["value"]]
    rows = rows[(rows["unit_level"] == "provider") & (rows["year"] == YEAR) & (rows["indicator"] == "i08")]
    row = rows.iloc[0]
    name = f"{row['indicator']}.{row['programme']}.{row['unit_id']}.{row['year']}"
    write(root, f"# annual_report/jobs\n{{{name}}}\n# scorecard/jobs\n{{{name}}}")
    check(root, YEAR)
    told = problems_of(editorial, page_of(root), "jobs")
    assert "does not know by name" in told[0] and "public" in told[0]
    own = page_of(root, kind="scorecard", role="provider", unit=row["unit_id"])
    assert re.search(r"<p>\d", str(editorial(own, "jobs")))


def test_a_hidden_number_of_the_country_is_refused_before_any_page_is_made(root):
    frame = publish_with_names(load_protected(root, YEAR), "public")
    hidden = frame.data[
        frame.hidden["value"] & (frame.data["unit_id"] == "NO") & (frame.data["year"] == YEAR)
    ]
    row = hidden.iloc[0]
    write(root, f"# foreword\n{{{row['indicator']}.{row['programme']}.NO.{YEAR}}}")
    assert "may not be shown to this reader (public)" in problems_of(check, root, YEAR)[0]
    assert "may not be shown" in problems_of(editorial, page_of(root), "foreword")[0]


def test_a_result_without_a_value_or_interval_is_refused_with_the_reason(root):
    write(root, "# foreword\n{i08.VTA.NO.2015} {i05.ALL.NO.2015:ci}")
    told = problems_of(check, root, YEAR)
    assert "does not apply to the programme" in told[0]
    assert "has no interval" in told[1]


def test_a_placeholder_in_an_address_is_refused(root):
    write(root, "# foreword\n*{i08.AB.NO.2015}* og [{i08.AB.NO.2015}](https://a.no/{i08.AB.NO.2015})")
    assert "in the address of a link" in problems_of(check, root, YEAR)[0]


# Where texts can go, and the files they begin with


def test_a_text_that_gets_onto_no_page_is_told_with_the_nearest_place(empty):
    folder = empty.reports(YEAR)
    folder.mkdir(parents=True)
    write(
        empty,
        "# foreword\na\n# annual_report/jobs\nb\n# annual_report/job_acquisition\nc\n# anual_report/jobs\nd",
    )
    html = str(page_of(empty).section("jobs", "Arbeid")) + '<h3 id="job-kinds">Slags</h3>'
    file = folder / "annual_report.nb.html"
    file.write_text(html, encoding="utf-8")
    told = problems_of(check_placed, empty, YEAR, [file], ["annual_report", "scorecard"])
    assert [re.search(r"line \d", line)[0] for line in told] == ["line 1", "line 5", "line 7"]
    assert "annual_report/job" in told[1].split("Nearest")[1]
    assert "Nearest: annual_report" in told[2]


def test_texts_of_kinds_that_were_not_made_are_not_judged(empty):
    write(empty, "# scorecard/targets\na")
    check_placed(empty, YEAR, [], ["annual_report", "scorecard"])


def test_places_are_those_of_the_pages(reported_demo):
    found = {str(spot.place): spot.title for spot in spots(reported_demo, YEAR, "nb")}
    html = (reported_demo.reports(YEAR) / "annual_report.nb.html").read_text(encoding="utf-8")
    soup = BeautifulSoup(html, "html.parser").main
    for tag in soup(["h2", "h3"], id=True):
        assert found[f"annual_report/{tag['id']}"] == " ".join(tag.text.split())
    assert {f"annual_report#{tag['id']}" for tag in soup("figure", class_="picture")} <= set(found)


def test_templates_say_nothing_and_never_replace_a_text(empty):
    kept = write(empty, "# foreword\nHei.", "en")
    assert write_templates(empty, YEAR) == [empty.editorial(YEAR, "nb")]
    assert read_texts(empty, YEAR, "nb") == ([], [])
    assert kept.read_text(encoding="utf-8") == "# foreword\nHei."
    assert write_templates(empty, YEAR) == []
