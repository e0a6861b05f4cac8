"""Unequal conditions, change and the newsletter say what their tables say, and name nobody they may not."""

import re
import shutil
from functools import cache

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.paths import Root
from batt.registry import Options, load
from batt.reports.comparisons.change import change
from batt.reports.comparisons.conditions import conditions
from batt.reports.comparisons.newsletter import newsletter
from batt.reports.comparisons.page import ComparisonPage

YEAR = 2015
SECTIONS = (conditions, change, newsletter)
OWN, OTHER = "A001", "A002"


def table(root, name):
    return pd.read_parquet(root.disclosure(YEAR) / f"{name}.parquet")


@cache
def _written(path, section, reader):
    role, provider, lang = reader
    return str(section(ComparisonPage(Root(path), YEAR, lang, Options(), role, provider)))


def written(root, section, role="public", provider="", lang="nb"):
    """One section as one reader gets it; made once, since several rules look at it."""
    return _written(root.path, section, (role, provider, lang))


def fresh(root, section):
    return str(section(ComparisonPage(root, YEAR, "nb", Options())))


def soup(html):
    return BeautifulSoup(html, "html.parser")


def read(html):
    """Everything a reader sees or hears."""
    found = soup(html)
    spoken = " ".join(image["alt"] for image in found.find_all("img"))
    return f"{found.get_text(' ', strip=True)} {spoken}"


def rows_of(html, table_id):
    found = soup(html).find(id=table_id)
    return [
        [cell.get_text(" ", strip=True) for cell in row.find_all(["th", "td"])]
        for row in found.find("tbody").find_all("tr")
    ]


def provider_with_figures(root):
    return table(root, "changes").query("reason == ''")["provider_id"].iloc[0]


@pytest.fixture(scope="module")
def planted(reported_demo, tmp_path_factory):
    """The small nation with hand-made comparisons: three changes, two rankings, one adjusted list."""
    root = Root(tmp_path_factory.mktemp("planted"))
    shutil.copytree(reported_demo.path / "data", root.path / "data")

    def save(name, rows):
        like = table(root, name)
        frame = pd.DataFrame(rows).reindex(columns=like.columns)
        texts = [name for name in like if not pd.api.types.is_numeric_dtype(like[name])]
        frame = frame.assign(**{text: frame[text].astype("str").fillna("") for text in texts})
        for folder in (root.disclosure(YEAR), root.comparisons(YEAR)):
            frame.to_parquet(folder / f"{name}.parquet", index=False)

    def moved(indicator, programme, provider, direction, way, course, unit):
        sign = 1 if way == "up" else -1
        numbers = {"previous_value": 4.0, "value": 4.0 + sign, "change": float(sign), "size": 20.0}
        limits = {"change_low": sign - 0.5, "change_high": sign + 0.5}
        keys = {"indicator": indicator, "programme": programme, "provider_id": provider}
        words = {"direction": direction, "unit": unit, "movement": way, "course": course, "reason": ""}
        return keys | words | numbers | limits

    save(
        "changes",
        [
            moved("i02", "AB", OWN, "higher", "up", "improving", "score"),
            moved("i10", "AB", OWN, "range", "up", "none", "weeks"),
            moved("i12", "AB", OWN, "lower", "up", "worsening", "weeks"),
            moved("i12", "AB", OTHER, "lower", "down", "improving", "weeks"),
        ],
    )
    states = {"flag": "below_95", "standing": "worse", "course": "worsening", "state": "worse_and_worsening"}
    listed = {"indicator": "i12", "programme": "AB", "direction": "lower", "movement": "up", "reason": ""}
    save("joint_states", [listed | states | {"provider_id": name} for name in (OWN, OTHER)])
    ranked = {"year": YEAR, "ranking": "AB", "count_reason": "", "rate_reason": ""}
    save(
        "newsletter",
        [
            ranked
            | {
                "provider_id": f"A{100 + place}" if place else OWN,
                "jobs": 40 - place,
                "exits": 60,
                "rate": 0.5,
            }
            | {f"{what}_{end}": place + 1 for what in ("count", "rate") for end in ("rank", "rank_last")}
            | {f"{what}_low": 1 for what in ("count", "rate")}
            | {f"{what}_high": 30 for what in ("count", "rate")}
            for place in range(30)
        ],
    )
    agreement = {"year": YEAR, "providers_n": 30, "kendall": 0.2, "spearman": 0.3, "kendall_rate_size": 0.1}
    save("newsletter_agreement", [agreement | {"ranking": "AB", "kendall_count_size": 0.8, "reason": ""}])
    cell = {"year": YEAR, "indicator": "i08", "programme": "AB", "direction": "higher", "n": 20, "reason": ""}
    numbers = {
        "observed": 8.0,
        "expected": 6.0,
        "crude_value": 0.4,
        "adjusted_low": 0.2,
        "adjusted_high": 0.9,
    }
    flags = {"crude_flag": "inside", "adjusted_flag": "above_95", "depends_on_adjustment": True}
    same = {"crude_flag": "inside", "adjusted_flag": "inside", "depends_on_adjustment": False}
    save(
        "adjusted",
        [
            cell | numbers | found | {"version": version, "provider_id": name, "adjusted_value": value}
            for version, name, value, found in (
                ("full", OWN, 0.53, flags),
                ("full", OTHER, 0.39, same),
                ("without_work_capability", OWN, 0.41, same),
                ("without_work_capability", OTHER, 0.39, same),
            )
        ],
    )
    return root


READERS = [("public", "nb"), ("sector", "en"), ("provider", "nb"), ("directorate", "en")]


@pytest.mark.parametrize(("role", "lang"), READERS)
@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_every_reader_gets_the_section_without_a_bare_code_or_an_empty_number(
    reported_demo, section, role, lang
):
    own = provider_with_figures(reported_demo) if role == "provider" else ""
    told = read(written(reported_demo, section, role, own, lang))
    assert not re.findall(r"\b(?:nan|NaN|None|NaT|<NA>)\b", told)
    assert not re.findall(r"\b(?:i\d\d|[a-z]+_[a-z_]+|TOTAL|AVKL)\b|[{}]", told)


@pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.__name__)
def test_public_page_names_no_provider(reported_demo, planted, section):
    for root in (reported_demo, planted):
        html = written(root, section)
        providers = pd.read_parquet(root.clean(YEAR) / "providers.parquet")
        assert [name for name in providers["name"] if name and name in html] == []


@pytest.mark.parametrize("section", [conditions, change], ids=lambda section: section.__name__)
def test_every_heading_of_an_indicator_says_whether_high_is_good(reported_demo, section):
    html = written(reported_demo, section)
    headings = [cell.get_text(strip=True) for cell in soup(html).select("tbody tr th[colspan]")]
    assert headings
    directions = {f"{entry.number}.": entry.direction_words.nb for entry in load().indicators}
    for heading in headings:
        number = heading.split()[0]
        assert number not in directions or directions[number] in heading


def test_change_is_called_for_the_better_only_in_the_indicators_own_direction(planted):
    rows = rows_of(written(planted, change, "provider", OWN), "own-changes")
    judged = [row[-2] for row in rows if len(row) > 1]
    assert judged == ["Klart opp, til det bedre", "Klart opp", "Klart opp, til det dårligere"]


def test_chance_stands_beside_what_was_found(planted):
    told = read(written(planted, change))
    assert "Av 4 prøvde endringer er 4 klare; 0,2 ventes av tilfeldigheter alene" in told


def test_worse_and_worsening_is_counted_for_the_public_and_named_for_those_who_may_know(planted):
    names = pd.read_parquet(planted.clean(YEAR) / "providers.parquet").set_index("provider_id")["name"]
    public, own, all_named = (
        rows_of(written(planted, change, *reader), "worse-and-worsening")[-1]
        for reader in (("public", ""), ("provider", OWN), ("directorate", ""))
    )
    assert public[1:3] == ["2", "2 uten navn"]
    assert own[1:3] == ["2", "◆ Dere, 1 uten navn"]
    assert names[OWN] not in str(public)
    assert {names[OWN], names[OTHER]} == set(all_named[2].split(", "))


def test_own_flag_stands_with_and_without_work_capability(planted):
    [row] = [
        row
        for row in rows_of(written(planted, conditions, "provider", OWN), "own-conditions")
        if row[0] == "AB"
    ]
    assert row[5] == "innenfor" and row[8] == "over 95 %-grensen" and row[11] == "innenfor"


def test_provider_whose_flag_depends_on_adjusting_is_listed_under_the_version_that_does_it(planted):
    rows = rows_of(written(planted, conditions, "provider", OWN), "depends-on-adjustment")
    assert [row[0] for row in rows if len(row) == 1] == ["Med hele modellen"]
    assert [row[1] for row in rows if len(row) > 1] == ["◆ Dere"]


def test_figure_marks_the_reader_with_a_word_and_says_its_finding_aloud(planted):
    figure = soup(written(planted, conditions, "provider", OWN)).find(id="crude-adjusted-figure")
    finding = figure.find(class_="finding").get_text()
    assert "for 1 av 2 tall avhenger utslaget av den" in finding
    assert finding in figure.find("img")["alt"]
    assert "◆ Dere" in figure.get_text()


def test_warning_on_work_capability_stands_with_the_adjusted_figures(reported_demo):
    assert "Arbeidsevne kan være vurdert av tiltaksarrangøren selv" in read(
        written(reported_demo, conditions)
    )


def test_parts_of_a_national_change_add_up_to_it(reported_demo):
    changes = table(reported_demo, "national_changes").query("reason == ''")
    parts = changes[["coverage", "definition", "case_mix", "performance"]].sum(axis=1)
    assert len(changes) and parts.to_numpy() == pytest.approx(changes["change"].to_numpy())
    shown = [row for row in rows_of(written(reported_demo, change), "national-split") if len(row) > 1]
    assert len(shown) == len(table(reported_demo, "national_changes"))


def test_long_ranking_keeps_the_first_and_says_how_many_are_left_out(planted):
    html = written(planted, newsletter)
    assert len(rows_of(html, "newsletter-list-AB")) == 10
    assert "20 av 30 rader er utelatt her" in read(html)


def test_readers_own_row_is_never_left_out_of_a_ranking(planted):
    rows = rows_of(written(planted, newsletter, "provider", "A129"), "newsletter-list-AB")
    assert len(rows) == 11
    assert rows[-1][:2] == ["◆ Dere", "30 (mulig 1–30)"]


def test_ranking_by_number_is_called_one_of_size_only_where_it_follows_size(planted):
    assert "mest en rangering etter størrelse i 1 av 1 lister" in read(written(planted, newsletter))
    agreement = table(planted, "newsletter_agreement")
    file = planted.disclosure(YEAR) / "newsletter_agreement.parquet"
    agreement.assign(kendall_count_size=0.1).to_parquet(file, index=False)
    assert "Ingen rangering etter antall er mest en rangering etter størrelse" in read(
        fresh(planted, newsletter)
    )
    agreement.to_parquet(file, index=False)


def test_year_without_a_year_before_says_that_no_change_can_be_tested(reported_demo, tmp_path):
    root = Root(tmp_path)
    shutil.copytree(reported_demo.path / "data", root.path / "data")
    for name in ("changes", "change_groups", "joint_states", "regression_to_mean", "national_changes"):
        (root.disclosure(YEAR) / f"{name}.parquet").unlink()
    assert "Det finnes ingen tall for 2014" in read(fresh(root, change))


def test_undelivered_nav_survey_is_said_and_not_drawn(reported_demo, tmp_path):
    root = Root(tmp_path)
    shutil.copytree(reported_demo.path / "data", root.path / "data")
    (root.disclosure(YEAR) / "nav_severity.parquet").unlink()
    assert "NAV-undersøkelsen er ikke levert i år." in read(fresh(root, conditions))
