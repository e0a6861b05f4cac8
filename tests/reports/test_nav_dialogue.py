"""The two pages for a meeting: saved figures, questions that a result raises, and never a third sheet."""

import re
import shutil
from importlib import import_module

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.disclosure import load_protected, publish_for
from batt.paths import Root
from batt.registry import Options, load
from batt.reports import nav_dialogue as report
from batt.reports.html import export_html
from batt.reports.nav_dialogue.page import DialoguePage
from batt.reports.nav_dialogue.profiles import own_profiles

# The functions that the package hands out have the names of their modules.
asked = import_module("batt.reports.nav_dialogue.questions")
codes = import_module("batt.reports.nav_dialogue.end_causes")

YEAR = 2015
LANGUAGES = ("nb", "en")
SECTIONS = (report.results, report.questions, report.perspectives, report.end_causes, report.agreements)


def page_of(root, provider="", lang="en"):
    return DialoguePage(root, YEAR, lang, Options(), provider)


@pytest.fixture(scope="module")
def providers(reported_demo):
    return pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet").set_index("provider_id")["name"]


@pytest.fixture(scope="module")
def made(reported_demo, providers, tmp_path_factory, load_module):
    """Every provider's page, in turn in Norwegian and English, as files."""
    executed = load_module(__file__, "sample").executed
    folder = tmp_path_factory.mktemp("dialogue")
    files = {}
    for place, provider in enumerate(sorted(providers.index)):
        page = page_of(reported_demo, provider, LANGUAGES[place % 2])
        html = export_html(executed([section(page) for section in SECTIONS]), report.cover(page))
        files[provider] = folder / f"{provider}.{page.lang}.html"
        files[provider].write_text(html, encoding="utf-8")
    return files


@pytest.fixture
def copy(reported_demo, tmp_path):
    """A copy of the demo's data, to be spoiled."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return Root(tmp_path)


def rows_of(soup, table):
    """Return the body of a table as (heading of its group, texts of its cells)."""
    rows, group = [], ""
    found = soup.find(id=table)
    for row in found.find("tbody").find_all("tr") if found else []:
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        if len(cells) == 1:
            group = cells[0]
        else:
            rows.append((group, cells))
    return rows


def numbers_in(text, lang):
    """Return the numbers of a text; a percentage as a share."""
    plain = text.replace("\xa0", "").replace(" ", "").replace("−", "-")
    plain = plain.replace(",", ".") if lang == "nb" else plain.replace(",", "")
    found = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", plain)]
    return [number / 100 for number in found] if "%" in plain else found


def language_of(file):
    return file.name.split(".")[1]


def test_every_result_is_the_saved_one_as_everybody_sees_it(reported_demo, made):
    checked = 0
    for provider, file in made.items():
        lang = language_of(file)
        saved = publish_for(load_protected(reported_demo, YEAR), "nav_office", provider)
        names = {entry.short[lang]: entry.id for entry in load().indicators}
        programmes = {programme.short[lang]: programme.code for programme in load().programmes}
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        for heading, cells in rows_of(soup, "results-table"):
            keys = {"year": YEAR, "indicator": names[heading.split(". ")[1]]}
            keys["programme"] = programmes.get(cells[0], "ALL")
            own = saved.where(unit_level="provider", unit_id=provider, **keys)
            country = saved.where(unit_level="country", **keys)
            for table, column, text in (
                (own, "value", cells[1]),
                (own, "n", cells[3]),
                (country, "value", cells[4]),
            ):
                [cell] = table.cells(column)
                numbers = numbers_in(text, lang)
                assert bool(numbers) == cell.is_shown, (provider, heading, text)
                if numbers:
                    near = 0.0501 if numbers[0] > 1 else 0.00501
                    assert numbers[0] == pytest.approx(float(cell.value), abs=near)
                    checked += 1
    assert checked > 100


def test_a_target_is_met_only_where_its_saved_attainment_says_so(reported_demo, made):
    saved = pd.read_parquet(reported_demo.disclosure(YEAR) / "target_attainment.parquet")
    of_providers = saved[saved["unit_level"] == "provider"]
    marks = {"✓": "met", "✗": "not_met", "?": "cannot_tell"}
    said = 0
    for provider, file in made.items():
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        outcomes = " ".join(cells[6] for _, cells in rows_of(soup, "results-table"))
        mine = of_providers.loc[of_providers["unit_id"] == provider, "attainment"]
        for mark, attainment in marks.items():
            assert outcomes.count(mark) == (mine == attainment).sum(), provider
            said += outcomes.count(mark)
    assert said > 10


def test_each_provider_has_its_own_page(made, providers):
    texts = {p: BeautifulSoup(f.read_text("utf-8"), "html.parser").get_text(" ") for p, f in made.items()}
    for provider, text in texts.items():
        others = set(providers) - {providers[provider]}
        assert providers[provider] in text
        assert not [name for name in others if name in text]
    assert len(set(texts.values())) == len(texts)


def test_no_provider_needs_a_third_sheet(browser, made, desktop):
    for provider, file in made.items():
        with browser.page(file, desktop) as page:
            page.emulate_media(media="print")
            paper = page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page[^s]", paper)) == 2, provider


def test_a_reader_stumbles_over_nothing(browser, made, screen):
    for file in list(made.values())[:2]:
        assert browser.faults(file, screen) == []


def test_a_page_weighs_little(made):
    assert max(file.stat().st_size for file in made.values()) < 120_000


def test_six_questions_at_most_the_missed_targets_first(reported_demo, monkeypatch):
    page = page_of(reported_demo)
    for name in ("_missed_targets", "_gap", "_approvals", "_few_answers"):
        monkeypatch.setattr(asked, name, lambda page, name=name: iter([f"{name} 1", f"{name} 2"]))
    monkeypatch.setattr(asked, "_clear_changes", lambda page, course: iter([f"{course} 1"]))
    listed = BeautifulSoup(str(asked.questions(page)), "html.parser").find_all("li")
    assert [item.get_text() for item in listed] == [
        "_missed_targets 1",
        "_missed_targets 2",
        "worsening 1",
        "_gap 1",
        "_gap 2",
        "_approvals 1",
    ]


def test_no_question_is_invented_where_nothing_stands_out(reported_demo, monkeypatch):
    page = page_of(reported_demo, lang="nb")
    monkeypatch.setattr(asked, "raised", lambda page: iter(()))
    html = str(asked.questions(page))
    assert "Ingenting skiller seg klart ut" in html
    assert len(BeautifulSoup(html, "html.parser").find_all("li")) == 2


def test_a_question_about_a_target_stands_for_each_that_is_not_met(reported_demo, made):
    saved = pd.read_parquet(reported_demo.disclosure(YEAR) / "target_attainment.parquet")
    missed = saved[(saved["unit_level"] == "provider") & (saved["attainment"] == "not_met")]
    for provider, file in made.items():
        soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        told = [item.get_text() for item in soup.find(class_="questions").find_all("li")]
        raised = [text for text in told if re.search(r"ikke nådd|is not met", text)]
        assert len(raised) == min((missed["unit_id"] == provider).sum(), 6), provider


def test_answers_by_theme_are_shown_only_where_all_of_the_survey_is(reported_demo, made):
    totals = {"nav": "i01", "user": "i02", "staff": "i03"}
    seen = 0
    for provider in list(made)[:5]:
        page = page_of(reported_demo, provider)
        profiles = own_profiles(page)
        public = publish_for(load_protected(reported_demo, YEAR), "nav_office", provider)
        for survey in set(profiles.data["survey"]) if profiles is not None else ():
            whole = public.where(unit_id=provider, indicator=totals[survey], year=YEAR)
            assert all(cell.is_shown for cell in whole.cells("value"))
            assert profiles.where(survey=survey).data["n"].ge(5).all()
            seen += 1
    assert seen > 0


def test_counts_by_code_are_shown_only_where_the_indicator_is(reported_demo, made):
    for provider in list(made)[:4]:
        page = page_of(reported_demo, provider)
        counts = codes.own_counts(page).where(provider_id=provider)
        public = publish_for(load_protected(reported_demo, YEAR), "nav_office", provider)
        for row, cell in zip(counts.data.to_dict("records"), counts.cells("exits_n"), strict=True):
            if cell.is_shown:
                [whole] = public.where(
                    unit_id=provider,
                    year=YEAR,
                    programme=row["programme"],
                    indicator=codes.GROUPS[row["group"]],
                ).cells("numerator")
                assert whole.is_shown and (cell.value == 0 or cell.value >= 5)


def test_a_provider_of_whom_nothing_may_be_shown_has_a_kind_page(copy, providers):
    """Everything of the provider is hidden: the page says that this is no verdict on the service."""
    provider = sorted(providers.index)[0]
    file = copy.disclosure(YEAR) / "protection.parquet"
    frame = pd.read_parquet(file)
    frame.loc[frame["unit_id"] == provider, ["level", "primary"]] = 2
    frame.to_parquet(file, index=False)
    for name in ("target_attainment", "changes"):
        (copy.disclosure(YEAR) / f"{name}.parquet").unlink()
    page = page_of(copy, provider, "nb")
    text = " ".join(str(section(page)) for section in SECTIONS)
    assert any("sier ingenting om hvor god tjenesten er" in one for one in report.cover(page).notices)
    assert len(BeautifulSoup(text, "html.parser").find(class_="questions").find_all("li")) == 2
    assert not re.search(r"\b(nan|None|NaN)\b", text)


def test_missing_surveys_and_a_provider_without_exits_are_told(copy, providers):
    provider = sorted(providers.index)[0]
    file = copy.indicators(YEAR)
    frame = pd.read_parquet(file)
    frame[~frame["indicator"].isin(["i01", "i02", "i03", "i08", "i09"])].to_parquet(file, index=False)
    for name in ("provider_survey_items", "provider_survey_gaps", "survey_items"):
        (copy.path / "data/processed/breakdowns" / str(YEAR) / f"{name}.parquet").unlink()
    page = page_of(copy, provider)
    assert "No surveys were delivered" in str(report.perspectives(page))
    assert "runs no programme for which exits" in str(report.end_causes(page))
    assert 'class="questions"' in str(report.questions(page))


def test_an_empty_unit_is_the_first_provider_of_the_year(reported_demo, providers):
    assert page_of(reported_demo).provider == sorted(providers.index)[0]


def test_a_name_from_a_file_is_never_markup(copy, load_module):
    file = copy.clean(YEAR) / "providers.parquet"
    name = "<script>alert(1)</script> & Sønn AS"
    pd.read_parquet(file).assign(name=name).to_parquet(file, index=False)
    page = page_of(copy)
    executed = load_module(__file__, "sample").executed
    html = export_html(executed([section(page) for section in SECTIONS]), report.cover(page))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sønn AS" in html
    assert "<script>alert" not in html
