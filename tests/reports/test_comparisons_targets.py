"""Targets, open readings, best practice and method: what each reader sees of them, and what nobody does."""

import re
import shutil
from functools import cache

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.registry import Options, load
from batt.reports.comparisons.best_practice import best_practice
from batt.reports.comparisons.method import method
from batt.reports.comparisons.page import ComparisonPage
from batt.reports.comparisons.readings import readings
from batt.reports.comparisons.targets import targets

YEAR = 2015
SECTIONS = (targets, readings, best_practice, method)


def shown(root, name):
    """A comparison as it lies behind the door, among the cells that everybody may see."""
    return pd.read_parquet(root.disclosure(YEAR) / f"{name}.parquet")


def page_of(root, role="public", provider="", lang="nb"):
    return ComparisonPage(root, YEAR, lang, Options(), role, provider)


@cache
def rendered(path, section, role="public", provider="", lang="nb"):
    """One section of the unaltered nation, which several tests read."""
    return section(page_of(Root(path), role, provider, lang))


def soup(fragment):
    return BeautifulSoup(str(fragment), "html.parser")


def rows_of(fragment, table_id):
    """The rows of a table as texts, group headings as rows of one."""
    table = soup(fragment).find(id=table_id)
    assert table is not None, table_id
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in table.find("tbody").find_all("tr")
    ]


@pytest.fixture(scope="module")
def root(reported_demo):
    return reported_demo


@pytest.fixture(scope="module")
def own(root):
    """A provider with a target that was judged, an audited target, and peers that are ahead."""
    judged = set(shown(root, "target_attainment").query("unit_level == 'provider'")["unit_id"])
    audited = set(shown(root, "target_audit")["provider_id"])
    ahead = set(shown(root, "nearest_peers").dropna(subset=["place"])["provider_id"])
    return sorted(judged & audited & ahead)[0]


@pytest.fixture(scope="module")
def names(root):
    providers = pd.read_parquet(root.clean(YEAR) / "providers.parquet")
    return dict(zip(providers["provider_id"], providers["name"], strict=True))


@pytest.fixture(scope="module")
def altered(root, tmp_path_factory):
    """Return a copy of the nation in which comparisons can be replaced."""
    copy = Root(tmp_path_factory.mktemp("altered"))
    shutil.copytree(root.path / "data", copy.path / "data")

    def replace(**tables):
        for name, table in tables.items():
            table.to_parquet(copy.disclosure(YEAR) / f"{name}.parquet", index=False)
        return copy

    return replace


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(
    ("role", "lang"), [("public", "nb"), ("sector", "en"), ("provider", "en"), ("directorate", "nb")]
)
def test_no_page_shows_an_empty_number_or_a_code(root, own, section, role, lang):
    html = str(rendered(root.path, section, role, own if role == "provider" else "", lang))
    text = soup(html).get_text(" ", strip=True)
    assert not re.search(r"\b(NaN|nan|None|NA|NaT)\b", text)
    codes = r"\b(not_suited|interval_covers_target|range_not_ranked|none_better|NASJONALT|LOKALT)\b"
    assert not re.search(codes, text)
    assert not re.search(r"\bi(0[1-9]|1[0-3])\b", text)


@pytest.mark.parametrize("section", SECTIONS)
def test_the_public_sees_no_provider_by_name_or_number(root, names, section):
    html = str(rendered(root.path, section))
    assert not [name for name in names.values() if name in html]
    assert not [provider for provider in names if re.search(rf"\b{provider}\b", html)]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_provider_sees_no_other_by_name_or_number(root, names, own, section):
    html = str(rendered(root.path, section, "provider", own))
    assert not [name for one, name in names.items() if one != own and name in html]
    assert not [one for one in names if one != own and re.search(rf"\b{one}\b", html)]


@pytest.mark.parametrize("section", [targets, readings, best_practice])
@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_indicator_that_is_shown_says_whether_high_is_good(root, own, section, lang):
    text = soup(rendered(root.path, section, "provider", own, lang)).get_text(" ", strip=True)
    for indicator in load().indicators:
        if f"{indicator.number}. {indicator.short[lang]}" in text:
            assert indicator.direction_words[lang] in text, indicator.id


@pytest.mark.parametrize("section", [targets, readings, best_practice])
def test_every_table_says_which_share_of_those_asked_answered(root, section):
    figures = [
        table
        for table in soup(rendered(root.path, section)).find_all("figure", class_="table")
        if table["id"] not in ("target-audit", "targets-left-out", "indikator-no-table")
    ]
    assert figures
    assert all(re.search("[Ss]varprosent", table.get_text(" ")) for table in figures)


def test_counted_providers_are_those_of_the_shown_table(root):
    rows = [row for row in rows_of(rendered(root.path, targets), "targets-providers-table") if len(row) > 1]
    counts = shown(root, "target_attainment").query("unit_level == 'provider'")["attainment"].value_counts()
    for column, outcome in enumerate(("met", "not_met", "cannot_tell"), start=3):
        assert sum(int(row[column]) for row in rows) == counts.get(outcome, 0)


def test_a_national_target_whose_figure_is_hidden_is_named_and_not_shown(root, altered):
    attained = shown(root, "target_attainment")
    country = attained.query("unit_level == 'country'")
    gone = country.iloc[0]
    kept = attained.drop(index=country.index[:1])
    piece = targets(page_of(altered(target_attainment=kept)))
    altered(target_attainment=attained)
    assert len(rows_of(piece, "targets-country-table")) == len(country) - 1
    indicator = load().indicator(gone["indicator"])
    note = soup(piece).find(id="targets-country-table").get_text(" ")
    assert "holdt tilbake" in note and f"{indicator.number}. {indicator.short['nb']}" in note


def test_own_targets_stand_with_the_reader_s_own_figures(root, own):
    piece = rendered(root.path, targets, "provider", own)
    judged = shown(root, "target_attainment").query("unit_level == 'provider' and unit_id == @own")
    rows = [row for row in rows_of(piece, "targets-own-table") if len(row) > 1]
    words = {"met": "Nådd", "not_met": "Ikke nådd", "cannot_tell": "Kan ikke avgjøres"}
    for outcome, label in words.items():
        told = [row for row in rows if re.split(":", row[2])[0] == label]
        assert len(told) >= int((judged["attainment"] == outcome).sum())
    assert "◆ Dere" in soup(piece).find(id="targets-own-table").get_text(" ")


def test_an_own_target_that_is_not_among_the_shown_is_told_apart_and_not_judged(root, own, altered):
    attained = shown(root, "target_attainment")
    piece = targets(page_of(altered(target_attainment=attained.query("unit_id != @own")), "provider", own))
    altered(target_attainment=attained)
    rows = [row for row in rows_of(piece, "targets-own-table") if len(row) > 1]
    assert rows and all(
        row[2].startswith(("Ikke vurdert her", "Kan ikke avgjøres: tallet mangler")) for row in rows
    )
    assert any(re.search(r"\d", row[3]) for row in rows)


def test_a_year_without_targets_says_so(root, altered):
    copy = altered()
    kept = shown(root, "target_attainment")
    (copy.disclosure(YEAR) / "target_attainment.parquet").unlink()
    assert "ikke levert resultatmål" in str(targets(page_of(copy)))
    altered(target_attainment=kept)


def test_targets_against_the_matrix_are_counted_with_how_sure_the_reading_is(root):
    rows = [row for row in rows_of(rendered(root.path, targets, lang="en"), "target-audit") if len(row) > 1]
    audit = shown(root, "target_audit")
    assert sum(int(row[2]) for row in rows) == len(audit)
    not_suited = [row for row in rows if row[0] == "not suited as a result target"]
    assert not_suited and all(row[3] in ("certain", "nearly certain", "likely", "weak") for row in not_suited)


def test_only_the_directorate_is_told_whose_targets_cannot_be_used(root, names):
    left_out = shown(root, "targets_left_out")
    named = [names[one] for one in left_out["provider_id"].dropna() if one in names]
    assert named
    assert all(name in str(rendered(root.path, targets, "directorate")) for name in named)


def test_a_page_without_findings_about_targets_says_that_there_are_none(root, altered):
    tables = {name: shown(root, name) for name in ("target_audit", "targets_left_out")}
    piece = str(targets(page_of(altered(**{name: table.iloc[:0] for name, table in tables.items()}))))
    altered(**tables)
    assert "Ingen av målene ber om" in piece and "Alle mottatte mål kunne brukes" in piece


def test_a_reading_that_changes_nothing_is_named_below_the_table(root, altered):
    panel = shown(root, "readings")
    same = panel.assign(difference=0.0, tau=1.0, reason="")
    piece = readings(page_of(altered(readings=same), lang="en"))
    altered(readings=panel)
    assert not soup(piece).find(id="readings-i08")
    assert "Neither the country's figure nor the order is changed by" in soup(piece).get_text(" ")


def test_a_reading_keeps_a_figure_back_that_the_country_hides(root, altered):
    """The country's figure is hidden in the panel where everybody else finds it hidden."""
    protection = shown(root, "protection")
    is_cell = protection["unit_id"].eq("NO") & protection["indicator"].eq("i12") & protection["year"].eq(YEAR)
    hidden = protection.assign(level=protection["level"].mask(is_cell, 2))
    told = readings(page_of(altered(protection=hidden)))
    altered(protection=protection)
    panel = shown(root, "readings").query("indicator == 'i12'")
    value = f"{panel['national_value'].iloc[0]:.1f}".replace(".", ",")
    rows = [row for row in rows_of(told, "readings-i12") if len(row) > 1]
    assert rows and all(row[1].startswith(":") for row in rows)
    assert not [row for row in rows if value in row]


def test_the_order_under_the_widest_change_is_the_finding(root, altered):
    panel = shown(root, "readings")
    cell = (panel["indicator"] == "i06") & (panel["option"] == "placement_population")
    lowered = panel.assign(
        tau=panel["tau"].mask(cell & (panel["programme"] == "APS"), -0.5),
        ranked_n=panel["ranked_n"].mask(cell, 9),
    )
    piece = soup(readings(page_of(altered(readings=lowered), lang="en")))
    altered(readings=panel)
    caption = piece.find(id="readings-i06-caption").get_text(" ")
    assert "The order changes most in APS (tau −0.50)" in caption


def test_a_provider_sees_the_readings_its_own_place_hangs_on(root):
    hanging = shown(root, "readings_hanging")
    provider, own_n = hanging["provider_id"].value_counts().head(1).reset_index().iloc[0]
    piece = rendered(root.path, readings, "provider", provider)
    rows = [row for row in rows_of(piece, "readings-places-table") if len(row) > 1]
    assert len(rows) == own_n
    assert all(row[0] == "◆ Dere" for row in rows)


def test_shared_figures_of_indikator_no_are_counted_by_number(root):
    rows = {row[0].split(".")[0]: row for row in rows_of(rendered(root.path, readings), "indikator-no-table")}
    for found in shown(root, "indikator_no").to_dict("records"):
        told = rows[str(found["number"])]
        assert told[-2:] == [str(found["providers_n"]), str(found["agreeing_n"])]


def test_counts_of_best_practice_are_those_of_the_shown_table(root):
    rows = rows_of(rendered(root.path, best_practice), "practice-counts")
    found = shown(root, "best_practice")
    kinds = found["label"].astype("object").where(found["label"].notna(), "one_year").value_counts()
    for column, kind in enumerate(("robust", "uncertain", "one_year"), start=3):
        assert sum(int(row[column]) for row in rows) == kinds.get(kind, 0)


def test_an_uncertain_example_names_the_readings_against_it(root, altered):
    found = shown(root, "best_practice")
    first = found.iloc[:1].assign(
        label="uncertain", reason="2014 job_codes=F1_only; 2015 job_codes=F1_only; 2015 in_force"
    )
    provider = first["provider_id"].iloc[0]
    piece = best_practice(page_of(altered(best_practice=first), "provider", provider, "en"))
    altered(best_practice=found)
    told = rows_of(piece, "practice-by-name")[-1][1]
    assert "Which end causes are a job (2014, 2015); the readings in force (2015)" in told


def test_peers_are_shown_without_names_nearest_first_with_a_way_to_reach_them(root, own):
    piece = rendered(root.path, best_practice, "provider", own, "en")
    expected = shown(root, "nearest_peers").query("provider_id == @own and place <= 3")
    rows = [row for row in rows_of(piece, "peers-table") if len(row) > 1]
    assert len(rows) == len(expected)
    assert sum(row[-1].startswith("yes") for row in rows) == int(expected["is_clear"].sum())
    assert "secretariat of the association" in str(piece)


def test_nobody_better_than_expected_is_no_empty_table(root, altered):
    found = shown(root, "best_practice")
    piece = best_practice(page_of(altered(best_practice=found.iloc[:0]), lang="en"))
    altered(best_practice=found)
    assert "No provider was clearly better than expected" in str(piece)
    assert not soup(piece).find(id="practice-counts")


def test_the_method_names_its_sources_and_warns_of_work_capability(root):
    text = soup(rendered(root.path, method, lang="en")).get_text(" ")
    for source in ("Mogstad", "Spiegelhalter", "Hochberg", "Byar", "Kitagawa", "Wilson", "empirical Bayes"):
        assert source in text
    assert "it may be the provider itself" in text
    assert load().caveat("adapted_work").text["en"] in text


def test_the_method_says_which_reading_is_not_the_default(root):
    page = ComparisonPage(root, YEAR, "en", Options(weeks="inclusive"))
    rows = {row[0]: row[1:] for row in rows_of(method(page), "options-table")}
    assert rows["How weeks are computed"][1] == "changed"
