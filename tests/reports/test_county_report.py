"""The report of a county: its figures are the saved ones, its providers are named, and bad input is told."""

import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.disclosure import ANONYMOUS, load_protected, publish_for
from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options, load
from batt.reports import county_report as report
from batt.reports.figures.county_map import tiles
from batt.reports.html import export_html

YEAR = 2015
LANGUAGES = ("nb", "en")
SECTIONS = (
    report.in_brief,
    report.against_country,
    report.on_the_map,
    report.activity,
    report.providers,
    report.targets,
    report.labour_market,
    report.surveys,
    report.how_to_read,
)


def page_of(root, county="", lang="en"):
    return report.CountyPage(root, YEAR, lang, Options(), county)


@pytest.fixture(scope="module")
def made(reported_demo, tmp_path_factory, load_module):
    """Two counties in English and one in Norwegian, as files: county and language to file."""
    executed = load_module(__file__, "sample").executed
    counts = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")["county"].value_counts()
    first, second = counts.index[:2]
    folder = tmp_path_factory.mktemp("counties")
    files = {}
    for county, lang in ((first, "en"), (second, "en"), (first, "nb")):
        page = page_of(reported_demo, county, lang)
        html = export_html(executed([section(page) for section in SECTIONS]), report.cover(page))
        files[county, lang] = folder / f"{county}.{lang}.html"
        files[county, lang].write_text(html, encoding="utf-8")
    return files


@pytest.fixture(scope="module")
def soups(made):
    return {key: BeautifulSoup(file.read_text("utf-8"), "html.parser") for key, file in made.items()}


@pytest.fixture
def copy(reported_demo, tmp_path):
    """A copy of the demo's data, to be spoiled."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return Root(tmp_path)


def rows_of(soup, table):
    """Return the body of a table as (heading of its group, texts of its cells)."""
    rows, group = [], ""
    for row in soup.find(id=table).find("tbody").find_all("tr"):
        cells = [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        if len(cells) == 1:
            group = cells[0]
        else:
            rows.append((group, cells))
    return rows


def numbers_in(text):
    """Return the numbers of an English text; a percentage as a share."""
    found = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace(",", ""))]
    return [number / 100 for number in found] if "%" in text else found


def test_every_figure_of_a_county_is_the_saved_one(reported_demo, soups):
    saved = publish_for(load_protected(reported_demo, YEAR), "public")
    names = {entry.short["en"]: entry for entry in load().indicators}
    programmes = {programme.short["en"]: programme.code for programme in load().programmes}
    checked = 0
    for (county, lang), soup in soups.items():
        if lang != "en":
            continue
        for heading, cells in rows_of(soup, "county-indicators"):
            indicator = names[heading.split(". ")[1]].id
            keys = {"year": YEAR, "indicator": indicator, "programme": programmes.get(cells[0], "ALL")}
            own = saved.where(unit_level="county", unit_id=county, **keys)
            country = saved.where(unit_level="country", **keys)
            for table, column, text in (
                (own, "value", cells[1]),
                (own, "n", cells[3]),
                (country, "value", cells[4]),
            ):
                [cell] = table.cells(column)
                if cell.is_shown:
                    [number] = numbers_in(text)
                    assert number == pytest.approx(float(cell.value), abs=0.0501 if number > 1 else 0.00501)
                    checked += 1
                else:
                    assert not numbers_in(text), (heading, text)
    assert checked > 60


def test_a_county_is_said_to_differ_where_the_saved_comparison_says_so(reported_demo, soups):
    table = pd.read_parquet(reported_demo.disclosure(YEAR) / "county_standings.parquet")
    saved = table.set_index(["county", "indicator", "programme"])["standing"].to_dict()
    words = {
        "above": "▲ clearly above",
        "below": "▼ clearly below",
        "none": "no clear difference",
        "unknown": "not judged",
    }
    names = {entry.short["en"]: entry.id for entry in load().indicators}
    programmes = {programme.short["en"]: programme.code for programme in load().programmes}
    judged = 0
    for (county, lang), soup in soups.items():
        for heading, cells in rows_of(soup, "county-indicators") if lang == "en" else ():
            indicator, programme = names[heading.split(". ")[1]], programmes.get(cells[0], "ALL")
            is_shown = numbers_in(cells[1])
            known = saved.get((county, indicator, programme), "unknown") if is_shown else "unknown"
            assert cells[5] == words[known], (county, indicator, programme)
            judged += known != "unknown"
    assert judged > 20


def test_without_the_comparison_nothing_is_said_to_differ(copy):
    (copy.disclosure(YEAR) / "county_standings.parquet").unlink()
    soup = BeautifulSoup(str(report.against_country(page_of(copy))), "html.parser")
    assert {cells[5] for _, cells in rows_of(soup, "county-indicators")} == {"not judged"}


def test_two_counties_differ_and_name_their_own_providers(reported_demo, soups):
    known = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")
    texts = {}
    for (county, lang), soup in soups.items():
        text = soup.get_text(" ")
        own = set(known.loc[known["county"] == county, "name"])
        assert {name for name in known["name"] if name in text} == own
        assert ANONYMOUS not in text
        texts[county, lang] = soup.find(id="county-indicators").get_text()
    english = [text for (_, lang), text in texts.items() if lang == "en"]
    assert len(set(english)) == 2


def test_providers_show_what_everybody_may_see(reported_demo, soups):
    public = publish_for(load_protected(reported_demo, YEAR), "public")
    shown = {
        round(float(cell.value), 3)
        for cell in public.where(unit_level="provider", year=YEAR).cells("value")
        if cell.is_shown
    }
    seen = 0
    for (_, lang), soup in soups.items():
        for _, cells in rows_of(soup, "provider-results") if lang == "en" else ():
            for number in numbers_in(cells[1]):
                assert any(abs(number - one) < 0.0051 for one in shown)
                seen += 1
    assert seen > 5


def test_the_norwegian_page_has_the_same_rows(soups):
    (county, _), *_ = soups
    for table in ("county-indicators", "county-activity", "provider-results", "labour-market-table"):
        assert len(rows_of(soups[county, "nb"], table)) == len(rows_of(soups[county, "en"], table))


def test_a_reader_stumbles_over_nothing(browser, made, screen):
    county = next(iter(made))[0]
    for lang in LANGUAGES:
        assert browser.faults(made[county, lang], screen) == []


def test_a_page_weighs_little(made):
    assert max(file.stat().st_size for file in made.values()) < 250_000


def test_a_county_without_providers_is_told_so(reported_demo):
    here = set(pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")["county"])
    empty = next(code for code in load().codes["counties"].valid_in(YEAR) if code not in here)
    page = page_of(reported_demo, empty, "nb")
    text = " ".join(str(section(page)) for section in SECTIONS) + " ".join(report.cover(page).notices)
    assert "Ingen tiltaksarrangør i" in text and "Det er ingen tall for" in text
    assert not re.search(r"\b(nan|None|NaN)\b", text)


def test_an_empty_unit_is_the_first_county_of_the_year(reported_demo):
    known = pd.read_parquet(reported_demo.clean(YEAR) / "providers.parquet")
    assert page_of(reported_demo).county == sorted(known["county"])[0]


def test_a_year_without_providers_has_no_county_to_report(copy):
    file = copy.clean(YEAR) / "providers.parquet"
    pd.read_parquet(file).iloc[:0].to_parquet(file, index=False)
    with pytest.raises(UsageError, match="no provider"):
        page_of(copy)


def test_what_was_not_delivered_is_said(copy):
    file = copy.clean(YEAR) / "labour_market.parquet"
    pd.read_parquet(file).iloc[:0].to_parquet(file, index=False)
    (copy.disclosure(YEAR) / "target_attainment.parquet").unlink()
    (copy.disclosure(YEAR) / "funnel_cells.parquet").unlink()
    page = page_of(copy)
    assert "No figures about the labour market were delivered" in str(report.labour_market(page))
    assert "No result targets were delivered" in str(report.targets(page))
    assert "provider-results" in str(report.providers(page))


def test_the_first_year_has_no_column_of_the_year_before(copy):
    copy.indicators(YEAR - 1).unlink()
    soup = BeautifulSoup(str(report.against_country(page_of(copy))), "html.parser")
    heading = soup.find(id="county-indicators").find("thead").get_text(" ")
    assert str(YEAR - 1) not in heading and "Change" not in heading


def test_a_name_from_a_file_is_never_markup(copy):
    file = copy.clean(YEAR) / "providers.parquet"
    name = "<script>alert(1)</script> & Sønn AS"
    pd.read_parquet(file).assign(name=name).to_parquet(file, index=False)
    html = str(report.providers(page_of(copy)))
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Sønn AS" in html
    assert "<script>alert" not in html


def test_the_map_has_a_place_for_each_county_of_the_years_before_the_reforms():
    assert set(tiles()) == set(load().codes["counties"].valid_in(2015))
    assert set(tiles()) == set(load().codes["counties"].valid_in(2012))
    assert len(set(tiles().values())) == len(tiles()) == 19
