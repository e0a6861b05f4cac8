"""The evaluation and the perceptions page say what the saved findings say, on screen, phone and paper."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.registry import Options, load
from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h10_perceptions import examine
from batt.relationships.register import REGISTERED, judged
from batt.reports import evaluation, perceptions
from batt.reports.bound_words import unbound_words
from batt.reports.figures import figure as drawing
from batt.reports.html import export_html
from batt.reports.verdicts.shown import primary, published_findings, records

YEAR = 2015
LANGUAGES = ("nb", "en")
IN_FULL = ("H3", "H4", "H5", "H18")
SECTIONS = {
    "evaluation": (
        evaluation.in_brief,
        evaluation.jobs_and_stay,
        evaluation.active_solutions_and_stay,
        lambda page: evaluation.claim(page, IN_FULL[0]),
        lambda page: evaluation.claim(page, IN_FULL[1]),
        lambda page: evaluation.claim(page, IN_FULL[2]),
        evaluation.first_start,
        evaluation.many_placements,
        evaluation.network,
        evaluation.prediction,
        evaluation.joining,
        lambda page: evaluation.claim(page, IN_FULL[3]),
        evaluation.index_of_claims,
        evaluation.own_questions,
        evaluation.method,
    ),
    "perceptions": (
        perceptions.in_brief,
        perceptions.two_groups,
        perceptions.answers,
        perceptions.reliability,
        perceptions.perspectives,
        perceptions.own_plan,
        perceptions.do_not_know,
        perceptions.help_to_answer,
        perceptions.method,
    ),
}


@pytest.fixture(scope="module")
def root(reported_demo, tmp_path_factory, load_module):
    """The demo with findings and picture tables of every kind in place of its own."""
    place = Root(tmp_path_factory.mktemp("findings"))
    shutil.copytree(reported_demo.path / "data", place.path / "data")
    load_module(__file__, "invented_findings").write(place.relationships(YEAR))
    return place


def page_of(root, kind, lang="en"):
    return evaluation.FindingsPage(root, YEAR, kind, lang, Options())


@pytest.fixture(scope="module")
def canvases():
    """Every figure as it was drawn."""
    return []


@pytest.fixture(scope="module")
def files(root, load_module, canvases):
    """Both pages in both languages, as files; the figures are kept as they are drawn."""
    executed, kept = load_module(__file__, "sample").executed, drawing.to_svg

    def keep_canvas(canvas):
        svg = kept(canvas)
        canvases.append(canvas)
        return svg

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "to_svg", keep_canvas)
        return _written(root, executed)


def _written(root, executed):
    written = {}
    for kind, sections in SECTIONS.items():
        for lang in LANGUAGES:
            page = page_of(root, kind, lang)
            html = export_html(executed([section(page) for section in sections]), page.cover())
            written[kind, lang] = root.path / f"{kind}.{lang}.html"
            written[kind, lang].write_text(html, encoding="utf-8")
    return written


@pytest.fixture(scope="module", params=[(kind, lang) for kind in SECTIONS for lang in LANGUAGES])
def file(request, files):
    return files[request.param]


@pytest.fixture(scope="module")
def soups(files):
    return {key: BeautifulSoup(file.read_text("utf-8"), "html.parser") for key, file in files.items()}


def test_letters_lie_neither_on_each_other_nor_beyond_the_picture(files, canvases, load_module):
    letters = load_module(__file__, "letters")
    assert len(canvases) > 60
    assert [fault for canvas in canvases for fault in letters.faults(canvas)] == []


def said(soup):
    """Return the text of a page with plain spaces and without soft hyphens."""
    return re.sub(r"\s+", " ", soup.find("main").get_text().replace("\xad", ""))


def test_a_reader_stumbles_over_nothing(browser, file, screen):
    assert browser.faults(file, screen) == []


@pytest.mark.parametrize("kind", SECTIONS)
def test_both_languages_have_the_same_parts(soups, kind):
    parts = {
        lang: [
            (tag.name, tag["id"])
            for tag in soups[kind, lang].find("main").find_all(["h2", "h3", "figure"], id=True)
        ]
        for lang in LANGUAGES
    }
    assert parts["nb"] == parts["en"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_registered_claim_is_in_the_index_with_each_number_it_rests_on(soups, root, lang):
    body = soups["evaluation", lang].find(id="index-table").find("tbody")
    text = re.sub(r"\s+", " ", body.get_text(" "))
    page = page_of(root, "evaluation", lang)
    for entry in load().hypotheses:
        assert f"{entry.id}. {entry.claim[lang]}" in text
        if entry.why_not:
            assert entry.why_not[lang] in text
    rows = [row for row in body.find_all("tr") if len(row.find_all(["td", "th"])) > 1]
    untested = sum(entry.status == "not_testable" for entry in load().hypotheses)
    assert len(rows) == len(primary(page.registered)) + untested


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_verdict_sentence_is_the_one_made_from_its_finding(soups, root, lang):
    page = page_of(root, "evaluation", lang)
    text = said(soups["evaluation", lang])
    told = 0
    for row in records(page.of("H3")) + records(page.of("H18")):
        assert re.sub(r"[\xa0\u202f]", " ", page.sentence(row)) in text
        told += 1
    assert told >= 8


def test_the_counts_in_brief_are_those_of_the_findings(soups, root):
    rows = primary(page_of(root, "evaluation").registered)
    text = said(soups["evaluation", "en"])
    counts = [
        sum(row["verdict"] == name for row in rows) for name in ("supported", "not_supported", "cannot_tell")
    ]
    assert f"rest on {len(rows)} numbers: {counts[0]} are supported, {counts[1]} are not supported" in text
    tested = [row for row in rows if not np.isnan(row["p_holm"])]
    assert f"about {0.05 * len(tested):.1f} would still have p below 0.05" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_length_of_stay_keeps_to_the_bound_words(soups, lang):
    """Sentences and pictures; the caveat and the pitfalls say what the numbers are not."""
    for name in ("h1", "h2"):
        heading = soups["evaluation", lang].find("h2", id=name)
        texts = []
        for sibling in heading.find_next_siblings():
            if sibling.name == "h2":
                break
            if "box" in sibling.get("class", []) or sibling.find("strong"):
                continue
            texts += [sibling.get_text(" "), *(image["alt"] for image in sibling.find_all("img"))]
        assert len(" ".join(texts)) > 800
        assert unbound_words(" ".join(texts), lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_own_question_is_called_exploratory_wherever_it_stands(soups, lang):
    soup, word = soups["evaluation", lang], {"nb": "utforskende", "en": "exploratory"}[lang]
    heading = soup.find("h2", id="own")
    for piece in heading.find_next_siblings():
        if piece.name == "h2":
            break
        for tag in [piece] if piece.name in ("p", "figure") else piece.find_all("li"):
            assert word in tag.get_text(" ").lower() or tag.find_parent("li"), tag
    assert "Q1" not in soup.find(id="index-table").get_text()


def test_what_a_root_says_is_never_markup(soups):
    text = str(soups["evaluation", "en"])
    assert "&lt;b&gt;claim&lt;/b&gt; in English" in text
    assert "<b>" not in text


@pytest.mark.parametrize("kind", SECTIONS)
def test_every_picture_has_its_numbers_below_and_says_its_finding(soups, kind):
    figures = soups[kind, "en"].find_all("figure", class_="picture")
    assert len(figures) >= 10
    for figure in figures:
        assert figure.find("details").find("table")
        assert figure.find(class_="finding").get_text().strip()
        assert "The numbers are in the table" in figure.find("img")["alt"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_address_leads_out_of_the_reports(soups, files, lang):
    known = {f"{kind}.{one}.html" for kind in ("annual_report", "how", *SECTIONS) for one in LANGUAGES}
    known |= {"index.html", "index.en.html"}
    for kind in SECTIONS:
        addresses = [link["href"] for link in soups[kind, lang].find_all("a", href=True)]
        assert all(a.startswith("#") or a.split("#")[0] in known for a in addresses)


def test_answers_of_one_or_two_are_hidden_with_company(soups):
    """Question N1 has two answers of 1; the answers to a question add up, so another part goes too."""
    table = soups["perceptions", "en"].find(id="answers-nav-data").find("tbody")
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in table.find_all("tr")]
    hidden = {row[0]: sum(text.startswith(":") for text in row[1:]) for row in rows}
    assert hidden.pop("Information on services") == 2
    assert set(hidden.values()) == {0}


def test_a_mean_of_three_persons_is_hidden(soups):
    row = soups["perceptions", "en"].find(id="h22-by-help").find("tbody").find_all("tr")[1]
    assert [cell.get_text()[0] for cell in row.find_all("td")[:2]] == [":", ":"]


def test_users_are_not_shown_together_where_that_gives_a_hidden_programme_away(root, monkeypatch):
    page = page_of(root, "perceptions")
    monkeypatch.setattr(
        perceptions.answers.__globals__["_gives_away"], "__code__", (lambda page: True).__code__
    )
    html = str(perceptions.answers(page).html)
    assert 'id="answers-user"' not in html and 'id="answers-nav"' in html


@pytest.mark.parametrize("kind", SECTIONS)
def test_a_run_that_saved_no_picture_tables_still_gives_a_page(root, kind, tmp_path):
    shutil.copytree(root.path / "data", tmp_path / "data")
    bare = Root(tmp_path)
    for file in bare.relationships(YEAR).glob("*.parquet"):
        if not file.stem.startswith(("findings", "duration", "cumulative", "own")):
            file.unlink()
    for section in SECTIONS[kind]:
        assert str(section(page_of(bare, kind)).html)


def answers(yes_provider, yes_nav, asked=200):
    """Answers of both groups: so many of those asked say yes to both questions."""
    rows = [
        {
            "year": YEAR,
            "respondent_group": group,
            "respondent_id": f"{group}{number}",
            "quality_improved": "JA" if number < yes else "NEI",
            "equass_contributed": ("JA" if number < yes / 2 else "NEI") if number < yes else None,
        }
        for group, yes in (("ARRANGOR", yes_provider), ("NAV", yes_nav))
        for number in range(asked)
    ]
    invited = pd.DataFrame({"year": YEAR, "respondent_group": ["ARRANGOR", "NAV"], "invited_n": [250, 400]})
    clean = {"evaluation_answers": pd.DataFrame(rows), "evaluation_invited": invited}
    return Evidence((YEAR,), clean, pd.DataFrame())


@pytest.mark.parametrize(("lang", "told"), [("nb", "Kan ikke avgjøres:"), ("en", "Cannot tell:")])
def test_with_nothing_behind_the_answers_all_five_statements_say_that_one_cannot_tell(root, lang, told):
    page = page_of(root, "perceptions", lang)
    entry = load().hypothesis("H10")
    tested = examine(answers(100, 100))
    found = judged([("H10", entry.part(one.part), one) for one in tested.findings], REGISTERED)
    sentences = [page.sentence(row) for row in records(published_findings(found))]
    assert len(sentences) == 5
    assert all(told in sentence for sentence in sentences)


def test_clear_answers_reproduce_the_statements_on_improvement(root):
    page = page_of(root, "perceptions")
    entry = load().hypothesis("H10")
    tested = examine(answers(180, 130))
    found = judged([("H10", entry.part(one.part), one) for one in tested.findings], REGISTERED)
    verdicts = {row["part"]: page.sentence(row) for row in records(published_findings(found))}
    for part in ("more_positive", "improved_providers", "improved_nav"):
        assert "Supported:" in verdicts[part]
    for part in ("contributed_providers", "contributed_nav"):
        assert "Cannot tell:" in verdicts[part]
