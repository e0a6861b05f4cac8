"""The method page says what the registry, the settings and the lock file say, and nothing of its own."""

import re
from dataclasses import asdict

import pytest
import yaml
from bs4 import BeautifulSoup

from batt import __version__
from batt.disclosure import ROLES, settings
from batt.paths import Root, project_folder
from batt.registry import Options, load
from batt.reports import method as report
from batt.reports.html import export_html
from batt.reports.method.indicators import example_value, examples
from batt.reports.method.methods import PARTS
from batt.reports.method.statistics import STATISTICS
from batt.reports.method.versions import locked_versions

YEAR = 2015
LANGUAGES = ("nb", "en")
SECTIONS = (
    report.foreword,
    report.indicators,
    report.programmes,
    report.targets,
    report.readings,
    report.surveys,
    report.codes,
    report.disclosure,
    report.methods,
    report.meaning,
    report.sources,
    report.versions,
)
# The worked examples of the working group's definitions, to the decimals that pages show.
WORKED = {
    "i01": 4.412,
    "i02": 5.125,
    "i04": 5.167,
    "i05": 2,
    "i06": 0.36,
    "i07": 4 / 6,
    "i08": 0.5,
    "i09": 0.2,
    "i10": 25.0,
    "i12": 4.0,
}


def page_of(lang, options=None, path="."):
    return report.MethodPage(Root(path), YEAR, lang, options or Options())


@pytest.fixture(scope="module")
def files(tmp_path_factory, load_module):
    folder, executed = tmp_path_factory.mktemp("method"), load_module(__file__, "sample").executed
    written = {}
    for lang in LANGUAGES:
        page = page_of(lang, path=folder)
        written[lang] = folder / f"method.{lang}.html"
        html = export_html(executed([section(page) for section in SECTIONS]), page.cover())
        written[lang].write_text(html, encoding="utf-8")
    return written


@pytest.fixture(scope="module")
def soups(files):
    return {lang: BeautifulSoup(file.read_text("utf-8"), "html.parser") for lang, file in files.items()}


@pytest.fixture(params=LANGUAGES)
def lang(request):
    return request.param


def said(node):
    """Return the text of a part of a page with plain spaces and without soft hyphens."""
    return re.sub(r"\s+", " ", node.get_text(" ").replace("\xad", "")).strip()


def rows_of(soup, table):
    body = soup.find(id=table).find("tbody").find_all("tr")
    return [[said(cell) for cell in row.find_all(["th", "td"])] for row in body]


def under(soup, heading):
    """Return the text between a heading of the third level and the next heading."""
    texts = []
    for sibling in soup.find(id=heading).find_next_siblings():
        if sibling.name in ("h2", "h3"):
            break
        texts.append(said(sibling))
    return " ".join(texts)


def test_a_reader_stumbles_over_nothing(browser, files, lang, screen):
    assert browser.faults(files[lang], screen) == []


def test_every_indicator_has_an_anchor_with_all_that_the_registry_says_of_it(soups, lang):
    for entry in load().indicators:
        heading = soups[lang].find("h3", id=entry.id)
        assert said(heading) == f"{entry.number}. {entry.name[lang]}"
        text = under(soups[lang], entry.id)
        for told in (
            entry.definition,
            entry.numerator,
            entry.denominator,
            entry.direction_words,
            entry.caution,
        ):
            assert re.sub(r"\s+", " ", told[lang]) in text, entry.id
        assert entry.source in text
        assert f"{entry.minimum_n} ({entry.n_unit_label[lang]})" in text
        assert soups[lang].find("a", href=f"#{entry.id}")


def test_every_link_within_the_page_leads_somewhere(soups, lang):
    ids = {tag["id"] for tag in soups[lang].find_all(id=True)}
    inside = {a["href"] for a in soups[lang].find_all("a", href=True) if a["href"].startswith("#")}
    assert {target.removeprefix("#") for target in inside} <= ids
    outside = {a["href"].split("#")[0] for a in soups[lang].find_all("a", href=True)} - {""}
    assert outside == {
        {"nb": "index.html", "en": "index.en.html"}[lang],
        f"method.{'en' if lang == 'nb' else 'nb'}.html",
        f"relationships.{lang}.html",
        f"data_quality.{lang}.html",
        f"how.{lang}.html",
    }


def test_worked_examples_give_what_was_worked_out_by_hand():
    for name, value in WORKED.items():
        assert example_value(load().indicator(name)) == pytest.approx(value, abs=5e-4), name


def test_a_worked_example_shows_the_value_with_the_decimals_of_the_indicator(soups):
    assert "75 / 17 = 4.41" in under(soups["en"], "i01")
    assert "18 600 / 8 / 450 = 5,2" in under(soups["nb"], "i04")
    assert "20 / 40 = 50.0%" in under(soups["en"], "i08")
    assert set(examples()) < {entry.id for entry in load().indicators}


def test_the_matrix_says_which_cells_are_hatched(soups, lang):
    registry, words = load(), {"nb": ("ja", "skravert"), "en": ("yes", "hatched")}[lang]
    rows = rows_of(soups[lang], "applies-table")
    assert len(rows) == 13
    for row, entry in zip(rows, registry.indicators, strict=True):
        assert row[1:] == [words[not registry.applies[entry.id, code]] for code in registry.programme_codes]
    cells = [cell for row in rows for cell in row[1:]]
    assert (cells.count(words[0]), cells.count(words[1])) == (57, 21)


def test_the_targets_matrix_says_how_sure_the_reading_is(soups):
    registry = load()
    rows = {row[0].split(".")[0]: row[1:] for row in rows_of(soups["en"], "suitability-table")}
    suited = {"JA": "yes", "NEI": "no", "UKJENT": "unknown"}
    for (indicator, programme), cell in registry.target_suitability.items():
        told = rows[str(registry.indicator(indicator).number)][registry.programme_codes.index(programme)]
        assert told.split(" ")[0] == suited[cell.suited]
        is_marked = cell.certainty not in ("certain", "unknown")
        assert ("(" in told) == is_marked
        assert not is_marked or cell.certainty.replace("_", " ") in told


def test_every_choice_of_every_option_is_shown_with_its_default_and_source(soups, lang):
    for spec in load().options:
        text = under(soups[lang], f"option-{spec.key.replace('_', '-')}")
        for choice, meaning in spec.choices.items():
            assert f"{meaning[lang]} ({spec.key}={choice})" in text.replace(" (", " (")
        assert spec.source in text
        assert text.count({"nb": "– standard", "en": "– default"}[lang]) == 1


@pytest.mark.parametrize(("lang", "told"), [("nb", "2 av punktene"), ("en", "2 of the points")])
def test_a_reading_that_is_changed_in_the_run_is_said_to_be(lang, told):
    page = page_of(lang, Options(job_codes="without_F6", weeks="inclusive"))
    text = said(BeautifulSoup(str(report.readings(page).html), "html.parser"))
    assert told in text and "job_codes=without_F6; weeks=inclusive" in text
    indicator = said(BeautifulSoup(str(report.indicators(page).html), "html.parser"))
    spec = next(one for one in load().options if one.key == "job_codes")
    assert spec.choices["without_F6"][lang] in indicator
    assert spec.choices["F1-F6"][lang] not in indicator


def test_every_question_stands_as_it_was_asked_with_its_theme(soups, lang):
    registry = load()
    themes = {theme.id: theme.label[lang] for theme in registry.themes}
    for survey in registry.surveys:
        rows = rows_of(soups[lang], f"questions-{survey.id}")
        assert [row[:3] for row in rows] == [
            [one.id, re.sub(r"\s+", " ", one.text[lang]), themes[one.theme]] for one in survey.questions
        ]
    assert len(rows_of(soups[lang], "concordance-table")) == len(registry.themes)


def test_every_code_of_every_list_stands_with_its_label(soups, lang):
    registry = load()
    text = said(soups[lang].find(id="codes-table")) + said(soups[lang].find(id="end-causes-table"))
    for name, entries in registry.codes.items():
        if name in ("programmes", "indicators"):
            continue
        for code in entries:
            assert f"{code.code} {code.label[lang]}" in text, (name, code.code)


def test_every_threshold_stands_as_it_is_set(soups):
    assert [row[1] for row in rows_of(soups["en"], "thresholds-table")] == [
        f"{value:g}" for value in asdict(settings()).values()
    ]
    assert len(rows_of(soups["en"], "roles-table")) == len(ROLES)


def test_every_statistical_method_stands_under_a_part_with_its_papers(soups, lang):
    assert {entry.part for entry in STATISTICS.values()} == set(PARTS)
    for entry in STATISTICS.values():
        text = under(soups[lang], f"statistics-{entry.part}")
        assert entry.name[lang] in text and re.sub(r"\s+", " ", entry.what[lang]) in text
        assert all(paper in text for paper in entry.papers)


def test_every_caveat_stands_under_what_the_numbers_do_not_mean(soups, lang):
    text = said(soups[lang].find("main"))
    for caveat in load().caveats:
        assert caveat.title[lang] in text and re.sub(r"\s+", " ", caveat.text[lang]) in text


def test_intervals_on_complete_counts_are_explained_first(soups):
    box = soups["en"].find("h2", id="meaning").find_next_sibling()
    assert "similar year" in said(box)


def test_what_is_in_english_only_is_marked_on_the_norwegian_page(soups):
    marked = [said(tag) for tag in soups["nb"].find_all(attrs={"lang": "en"})]
    for spec in load().options:
        assert spec.source in marked


def test_every_table_that_can_be_delivered_is_listed_with_the_indicators_that_need_it(soups):
    rows = rows_of(soups["en"], "tables-table")
    assert [row[1] for row in rows] == [table.raw_name for table in load().tables]
    spells = next(row for row in rows if row[1] == "deltakerlop")
    assert spells[-1] == "6, 8, 9, 10, 11, 12, 13"


def test_versions_are_those_of_the_lock_file(soups):
    lock = (project_folder() / "requirements.lock").read_text(encoding="utf-8")
    rows = rows_of(soups["en"], "versions-table")
    assert len(rows) >= 12
    assert all(f"\n{name}=={version} " in lock for name, version, _ in rows)
    assert __version__ in said(soups["en"].find("main"))


def test_an_installation_without_a_lock_file_still_has_its_page(tmp_path):
    assert locked_versions(tmp_path / "requirements.lock") == {}


def test_the_page_stays_light(files):
    assert all(file.stat().st_size < 250_000 for file in files.values())


def test_examples_are_in_both_languages():
    file = project_folder() / "batt" / "reports" / "method" / "examples.yaml"
    for example in yaml.safe_load(file.read_text(encoding="utf-8")).values():
        assert set(example["case"]) == set(LANGUAGES)
