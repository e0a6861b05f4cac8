"""The index links every page there is; its list of providers can be searched, filtered and sorted."""

import base64
import hashlib
import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.editions import Edition
from batt.paths import Root
from batt.registry import load
from batt.report_kinds import REPORT_KINDS
from batt.reports.index import write_index
from batt.reports.words import Words

YEAR = 2015
FILES = {"nb": "index.html", "en": "index.en.html"}
NAME = "<script>alert(1)</script> & Sønn AS"
NAMES = [NAME, "Ås Vekst AS", "Ærlig Arbeid AS", "Østfold Jobb AS", "Berg Produkter AS", "Zenit AS"]


def make_root(folder, names, *, counties=("03", "11", "18"), programmes=("AB", "KIA", "VTA")) -> Root:
    """Lay down a year with the cleaned tables that the index reads, and pages of every kind."""
    root = Root(folder)
    root.clean(YEAR).mkdir(parents=True)
    ids = [f"A{number:03d}" for number in range(1, len(names) + 1)]
    providers = {
        "provider_id": ids,
        "name": names,
        "association": [("ATTF", "ASVL", "BEGGE")[at % 3] for at in range(len(names))],
        "county": [counties[at % len(counties)] for at in range(len(names))],
    }
    pd.DataFrame(providers).to_parquet(root.clean(YEAR) / "providers.parquet")
    run = [(one, programmes[(at + step) % 3]) for at, one in enumerate(ids) for step in range(1 + at % 3)]
    activity = pd.DataFrame(run, columns=["provider_id", "programme"])
    activity.to_parquet(root.clean(YEAR) / "activity.parquet")
    for place in [
        *[f"{kind.name}.{lang}" for kind in REPORT_KINDS for lang in FILES if not kind.one_per],
        *[f"{kind}/{one}.nb" for kind in ("scorecard", "nav_dialogue") for one in ids],
        "scorecard/A001.en",
        "comparisons/A002.nb",
        "comparisons/sector.nb",
        "newsletter/2015-03.nb",
        *[f"county_report/{county}.{lang}" for county in counties for lang in FILES],
        *[f"relationships/{entry.id}.{lang}" for entry in load().hypotheses for lang in FILES],
    ]:
        file = root.reports(YEAR) / f"{place}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("<!DOCTYPE html>", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    root = make_root(tmp_path_factory.mktemp("index"), NAMES)
    write_index(root, YEAR)
    return root


@pytest.fixture(scope="module")
def nation(tmp_path_factory):
    names = [f"Attføringsbedriften Nummer {number} Arbeid og Utvikling AS" for number in range(350)]
    root = make_root(
        tmp_path_factory.mktemp("nation"), names, counties=[f"{one:02d}" for one in range(1, 20)]
    )
    write_index(root, YEAR)
    return root


def soup_of(root, lang="nb"):
    return BeautifulSoup((root.reports(YEAR) / FILES[lang]).read_text(encoding="utf-8"), "html.parser")


def rows_of(soup):
    return soup.find(id="provider-list").tbody.find_all("tr")


@pytest.mark.parametrize("lang", FILES)
def test_every_page_of_the_year_is_linked_and_every_link_leads_to_a_page(root, lang):
    folder = root.reports(YEAR)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")} - set(FILES.values())
    links = {link["href"] for link in soup_of(root, lang).find("main").find_all("a", href=True)}
    assert links == there


@pytest.mark.parametrize("lang", FILES)
def test_a_page_in_the_other_language_is_named_by_that_language(root, lang):
    other = {"nb": "en", "en": "nb"}[lang]
    links = soup_of(root, lang).find("main").find_all("a", href=True)
    assert any(f".{other}.html" in link["href"] for link in links)
    for link in links:
        is_other = link["href"].endswith(f".{other}.html")
        assert (link.get("lang") == link.get("hreflang") == other) is is_other
        assert (link.get_text() == Words(other)("this_language")) is is_other


def test_the_two_indexes_lead_to_each_other(root):
    assert soup_of(root).find("header").find("a")["href"] == "index.en.html"
    assert soup_of(root, "en").find("header").find("a")["href"] == "index.html"


def test_a_report_leads_back_to_the_index_in_its_own_language(reported_demo):
    for lang, name in FILES.items():
        text = (reported_demo.reports(YEAR) / f"annual_report.{lang}.html").read_text(encoding="utf-8")
        assert BeautifulSoup(text, "html.parser").find("p", class_="neighbours").a["href"] == name


@pytest.mark.parametrize("kind", REPORT_KINDS, ids=lambda kind: kind.name)
def test_every_kind_of_report_has_words_on_the_index(kind):
    for lang in FILES:
        words = Words(lang, "index")
        wanted = [f"for_{role}" for role in kind.also_for if role != "provider"]
        if kind.one_per == "provider":
            wanted.append(f"column_{kind.name}")
        if not kind.one_per or kind.has_summary:
            wanted += [f"title_{kind.name}", f"description_{kind.name}", f"readers_{kind.name}"]
        assert [key for key in wanted if key not in words] == []


def test_names_are_in_norwegian_order_and_never_markup(root):
    soup = soup_of(root)
    assert [row.th.get_text() for row in rows_of(soup)] == [
        NAME, "Berg Produkter AS", "Zenit AS", "Ærlig Arbeid AS", "Østfold Jobb AS", "Ås Vekst AS",
    ]  # fmt: skip
    assert len(soup.find_all("script")) == 1
    assert "<script>alert" not in (root.reports(YEAR) / "index.html").read_text(encoding="utf-8")


def test_the_list_says_county_and_programmes_of_each_provider(root):
    cells = {
        row.td.get_text(): [cell.get_text() for cell in row.find_all("td")] for row in rows_of(soup_of(root))
    }
    assert cells["A001"][1:3] == ["Oslo", "AB"]
    assert cells["A002"][1:3] == ["Rogaland", "VTA, KiA"]
    assert cells["A003"][1:3] == ["Nordland", "VTA, KiA, AB"]


def test_an_association_filter_leaves_other_providers_out(tmp_path):
    root = make_root(tmp_path, NAMES)
    write_index(root, YEAR, "ASVL")
    assert {row.td.get_text() for row in rows_of(soup_of(root))} == {"A002", "A003", "A005", "A006"}


def test_the_list_of_providers_holds_no_figure_but_how_many_there_are(root):
    table = soup_of(root).find(id="provider-list").get_text(" ").replace(NAME, "")
    assert not re.search(r"\d", re.sub(r"\bA\d{3}\b", "", table))


@pytest.mark.parametrize("lang", FILES)
def test_the_policy_allows_the_one_script_and_search_engines_are_asked_to_stay_away(root, lang):
    text = (root.reports(YEAR) / FILES[lang]).read_text(encoding="utf-8")
    soup = BeautifulSoup(text, "html.parser")
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and policy.endswith(f"script-src 'sha256-{digest}'")
    assert "unsafe" not in policy.replace("style-src 'unsafe-inline'", "")
    assert soup.find("meta", attrs={"name": "robots"})["content"] == "noindex"


def test_no_report_has_a_script(reported_demo):
    pages = [path for path in reported_demo.reports(YEAR).rglob("*.html") if path.name not in FILES.values()]
    assert len(pages) >= 10
    assert [
        path.name
        for path in pages
        if "<script" in path.read_text("utf-8") or "script-src" in path.read_text("utf-8")
    ] == []


def test_an_index_of_the_nation_weighs_less_than_250_kilobytes(nation):
    for name in FILES.values():
        assert (nation.reports(YEAR) / name).stat().st_size < 250_000
    assert len(rows_of(soup_of(nation))) == 350


@pytest.mark.parametrize("lang", FILES)
def test_editions_are_listed_with_who_signed_them_off(tmp_path, lang):
    root = make_root(tmp_path, NAMES[:2])
    folder = root.editions(YEAR) / "1"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<!DOCTYPE html>", encoding="utf-8")
    about = Edition(YEAR, 1, "Kari <b>", "Til styret", "2016-03-01T10:00:00Z", {}, folder, "")
    said = {**vars(about), "folder": "", "published_with_names": ""}
    (folder / "edition.json").write_text(json.dumps(said), encoding="utf-8")
    write_index(root, YEAR)
    item = soup_of(root, lang).find(id="editions").find_next("ul").li
    assert item.a["href"] == f"editions/1/{FILES[lang]}"
    day = {"nb": "1. mars 2016", "en": "1 March 2016"}[lang]
    assert f"Kari <b>, {day}. Til styret" in item.get_text().replace("\xa0", " ")


def test_a_year_without_pages_and_providers_says_so(tmp_path):
    said = BeautifulSoup(write_index(Root(tmp_path), YEAR).read_text("utf-8"), "html.parser").find("main")
    assert "Ingen rapporter er laget for året." in said.get_text()
    assert said.find("table") is None


@pytest.mark.parametrize("lang", FILES)
def test_a_reader_stumbles_over_nothing(browser, root, screen, lang):
    assert browser.faults(root.reports(YEAR) / FILES[lang], screen) == []


def shown(page):
    return page.eval_on_selector_all(
        "#provider-list tbody tr:not([hidden])", "rows => rows.map(r => r.cells[1].innerText)"
    )


def test_typing_finds_a_provider_and_says_how_many_are_found(browser, nation, desktop):
    with browser.page(nation.reports(YEAR) / "index.html", desktop) as page:
        page.fill("#find-text", "34 ATTFORING")
        wanted = [f"A{at + 1:03d}" for at in range(350) if "34" in f"{at} A{at + 1:03d}"]
        assert sorted(shown(page)) == wanted
        assert page.inner_text("#found") == f"Viser {len(wanted)} av 350 tiltaksarrangører."
        page.fill("#find-text", "a007")
        assert shown(page) == ["A007"]
        page.fill("#find-text", "finnes ikke")
        assert shown(page) == [] and page.inner_text("#found") == "Ingen tiltaksarrangører passer."
        page.click("#find-all")
        assert len(shown(page)) == 350 and not page.complaints


def test_county_and_programme_narrow_the_list_together(browser, root, desktop):
    with browser.page(root.reports(YEAR) / "index.en.html", desktop) as page:
        page.select_option("#find-county", "Nordland")
        assert sorted(shown(page)) == ["A003", "A006"]
        page.select_option("#find-programme", "VTA")
        assert sorted(shown(page)) == ["A003", "A006"]
        page.select_option("#find-county", "Oslo")
        page.select_option("#find-programme", "KIA")
        assert shown(page) == []
        page.select_option("#find-county", "")
        assert sorted(shown(page)) == ["A002", "A003", "A005", "A006"]


def test_every_column_sorts_both_ways(browser, root, desktop):
    with browser.page(root.reports(YEAR) / "index.html", desktop) as page:
        before = shown(page)
        heads = page.locator("#provider-list thead th")
        assert heads.count() == 7
        for at in range(heads.count()):
            heads.nth(at).locator("button").click()
            first, once = heads.nth(at).get_attribute("aria-sort"), shown(page)
            heads.nth(at).locator("button").click()
            second, twice = heads.nth(at).get_attribute("aria-sort"), shown(page)
            assert {first, second} == {"ascending", "descending"}
            assert sorted(once) == sorted(twice) == sorted(before)
            if at < 2:
                assert once == twice[::-1]
        assert shown(page) != before


def test_the_keyboard_alone_reaches_a_scorecard(browser, root, desktop):
    with browser.page(root.reports(YEAR) / "index.html", desktop) as page:
        page.focus("#find-text")
        page.keyboard.type("zenit")
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "scorecard/A006.nb.html"
        page.focus("#find-text")
        reached = []
        for _ in range(12):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
        assert reached[:4] == ["find-county", "find-programme", "find-all", "BUTTON"]
        assert reached[4:10] == ["BUTTON"] * 6 and reached[10:] == ["A", "A"]


def test_without_script_everything_is_listed_and_no_dead_control_is_shown(browser, root):
    context = browser._chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((root.reports(YEAR) / "index.html").as_uri())
    assert page.locator("#provider-list tbody tr:visible").count() == len(NAMES)
    assert page.locator("#finder").is_hidden() and page.locator("main button").count() == 1
    context.close()
