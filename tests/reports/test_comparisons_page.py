"""The comparison page as its readers see it: the public on screen, phone and paper, and one provider."""

import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.pipeline import Run, run
from batt.registry import Options, load
from batt.report_kinds import Request, report_kind
from batt.reports import comparisons as report

YEAR = 2015
LANGUAGES = ("nb", "en")
SECTIONS = (
    "benchmarks",
    "ranks",
    "funnels",
    "newsletter",
    "conditions",
    "change-over-time",
    "targets",
    "readings",
)
WORDS = {
    "nb": {"n": r"\bn\b|[Aa]ntall", "interval": r"95 %|mulig", "rate": "[Ss]varprosent", "own": "◆ Dere"},
    "en": {"n": r"\bn\b|[Nn]umber", "interval": r"95%|possible", "rate": "[Rr]esponse rate", "own": "◆ You"},
}


@pytest.fixture(scope="module")
def provider(reported_demo):
    """A provider that is compared in many lists."""
    ranks = pd.read_parquet(reported_demo.disclosure(YEAR) / "ranks.parquet")
    return str(ranks["provider_id"].value_counts().idxmax())


@pytest.fixture(scope="module")
def pages(reported_demo, provider):
    """The public page, made by the main job, and the provider's own. Reader and language to file."""
    asked = Request(report_kind("comparisons"), unit=provider)
    run(Run(reported_demo, YEAR), stages=(), reports=lambda job: asked.pages(job.root, job.year, job.options))
    folder = reported_demo.reports(YEAR)
    return {
        (reader, lang): folder / f"{name}.{lang}.html"
        for reader, name in (("public", "comparisons"), ("provider", f"comparisons/{provider}"))
        for lang in LANGUAGES
    }


@pytest.fixture(scope="module", params=[(r, lang) for r in ("public", "provider") for lang in LANGUAGES])
def page(request, pages):
    return request.param[1], request.param[0], pages[request.param]


def test_a_reader_stumbles_over_nothing(browser, page, screen):
    assert browser.faults(page[2], screen) == []


def sections_of(file):
    """Return the text of every part of a page under a heading of the second level, by its id."""
    soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
    texts, current = {}, None
    for node in soup.find_all(["h2", "p", "figcaption", "th", "td", "li"]):
        if node.name == "h2":
            current = node.get("id")
        elif current:
            texts[current] = f"{texts.get(current, '')} {node.get_text(' ')}"
    return texts


def test_every_comparison_says_whether_high_is_good_and_what_it_rests_on(page):
    lang, _, file = page
    texts = sections_of(file)
    directions = {entry.direction_words[lang].lower() for entry in load().indicators}
    for name in SECTIONS:
        text = texts[name].replace("\xa0", " ").replace("\xad", "")
        assert any(words in text.lower() for words in directions), name
        for what in ("n", "interval", "rate"):
            assert re.search(WORDS[lang][what], text), f"{name}: {what}"


def test_the_readers_own_figures_are_marked_by_a_sign_and_a_word(page):
    lang, reader, file = page
    marked = [name for name, text in sections_of(file).items() if WORDS[lang]["own"] in text]
    assert (len(marked) >= 3) if reader == "provider" else not marked


def test_no_name_of_a_provider_is_on_the_public_page_and_one_on_its_own(reported_demo, provider, pages):
    known = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet").set_index("provider_id")["name"]
    for lang in LANGUAGES:
        public = pages["public", lang].read_text(encoding="utf-8")
        own = BeautifulSoup(pages["provider", lang].read_text(encoding="utf-8"), "html.parser").get_text()
        assert not [name for name in known if name in public]
        assert [name for name in known if name in own] == [known[provider]]


def test_a_providers_page_is_linked_from_the_secretariats_index_alone(reported_demo, provider, pages):
    folder = reported_demo.reports(YEAR)
    own = f"comparisons/{provider}.nb.html"
    index = (folder / "index.html").read_text(encoding="utf-8")
    assert 'href="comparisons.nb.html"' in index and f'href="{own}"' in index
    others = [page for page in folder.glob("*.html") if not page.name.startswith("index")]
    assert others and not any(own in page.read_text(encoding="utf-8") for page in others)


def test_a_name_from_a_file_is_never_markup(reported_demo, provider, tmp_path):
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    root = Root(tmp_path)
    file = root.clean(YEAR) / "providers.parquet"
    name = "<script>alert(1)</script> & Sønn AS"
    pd.read_parquet(file).assign(name=name).to_parquet(file, index=False)
    page = report.ComparisonPage(root, YEAR, "nb", Options(), "directorate")
    html = str(report.benchmarks(page).html) + str(report.ranks(page).html)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sønn AS" in html
    assert "<script>alert" not in html
    own = report.cover(report.ComparisonPage(root, YEAR, "nb", Options(), "provider", provider))
    assert "<script>alert" not in own._repr_mimebundle_()["text/html"]


def test_the_mean_that_is_meant_comes_first(reported_demo):
    """Option national_mean: the mean of providers, or all participants together."""
    order = {}
    for reading in ("pooled", "providers"):
        page = report.ComparisonPage(reported_demo, YEAR, "en", Options(national_mean=reading))
        table = BeautifulSoup(str(report.benchmarks(page).html), "html.parser").find(id="national-benchmarks")
        order[reading] = [cell.get_text(" ", strip=True) for cell in table.find("thead").find_all("th")][1]
    assert order["pooled"] != order["providers"]
