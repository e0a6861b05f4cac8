"""The pages of the registered claims say what the saved findings say, one page per claim and one with all."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options, load
from batt.relationships.estimate import NULLS
from batt.relationships.run import TABLES
from batt.reports import relationships as report
from batt.reports.bound_words import unbound_words
from batt.reports.html import export_html
from batt.reports.method.statistics import STATISTICS
from batt.reports.numbers import Numbers
from batt.reports.page_head import index_name
from batt.reports.relationships.checks import answer
from batt.reports.relationships.found import PICTURES
from batt.reports.verdicts.shown import primary, records

YEAR = 2015
LANGUAGES = ("nb", "en")
CLAIMS = [entry.id for entry in load().hypotheses]
SECTIONS = (
    report.register,
    report.exploratory,
    report.claimed,
    report.found,
    report.checks,
    report.tested,
    report.reach,
    report.cautions,
)
KINDS = ("", "H1", "H3", "H9", "H16", "H19", "H25")
"""The page of all claims, and claims of different kinds."""
DRAWN = [("", "nb"), ("", "en"), ("H1", "nb"), ("H3", "en"), ("H25", "nb")]
"""Pages that are looked at in a browser, pictures and all."""


def own_tables(findings):
    """Invent the tables that stand on the page of one claim alone, and checks of every kind."""
    check = {"scale": "points", "n": 200, "n_clusters": 40, "reason": "", "p": 0.01}
    main = findings.query("hypothesis == 'H3' and part == 'user'").iloc[0]
    assert main["low"] > 0 or main["high"] < 0
    same, across = main[["value", "low", "high"]].to_dict(), {"value": 0.01, "low": -0.09, "high": 0.11}
    rows = [
        {"part": "user", "method": "wild_cluster_bootstrap"} | same,
        {"part": "user", "method": "mixed_model"} | across,
        {"part": "nav", "method": "mixed_model", "value": -0.2, "low": -0.3, "high": -0.1, "n": 3},
        {"part": "jobs", "method": "mixed_model", **dict.fromkeys(("value", "low", "high", "p"), np.nan)},
    ]
    checks = pd.DataFrame([check | row for row in rows]).astype({"n_clusters": "Int64"})
    checks.loc[3, ["scale", "reason"]] = ["share_difference", "too_few"]
    return {
        "h03_checks": checks,
        "h16_by_area": pd.DataFrame({"area": ["02", "03"], "targets_n": [13, 4], "not_suited_n": [5, 0]}),
        "h16_not_suited": pd.DataFrame({"programme": ["VTA"], "indicator": ["i08"], "targets_n": [5]}),
        "h19_orders": pd.DataFrame(
            {
                "choice": ["F1_only", "F1_only"],
                "programme": ["AB", "KIA"],
                "kendall": [0.35, np.nan],
                "low": [-0.14, np.nan],
                "high": [0.7, np.nan],
                "providers_n": [15, 6],
            }
        ),
    }


@pytest.fixture(scope="module")
def root(tmp_path_factory, load_module):
    """What the stage saves, invented: a finding of every part and the tables of every picture."""
    place = Root(tmp_path_factory.mktemp("claims"))
    folder = place.relationships(YEAR)
    folder.mkdir(parents=True)
    for name in TABLES:
        pd.DataFrame().to_parquet(folder / f"{name}.parquet")
    load_module(__file__, "invented_findings").write(folder)
    for name, table in own_tables(pd.read_parquet(folder / "findings.parquet")).items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    return place


def page_of(root, lang="en", unit=""):
    return report.RelationshipsPage(root, YEAR, lang, Options(), unit)


@pytest.fixture(scope="module")
def files(root, load_module):
    """Pages of every kind in both languages, as files; only those that are looked at have real pictures."""
    executed, written = load_module(__file__, "sample").executed, {}
    (root.path / "relationships").mkdir()
    for unit, lang in [(unit, lang) for unit in KINDS for lang in LANGUAGES]:
        with pytest.MonkeyPatch.context() as patch:
            if (unit, lang) not in DRAWN:
                without_pictures(patch)
            page = page_of(root, lang, unit)
            html = export_html(executed([section(page) for section in SECTIONS]), page.cover())
        name = f"relationships/{unit}.{lang}.html" if unit else f"relationships.{lang}.html"
        written[unit, lang] = root.path / name
        written[unit, lang].write_text(html, encoding="utf-8")
    return written


def without_pictures(patch):
    """Draw nothing: the words and tables of a figure are there all the same."""
    patch.setattr("batt.reports.figures.figure._picture", lambda draw, fmt: '<svg viewBox="0 0 9 9"></svg>')


@pytest.fixture(scope="module")
def soups(files):
    return {key: BeautifulSoup(file.read_text("utf-8"), "html.parser") for key, file in files.items()}


@pytest.fixture(params=DRAWN, ids="-".join)
def file(request, files):
    return files[request.param]


def said(node):
    """Return the text of a part of a page with plain spaces and without soft hyphens."""
    return re.sub(r"\s+", " ", node.get_text(" ").replace("\xad", "").replace("\u2060", ""))


def rows_of(soup, table):
    """Return the body rows of a table as lists of texts, the headings of groups left out."""
    body = soup.find(id=table).find("tbody").find_all("tr")
    cells = [[said(cell).strip() for cell in row.find_all(["th", "td"])] for row in body]
    return [row for row in cells if len(row) > 1]


def test_a_reader_stumbles_over_nothing(browser, file, screen):
    assert browser.faults(file, screen) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_registered_claim_is_in_the_table_and_leads_to_its_own_page(soups, lang):
    rows = soups["", lang].find(id="register-table").find("tbody").find_all("tr")
    links = [row.find("a")["href"] for row in rows]
    assert links == [f"relationships/{name}.{lang}.html" for name in CLAIMS]
    for row, entry in zip(rows, load().hypotheses, strict=True):
        assert row.find("a").get_text() == entry.id
        assert entry.claim[lang] in said(row)


def test_the_table_counts_the_verdicts_and_gives_n_and_clusters_of_the_findings(root, soups):
    rows, page = rows_of(soups["", "en"], "register-table"), page_of(root)
    for row, entry in zip(rows, load().hypotheses, strict=True):
        found = primary(records(page.of(entry.id)))
        for column, place in {"n": 3, "n_clusters": 4}.items():
            known = sorted({int(one[column]) for one in found if not pd.isna(one[column])})
            expected = "–".join(f"{end:,}" for end in dict.fromkeys((known[0], known[-1]))) if known else "–"
            assert row[place].startswith(expected), (entry.id, column)
        if len(found) > 1:
            continue
        if found:
            assert row[2].lower().startswith(found[0]["verdict"].replace("_", " "))
        else:
            assert row[2] == "Not testable with these data"


def test_the_counts_above_the_table_are_those_of_the_findings(root, soups):
    rows, text = primary(page_of(root).registered), said(soups["", "en"].find("main"))
    counts = [
        sum(row["verdict"] == name for row in rows) for name in ("supported", "not_supported", "cannot_tell")
    ]
    assert f"They rest on {len(rows)} numbers: {counts[0]} are supported" in text
    assert f"{counts[1]} are not supported , and for {counts[2]} the data cannot tell" in text
    family = [row for row in rows if not np.isnan(row["p_holm"])]
    assert f"{len(family)} numbers have a p-value" in text
    assert f"about {0.05 * len(family):.1f} would still" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_own_questions_are_listed_as_exploratory_and_not_among_the_claims(soups, lang):
    soup, word = soups["", lang], {"nb": "Utforskende", "en": "Exploratory"}[lang]
    assert word in soup.find("h2", id="exploratory").get_text()
    row = rows_of(soup, "own-table")[0]
    assert row[0] == "Q1"
    assert "Q1" not in said(soup.find(id="register-table"))
    assert "&lt;b&gt;subject" in str(soup.find(id="own-table")).lower() and not soup.find("b")


# Languages in turn, which is half the time; pages of every kind are made in both above.
@pytest.mark.parametrize(
    ("unit", "lang"), [(unit, LANGUAGES[place % 2]) for place, unit in enumerate(CLAIMS)]
)
def test_a_claims_page_says_the_claim_its_source_and_every_finding(root, unit, lang, monkeypatch):
    without_pictures(monkeypatch)
    page, entry = page_of(root, lang, unit), load().hypothesis(unit)
    html = "".join(str(section(page).html) for section in SECTIONS)
    text = re.sub(r"[\xa0\u202f]", " ", said(BeautifulSoup(html, "html.parser")))
    for told in (entry.claim[lang], entry.estimand[lang], entry.pitfalls[lang], entry.source, entry.test):
        assert told in text
    head = page.cover()
    assert (head.home, head.other_language) == (
        f"../{index_name(lang)}",
        f"{unit}.{ {'nb': 'en', 'en': 'nb'}[lang] }.html",
    )
    rows = records(page.of(unit))
    assert bool(rows) == (entry.status == "tested")
    for row in rows:
        told = [page.sentence(row), page.sentence(row, is_short=True)]
        assert any(re.sub(r"\s+", " ", sentence) in text for sentence in told)
    if entry.why_not:
        assert entry.why_not[lang] in text
        assert {"nb": "Hva det ville kreve", "en": "What it would take"}[lang] in text
    assert not re.search(r"\b(nan|None(?! of)|NaN)\b", text)


def test_the_table_of_reach_has_n_clusters_and_both_differences_of_each_finding(root, soups):
    rows = rows_of(soups["H3", "en"], "reach-table")
    found = records(page_of(root, "en", "H3").of("H3"))
    numbers = Numbers("en")
    assert len(rows) == len(found)
    for row, one in zip(rows, found, strict=True):
        assert row[1] == numbers.integer(one["n"])
        smallest = one["smallest_effect"] * (100 if "share" in one["scale"] else 1)
        assert float(row[3].split(" ")[0]) == pytest.approx(smallest)
        if np.isnan(one["detectable"]):
            assert row[4].startswith("–")
        else:
            reaches = one["detectable"] <= one["smallest_effect"]
            assert row[5] == ("yes" if reaches else "no")


def test_p_values_stand_before_and_after_both_adjustments(root, soups):
    rows = rows_of(soups["H3", "nb"], "many-table")
    found = [
        row for row in primary(records(page_of(root, "nb", "H3").of("H3"))) if not np.isnan(row["p_holm"])
    ]
    numbers = Numbers("nb")
    assert [row[1:4] for row in rows] == [
        [said_p(numbers, one[name]) for name in ("p", "p_holm", "p_bh")] for one in found
    ]


def said_p(numbers, p):
    return re.sub(r"\s+", " ", numbers.p_value(p))


def test_other_ways_of_reckoning_are_told_with_what_agrees(soups):
    soup = soups["H3", "en"]
    rows = {(row[0], row[1]): row for row in rows_of(soup, "checks-table")}
    answers = [row[-1] for row in rows.values()]
    assert answers.count("yes") == 1, answers
    assert sum(text.startswith('no, its interval goes across "nothing there"') for text in answers) == 1
    assert "1 of 2 other ways say the same, 1 say something else." in said(soup.find("main"))
    wild = next(row for (method, _), row in rows.items() if method == "Wild cluster bootstrap")
    assert wild[1:3] == rows_of(soup, "checks-table")[0][1:3]
    assert wild[3:6] == ["0.010", "200", "40"]


def test_a_check_with_three_behind_it_shows_no_number(soups):
    rows = rows_of(soups["H3", "en"], "checks-table")
    mixed = [row for row in rows if row[0] == "Linear mixed model"]
    assert (
        mixed[1][1].startswith(":") and "-0.2" not in " ".join(mixed[1]) and "−0.2" not in " ".join(mixed[1])
    )
    assert mixed[2][1].startswith("no number: there are too few")


@pytest.mark.parametrize(
    ("main", "check", "told"),
    [
        ((1, 3), (2, 4), "agrees"),
        ((-1, 1), (-2, 2), "agrees"),
        ((1, 3), (-1, 4), "differs"),
        ((1, 3), (-4, -1), "differs"),
    ],
)
@pytest.mark.parametrize("null", sorted({0.0, *NULLS.values()}))
def test_a_check_agrees_when_its_interval_lies_on_the_same_side(main, check, told, null):
    rows = [
        {"value": null, "low": null + low, "high": null + high, "null": null, "is_main": False}
        for low, high in (main, check)
    ]
    assert answer(rows[0] | {"is_main": True}, rows[1]) == told


def test_targets_and_orders_stand_as_saved(soups):
    assert rows_of(soups["H16", "en"], "h16-by-area") == [["Akershus", "13", "5"], ["Oslo", "4", "0"]]
    assert rows_of(soups["H16", "nb"], "h16-not-suited") == [["VTA", "Formidling til arbeid", "5"]]
    rows = rows_of(soups["H19", "en"], "h19-orders")
    assert {tuple(row)[:2] for row in rows} >= {("AB", "0.35")}
    assert next(row for row in rows if row[0] == "KiA")[1].startswith("–")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_of_length_of_stay_keeps_to_the_bound_words(soups, lang):
    soup = soups["H1", lang]
    part = soup.find("h2", id="found")
    texts = []
    for sibling in part.find_next_siblings():
        if sibling.name == "h2":
            break
        texts += [said(sibling), *(image["alt"] for image in sibling.find_all("img"))]
    assert len(" ".join(texts)) > 800
    assert unbound_words(" ".join(texts), lang) == []


def test_every_method_of_the_stage_is_described_with_its_paper(root):
    used = {row["method"] for row in page_of(root).registered}
    assert used <= set(STATISTICS)
    assert all(entry.papers for entry in STATISTICS.values())


def test_every_picture_belongs_to_a_registered_claim():
    assert set(PICTURES) <= {entry.id for entry in load().hypotheses if entry.status == "tested"}


def test_an_unknown_claim_is_refused_with_those_that_are_registered(root):
    with pytest.raises(UsageError, match=r"H99: is not registered"):
        page_of(root, "en", "H99")


def test_a_run_that_saved_nothing_but_empty_findings_still_gives_every_page(root, tmp_path):
    shutil.copytree(root.path / "data", tmp_path / "data")
    bare = Root(tmp_path)
    for table in bare.relationships(YEAR).glob("*.parquet"):
        if table.stem not in TABLES:
            table.unlink()
    findings = bare.relationships(YEAR) / "findings.parquet"
    pd.read_parquet(findings).iloc[:0].to_parquet(findings)
    for place, unit in enumerate(("", *CLAIMS)):
        page = page_of(bare, LANGUAGES[place % 2], unit)
        text = said(BeautifulSoup("".join(str(s(page).html) for s in SECTIONS), "html.parser"))
        assert len(text) > 500 and not re.search(r"\b(nan|None(?! of))\b", text)


def test_two_claims_have_each_their_own_numbers(soups):
    texts = {unit: said(soups[unit, "en"].find("main")) for unit in ("H3", "H9", "H16")}
    subjects = {unit: load().hypothesis(unit).parts[0].subject.en for unit in texts}
    for unit, text in texts.items():
        for other, subject in subjects.items():
            assert (subject[1:] in text) == (unit == other)


def test_pages_stay_light(files):
    assert all(file.stat().st_size < 400_000 for file in files.values())


def test_the_demo_gives_the_page_of_a_claim_with_its_checks(reported_demo):
    """Real tables of the stage, of whatever the small nation has."""
    for unit in ("H3", "H8", "H16", "H17", "H23", "H24"):
        page = report.RelationshipsPage(reported_demo, YEAR, "nb", Options(), unit)
        saved = page.saved(f"h{int(unit[1:]):02d}_checks")
        piece = BeautifulSoup(str(report.checks(page).html), "html.parser")
        if saved.empty:
            assert not piece.find("table")
            continue
        rows = rows_of(piece, "checks-table")
        assert len(rows) == len(saved) + saved["part"].nunique()
