"""The annual report says what the saved tables say, in both languages, on screen, phone and paper."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup

import batt.clean
import batt.comparisons
import batt.disclosure
import batt.indicators
import batt.protection
import batt.relationships
from batt.indicators import load, load_breakdowns
from batt.paths import Root
from batt.pipeline import Run, run
from batt.registry import load as load_registry
from batt.reports import annual_report, sections
from batt.reports.bound_words import unbound_words
from batt.reports.index import write_index
from batt.reports.page import Page

YEAR = 2015
LANGUAGES = ("nb", "en")
TEXTS = ("annual_report", "deliveries")
SURVEY = Path(__file__).parent.parent / "survey" / "data"


def report(root: Root, lang: str) -> Path:
    return root.reports(YEAR) / f"annual_report.{lang}.html"


@pytest.fixture(scope="module")
def soups(reported_demo):
    return {
        lang: BeautifulSoup(report(reported_demo, lang).read_text(encoding="utf-8"), "html.parser")
        for lang in LANGUAGES
    }


@pytest.fixture(scope="module")
def country(reported_demo):
    values = load(reported_demo, [YEAR])
    return values[values["unit_id"] == "NO"].set_index(["indicator", "programme"])


@pytest.fixture(scope="module")
def hand_made(tmp_path_factory):
    """The hand-made survey: three providers; in 2014 there is little beside the required tables."""
    root = Root(tmp_path_factory.mktemp("hand-made"))
    shutil.copytree(SURVEY, root.path / "data")
    for year in root.raw_years():
        batt.clean.run(root, year)
        batt.indicators.run(root, year)
        batt.relationships.run(root, year)
        batt.comparisons.run(root, year)
        batt.protection.run(root, year)
        batt.disclosure.run(root, year)
    return root


def page_of(root: Root, year: int, lang: str = "en") -> Page:
    return Page(root, year, "annual_report", lang, texts=TEXTS)


def rows_of(soup: BeautifulSoup, table_id: str) -> list[list]:
    return [row.find_all(["th", "td"]) for row in soup.find(id=table_id).find("tbody").find_all("tr")]


def shown(cell) -> str:
    """The text of a cell as it is seen, without what is only spoken."""
    return "".join(
        text for text in cell.find_all(string=True) if "spoken" not in text.parent.get("class", [])
    )


def number(text: str, lang: str) -> float:
    mark = {"nb": ",", "en": "."}[lang]
    return float(re.sub(rf"[^\d{mark}]", "", text.replace("−", "-")).replace(mark, "."))


def section_text(soup: BeautifulSoup, section: str) -> str:
    """Everything said under a second-level heading, alternative texts included."""
    heading = soup.find("h2", id=section)
    said = [heading.get_text(" ")]
    for sibling in heading.find_next_siblings():
        if sibling.name == "h2":
            break
        said.append(sibling.get_text(" "))
        said += [image["alt"] for image in sibling.find_all("img")]
    return " ".join(said)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reader_of_the_report_stumbles_over_nothing(browser, reported_demo, screen, lang):
    assert browser.faults(report(reported_demo, lang), screen) == []


def test_both_languages_have_the_same_parts(soups):
    parts = {
        lang: [(tag.name, tag["id"]) for tag in soup.find("main").find_all(["h2", "h3", "figure"], id=True)]
        for lang, soup in soups.items()
    }
    assert parts["nb"] == parts["en"]
    assert len([name for name, _ in parts["nb"] if name == "h2"]) == 16
    for tag in ("table", "img", "details", "tr", "td"):
        assert len(soups["nb"].find_all(tag)) == len(soups["en"].find_all(tag)), tag


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_by_programme_is_the_saved_one(soups, country, lang):
    registry = load_registry()
    codes = {programme.short[lang]: programme.code for programme in registry.programmes}
    indicator, compared = "", 0
    for cells in rows_of(soups[lang], "numbers-programme"):
        if len(cells) == 1:
            indicator = f"i{int(shown(cells[0]).split('.')[0]):02d}"
            continue
        saved = country.loc[(indicator, codes[shown(cells[0])])]
        if cells[1].find(class_="mark"):
            continue
        scale, half = (100, 0.0501) if saved["unit"] == "share" else (1, 0.0501)
        assert number(shown(cells[1]), lang) == pytest.approx(saved["value"] * scale, abs=half)
        assert number(shown(cells[3]), lang) == saved["n"]
        compared += 1
    assert compared >= 25


def test_job_acquisition_of_supported_employment_is_the_saved_share(soups, reported_demo):
    values = pd.read_parquet(reported_demo.indicators(YEAR))
    chosen = values[
        (values["unit_id"] == "NO") & (values["indicator"] == "i08") & (values["programme"] == "AB")
    ].iloc[0]
    tile = next(
        div
        for div in soups["en"].find("h3", id="brief-job").find_next("dl").find_all("div")
        if div.dt.get_text() == "AB"
    )
    assert tile.dd.get_text() == f"{int(100 * chosen['numerator'] / chosen['denominator'] + 0.5)}%"
    assert f"{chosen['n']}\u00a0left" in tile.find("dd", class_="aside").get_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hatched_cells_are_marked_and_never_filled(soups, lang):
    registry = load_registry()
    codes = {programme.short[lang]: programme.code for programme in registry.programmes}
    heads = [shown(cell) for cell in soups[lang].find(id="indicator-matrix").find("thead").find_all("th")]
    hatched = 0
    for cells in rows_of(soups[lang], "indicator-matrix"):
        indicator = f"i{int(shown(cells[0]).split('.')[0]):02d}"
        for name, cell in zip(heads[1:], cells[1:], strict=True):
            is_marked = cell.find(class_="not-applicable") is not None
            assert is_marked == (not registry.applies[indicator, codes[name]])
            assert not (is_marked and re.search(r"\d", shown(cell)))
            hatched += is_marked
    assert hatched == 21


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_or_two_persons_are_never_shown(soups, reported_demo, lang):
    registry = load_registry()
    causes = {code.label[lang]: code.code for code in registry.codes["end_causes"]}
    codes = {programme.short[lang]: programme.code for programme in registry.programmes}
    saved = load_breakdowns(reported_demo, YEAR)["end_causes"].set_index(["programme", "end_cause"])[
        "exits_n"
    ]
    heads = [shown(cell) for cell in soups[lang].find(id="end-causes-table").find("thead").find_all("th")]
    small = 0
    for cells in rows_of(soups[lang], "end-causes-table"):
        for name, cell in zip(heads[1:], cells[1:], strict=False):
            if saved[codes[name], causes[shown(cells[0])]] in (1, 2):
                small += 1
                assert shown(cell) == ":"
    assert small > 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_length_of_stay_is_described_in_bound_words(soups, lang):
    said = section_text(soups[lang], "duration")
    assert len(said) > 1500
    assert unbound_words(said, lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_names_no_address_outside_itself(soups, reported_demo, lang):
    soup = soups[lang]
    assert not soup.find_all(["script", "iframe", "link", "object", "form"])
    addresses = [tag[name] for name in ("href", "src", "srcset") for tag in soup.find_all(attrs={name: True})]
    other = {"nb": "en", "en": "nb"}[lang]
    index = {"nb": "index.html", "en": "index.en.html"}[lang]
    others = {f"{kind}.{lang}.html" for kind in ("comparisons", "evaluation", "how", "relationships")}
    known = {index, f"annual_report.{other}.html", *others}
    assert all(address.startswith(("#", "data:")) or address.split("#")[0] in known for address in addresses)
    places = {tag["id"] for tag in soup.find_all(id=True)}
    assert {address[1:] for address in addresses if address.startswith("#")} <= places
    assert str(reported_demo.path) not in str(soup)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_is_in_and_that_the_data_are_invented_stands_at_both_ends_and_on_every_sheet(soups, lang):
    words = Page(Root(Path()), YEAR, "annual_report", lang, texts=()).words
    soup = soups[lang]
    for place in (soup.find("header"), soup.find("footer"), soup.find("style")):
        assert words("forening_all") in place.get_text()
        assert words("simulated_banner") in place.get_text()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_its_numbers_beside_it(soups, lang):
    figures = soups[lang].find_all("figure", class_="picture")
    assert len(figures) >= 12
    assert all(figure.find("details").find("table") for figure in figures)
    assert all(figure.find(class_="finding").get_text().strip() for figure in figures)


def test_the_index_links_the_report_in_both_languages(reported_demo):
    index = BeautifulSoup((reported_demo.reports(YEAR) / "index.html").read_text("utf-8"), "html.parser")
    links = {link["href"] for link in index.find("main").find_all("a", href=True)}
    assert {f"annual_report.{lang}.html" for lang in LANGUAGES} <= links
    assert all((reported_demo.reports(YEAR) / link).exists() for link in links)


def test_the_index_says_which_associations_providers_are_in(tmp_path):
    texts = [write_index(Root(tmp_path), YEAR, name).read_text("utf-8") for name in ("all", "ASVL")]
    said = [BeautifulSoup(text, "html.parser").find("header").get_text(" ") for text in texts]
    assert "ASVL" in said[1] and "Attføringsbedriftene" in said[0] and said[0] != said[1]


def test_a_second_run_in_another_folder_gives_the_same_bytes(reported_demo, tmp_path):
    again = Root(tmp_path / "another")
    shutil.copytree(reported_demo.path / "data" / "raw", again.path / "data" / "raw")
    shutil.copy(reported_demo.corrections, again.corrections)
    run(Run(again, YEAR))
    kept = [
        path.relative_to(reported_demo.path)
        for place in (reported_demo.path / "reports", reported_demo.path / "data" / "processed")
        for path in sorted(place.rglob("*"))
        # What somebody has traced is no output of the run.
        if path.suffix in (".html", ".parquet") and path.parent != reported_demo.processed("trace")
    ]
    assert len(kept) > 50
    assert [
        path for path in kept if (again.path / path).read_bytes() != (reported_demo.path / path).read_bytes()
    ] == []


def test_what_was_not_delivered_is_said(hand_made):
    page = page_of(hand_made, 2014)
    assert "No follow-up after the programme was delivered" in sections.after_the_programme(page).html
    assert "no answers were delivered" in sections.surveys(page).html
    assert "Number of providers missing" in sections.indicators(page).html


@pytest.mark.parametrize("year", [2014, 2015])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_section_holds_on_three_providers(hand_made, year, lang):
    page = page_of(hand_made, year, lang)
    parts = [getattr(sections, name) for name in sections.__all__ if name not in ("notices", "definitions")]
    for part in [*parts, *(getattr(annual_report, name) for name in annual_report.__all__ if name.islower())]:
        name, text = part.__name__, BeautifulSoup(str(part(page)), "html.parser").get_text(" ")
        assert not re.search(r"\b(nan|NaN|None|NA)\b|<NA>", text), name


def test_the_first_year_is_compared_with_nothing(hand_made):
    html = str(sections.indicators(page_of(hand_made, 2014)))
    assert (
        "Judgement" not in html
        and "clear change" not in BeautifulSoup(html, "html.parser").find("table").text
    )


def test_a_delivery_that_could_not_be_used_is_said_first(tmp_path):
    root = Root(tmp_path)
    root.clean(YEAR).mkdir(parents=True)
    files = pd.DataFrame(
        {
            "source_file": ["data/raw/2015/A004/svar_nav.csv", "data/raw/2015/A005.xlsx"],
            "status": ["broken", "read"],
        }
    )
    files.to_parquet(root.clean(YEAR) / "files.parquet")
    ledger = {"table": ["providers"], "outcome": ["accepted"], "provider_id": ["A005"]}
    pd.DataFrame(ledger).to_parquet(root.clean(YEAR) / "ledger.parquet")
    pd.DataFrame({"provider_id": ["A005"]}).to_parquet(root.clean(YEAR) / "providers.parquet")
    said = sections.notices(page_of(root, YEAR))
    assert len(said) == 1 and "A004/svar_nav.csv" in said[0] and "A005" not in said[0]
    files.iloc[1:].to_parquet(root.clean(YEAR) / "files.parquet")
    assert sections.notices(page_of(root, YEAR)) == []


def test_a_provider_set_aside_with_all_its_rows_is_said_first(tmp_path):
    shutil.copytree(Path(__file__).parent.parent / "survey", tmp_path / "root")
    providers = tmp_path / "root" / "data" / "raw" / str(YEAR) / "tiltaksarrangor.csv"
    text = providers.read_text(encoding="utf-8")
    providers.write_text(text.replace("A002;Fjord Vekst AS;ASVL", "A002;Fjord Vekst AS;?!"), encoding="utf-8")
    root = Root(tmp_path / "root")
    batt.clean.run(root, YEAR)
    said = sections.notices(page_of(root, YEAR))
    assert len(said) == 1 and "A002" in said[0] and "A001" not in said[0]
