"""What the annual report tells of comparisons, targets, changes and claims is what the saved tables say."""

import re
import shutil

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.disclosure import publish_facts
from batt.paths import Root
from batt.registry import load
from batt.relationships import load as load_results
from batt.reports import annual_report
from batt.reports.figures.counts_against_expected import counts_against_expected
from batt.reports.page import Page
from batt.reports.words import Words

YEAR = 2015
LANGUAGES = ("nb", "en")
VERDICTS = ("supported", "not_supported", "cannot_tell")


def page_of(root: Root, lang: str = "en", year: int = YEAR) -> Page:
    return Page(root, year, "annual_report", lang, texts=("annual_report", "deliveries"))


def soup_of(fragment) -> BeautifulSoup:
    return BeautifulSoup(str(fragment), "html.parser")


def shown(root: Root, name: str) -> pd.DataFrame:
    return pd.read_parquet(root.disclosure(YEAR) / f"{name}.parquet")


def rows(soup: BeautifulSoup, id: str) -> list[list[str]]:
    """The body of a table as it is seen, without what is only spoken."""
    for spoken in soup.find_all(class_="spoken"):
        spoken.decompose()
    body = soup.find(id=id).find("tbody")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in body.find_all("tr")]


def number(text: str, lang: str) -> float:
    mark = {"nb": ",", "en": "."}[lang]
    return float(re.sub(rf"[^\d{mark}-]", "", text.replace("−", "-")).replace(mark, "."))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_outside_the_limits_are_those_counted_beside_those_expected(reported_demo, lang):
    table = shown(reported_demo, "false_alarms").query("limits == 'adjusted' and level == '95'")
    known = {entry.number: entry.id for entry in load().indicators}
    found = rows(
        soup_of(annual_report.how_providers_differ(page_of(reported_demo, lang))), "differences-figure-data"
    )
    saved = table.set_index("indicator")
    assert len(found) == len(saved.drop("all"))
    for name, direction, tested, observed, expected, above, below in found:
        row = saved.loc[known[int(name.split(".")[0])]]
        assert [int(cell) for cell in (tested, observed, above, below)] == [
            row[column] for column in ("tested", "observed", "above", "below")
        ]
        assert number(expected, lang) == pytest.approx(row["expected"], abs=0.0501)
        assert direction == load().indicator(row.name).direction_words[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_counts_all_figures_together(reported_demo, lang):
    soup = soup_of(annual_report.how_providers_differ(page_of(reported_demo, lang)))
    every = shown(reported_demo, "false_alarms").query("limits == 'adjusted' and indicator == 'all'")
    every = every.set_index("level")
    said = [int(one) for one in re.findall(r"\d+", soup.find(class_="finding").get_text())]
    assert {every.loc["95", "observed"], every.loc["95", "tested"]} <= set(said)
    assert f"{every.loc['998', 'observed']}" in soup.find_all("p")[-2].get_text()


@pytest.fixture(scope="module")
def large_counties(reported_demo, tmp_path_factory):
    """The small nation as if its counties were large enough to be shown."""
    root = Root(tmp_path_factory.mktemp("large"))
    shutil.copytree(reported_demo.path / "data", root.path / "data")
    file = root.disclosure(YEAR) / "protection.parquet"
    protection = pd.read_parquet(file)
    jobs = (protection["indicator"] == "i08") & (protection["programme"] == "AB")
    protection.assign(level=protection["level"].mask(jobs, 0)).to_parquet(file, index=False)
    told = root.disclosure(YEAR) / "county_standings.parquet"
    complete = pd.read_parquet(root.comparisons(YEAR) / told.name)
    complete[list(pd.read_parquet(told))].to_parquet(told, index=False)
    return root


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counties_stand_with_their_saved_figure_and_how_many_stand_apart(large_counties, lang):
    values = pd.read_parquet(large_counties.indicators(YEAR))
    chosen = values.query("indicator == 'i08' and programme == 'AB'")
    saved = chosen[chosen["unit_level"] == "county"].set_index("unit_id")
    names = {code.label[lang]: code.code for code in load().codes["counties"] if code.is_valid_in(YEAR)}
    soup = soup_of(annual_report.by_county(page_of(large_counties, lang)))
    told = [cells for cells in rows(soup, "counties-map-data") if re.search(r"\d", cells[1])]
    assert {names[cells[0]] for cells in told} <= set(saved.index) and told
    for cells in told:
        assert number(cells[1], lang) == pytest.approx(100 * saved.loc[names[cells[0]], "value"], abs=0.0501)
    apart = sum("▲" in cells[-1] or "▼" in cells[-1] for cells in told)
    standings = pd.read_parquet(large_counties.comparisons(YEAR) / "county_standings.parquet")
    mine = standings.query("indicator == 'i08' and programme == 'AB'").set_index("county")["standing"]
    known = [mine[names[cells[0]]] for cells in told if mine[names[cells[0]]] != "unknown"]
    assert apart == sum(one in ("above", "below") for one in known)
    finding = soup.find(class_="finding").get_text()
    assert known and re.search(rf"\): {apart} (?:av|of) {len(known)} ", finding)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_outcome_of_a_target_is_counted_once(reported_demo, lang):
    saved = shown(reported_demo, "target_attainment")
    counts = saved.groupby(["unit_level", "attainment"]).size()
    found = rows(soup_of(annual_report.targets_met(page_of(reported_demo, lang))), "targets-met-counts")
    levels = [level for level in ("country", "county", "provider") if level in set(saved["unit_level"])]
    assert len(found) == len(levels)
    for level, cells in zip(levels, found, strict=True):
        outcomes = [counts.get((level, one), 0) for one in ("met", "not_met", "cannot_tell")]
        assert [int(cell) for cell in cells[1:]] == [sum(outcomes), *outcomes]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_national_targets_stand_with_their_figure_and_their_outcome(reported_demo, lang):
    country = shown(reported_demo, "target_attainment").query("unit_level == 'country'")
    found = rows(soup_of(annual_report.targets_met(page_of(reported_demo, lang))), "targets-met-country")
    assert len(found) == len(country) > 0
    words = Words(lang, "annual_report")
    assert sorted(cells[3].split(":")[0] for cells in found) == sorted(
        words(f"target_{outcome}") for outcome in country["attainment"]
    )
    assert sorted(int(re.sub(r"\D", "", cells[-1])) for cells in found) == sorted(country["n"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_change_is_divided_into_parts_that_add_up_to_it(reported_demo, lang):
    found = rows(soup_of(annual_report.what_changed(page_of(reported_demo, lang))), "why-changed-table")
    changes = [cells for cells in found if len(cells) > 1]
    saved = shown(reported_demo, "national_changes").set_index(["indicator", "programme"])
    programmes = {entry.short[lang]: entry.code for entry in load().programmes}
    jobs = [cells for cells in changes if (("i08", programmes.get(cells[0])) in saved.index)]
    assert len(jobs) >= 3
    for cells in changes:
        change, *parts = (number(cell, lang) for cell in (cells[4], *cells[6:]))
        assert sum(parts) == pytest.approx(change, abs=0.25)
    for cells in jobs[:3]:
        assert number(cells[4], lang) == pytest.approx(
            100 * saved.loc["i08", programmes[cells[0]]]["change"], abs=0.0501
        )


def test_a_change_is_told_only_where_it_is_clear_or_about_jobs(reported_demo):
    clear = {
        Words("en", "annual_report")(f"judgement_{kind}").replace("\xa0", " ") for kind in ("up", "down")
    }
    heading = ""
    for cells in rows(soup_of(annual_report.what_changed(page_of(reported_demo))), "why-changed-table"):
        if len(cells) == 1:
            heading = cells[0]
        else:
            assert heading.startswith("8.") or cells[5].replace("\xa0", " ") in clear


@pytest.mark.parametrize("lang", LANGUAGES)
def test_verdicts_are_counted_and_every_claim_is_told(reported_demo, lang):
    findings = load_results(reported_demo, YEAR).findings
    family = findings[(findings["family"] == "registered") & findings["is_primary"]]
    soup = soup_of(annual_report.what_goes_together(page_of(reported_demo, lang)))
    said = {int(one) for one in re.findall(r"\d+", soup.find("p").get_text())}
    assert said == {len(family), *(int((family["verdict"] == one).sum()) for one in VERDICTS)}
    claims = [row[0] for row in rows(soup, "claims-table")]
    assert claims == [load().hypothesis(one).claim[lang] for one in annual_report.MATTER]


@pytest.fixture
def copy(reported_demo, tmp_path):
    """The demo without its pages, to be changed."""
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    return Root(tmp_path)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("section", "table", "key"),
    [
        ("how_providers_differ", "false_alarms", "differences_none"),
        ("targets_met", "target_attainment", "targets_met_none"),
        ("what_changed", "national_changes", "why_changed_nothing"),
    ],
)
def test_a_comparison_that_is_not_there_is_said_in_words(copy, section, table, key, lang):
    (copy.disclosure(YEAR) / f"{table}.parquet").unlink()
    soup = soup_of(getattr(annual_report, section)(page_of(copy, lang)))
    assert Words(lang, "annual_report")(key, year=YEAR).strip() in soup.get_text()
    assert not soup.find("table") and not soup.find("img")


def test_the_first_year_is_compared_with_nothing(reported_demo, tmp_path):
    shutil.copytree(reported_demo.path / "data", tmp_path / "data")
    for year in [year for year in reported_demo.raw_years() if year < YEAR]:
        Root(tmp_path).indicators(year).unlink()
    soup = soup_of(annual_report.what_changed(page_of(Root(tmp_path))))
    assert f"There are no figures of {YEAR - 1}" in soup.get_text() and not soup.find("table")


def test_a_picture_says_in_words_what_it_shows():
    table = pd.DataFrame(
        {"label": ["Jobs", "Stay <b>"], "tested": [17, 35], "observed": [1, 4], "expected": [0.93, 1.75]}
    )
    figure = counts_against_expected(
        publish_facts(table, why="made for a test"),
        words=Words("en", "annual_report"),
        title="5 of 52",
        caption="Outside",
        columns={"label": "Indicator"},
        formats={},
    )
    assert "Jobs 1 against 0.9; Stay <b> 4 against 1.8" in figure.alt
    assert len(figure.wide) < 40_000 and len(figure.narrow) < 40_000
