"""The data-quality report says what the ledger says, in both languages, and shows no received value."""

import re
import shutil

import pandas as pd
import pytest

import batt.clean
import batt.comparisons
import batt.disclosure
import batt.indicators
import batt.protection
from batt.clean import REASONS
from batt.clean.deliveries import OF_ALL
from batt.paths import Root
from batt.registry import Options, load
from batt.reports import data_quality as report
from batt.reports.fragment import joined
from batt.reports.html import render
from batt.reports.words import Words

YEAR = 2015
SECTIONS = (
    "in_brief",
    "lateness",
    "responses",
    "by_table",
    "by_reason",
    "corrections",
    "remarks",
    "by_sender",
    "errors_by_sender",
    "files_not_used",
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    from batt.simulate import simulate

    place = Root(tmp_path_factory.mktemp("quality"))
    simulate(place.path, providers=14, participants=700, years=(YEAR,), seed=3)
    batt.clean.run(place, YEAR)
    batt.indicators.run(place, YEAR, Options())
    batt.comparisons.run(place, YEAR)
    batt.protection.run(place, YEAR)
    batt.disclosure.run(place, YEAR)
    return place


@pytest.fixture(scope="module")
def ledger(root):
    return batt.clean.load(root, YEAR).ledger


def page(root, lang="nb", forening="all"):
    return report.quality_page(root, YEAR, lang, forening)


def cells(fragment) -> list[list[str]]:
    """The table rows of a fragment as text."""
    rows = re.findall(r"<tr>(.*?)</tr>", fragment.html, re.DOTALL)
    found = [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL) for row in rows]
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in row] for row in found if row]


def number(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize("lang", ["nb", "en"])
def test_every_reason_table_and_status_has_words(lang):
    words = Words(lang, "data_quality", "deliveries")
    keys = [f"reason_{code}" for code in REASONS] + [f"table_{table.name}" for table in load().tables]
    missing = [
        key for key in [*keys, "status_read", "status_superseded", "status_broken"] if key not in words
    ]
    assert missing == []


def test_the_rows_in_brief_are_those_of_the_ledger(root, ledger):
    rows = ledger.drop_duplicates(["source_file", "source_sheet", "source_row"])["outcome"].value_counts()
    shown = re.findall(r"<dd>(.*?)</dd>", report.in_brief(page(root)).html)
    expected = [rows.sum(), rows["accepted"], rows["corrected"], rows["set_aside"]]
    assert [number(text) for text in shown[:4]] == expected


def test_tables_add_up_to_the_rows_received(root, ledger):
    rows = [row for row in cells(report.by_table(page(root))) if len(row) == 6][1:]
    received, *outcomes = ([number(row[at]) for row in rows] for at in (2, 3, 4, 5))
    assert len(rows) == len(load().tables)
    assert received == [sum(parts) for parts in zip(*outcomes)]
    assert sum(received) == len(ledger.drop_duplicates(["source_file", "source_sheet", "source_row"]))


def test_every_provider_stands_once_where_its_last_delivery_came(root):
    sent = batt.clean.load(root, YEAR).deliveries
    own = sent[sent["delivered"] & sent["provider_id"].str.fullmatch(r"A\d{3}")]
    own = own[~own["table"].isin(list(OF_ALL))]
    days = (own.groupby("provider_id")["received_date"].max() - pd.Timestamp(YEAR + 1, 1, 15)).dt.days
    counts = [number(row[1]) for row in cells(report.lateness(page(root)))[1:]]
    assert counts[0] == (days <= 0).sum() and sum(counts) == own["provider_id"].nunique()
    assert counts[1:3] == [days.between(1, 7).sum(), days.between(8, 14).sum()]
    assert re.search(
        rf">{(days > 0).sum()} av {len(days)} tiltaksarrangører", report.lateness(page(root)).html
    )


def test_response_rates_are_the_saved_ones_with_the_providers_behind_them(root):
    saved = batt.indicators.load_breakdowns(root, YEAR)["response_rates"].set_index(["survey", "programme"])
    rows = [row for row in cells(report.responses(page(root))) if len(row) == 5]
    every = [row for row in rows if row[0] == "I alt"]
    assert [number(row[1]) for row in every] == list(saved.xs("ALL", level="programme")["invited_n"])
    assert [number(row[2]) for row in every] == list(saved.xs("ALL", level="programme")["answered_n"])
    for row in every:
        assert number(row[3]) == int(100 * number(row[2]) / number(row[1]) + 0.5)
    covered = [row for row in cells(report.responses(page(root))) if len(row) == 3][1:]
    tables = batt.clean.load(root, YEAR).tables
    behind = [tables[f"answers_{one}"]["provider_id"].nunique() for one in ("nav", "user", "staff")]
    assert [number(row[1]) for row in covered] == behind


def test_corrections_by_hand_are_counted_by_table_and_column(root, ledger):
    by_hand = ledger[ledger["reason"] == "correction_file"]
    rows = cells(report.corrections(page(root)))[1:]
    assert sum(number(row[2]) for row in rows) == len(by_hand) > 0
    assert len(rows) == len(by_hand[["table", "field"]].drop_duplicates())


def test_a_year_without_surveys_says_so(root, tmp_path):
    shutil.copytree(root.path / "data", tmp_path / "data")
    for file in (tmp_path / "data" / "processed").rglob("response_rates.parquet"):
        pd.read_parquet(file).iloc[:0].to_parquet(file, index=False)
    html = report.responses(page(Root(tmp_path), "en")).html
    assert "No survey answers were delivered for this year." in html and "<table" not in html


def test_each_senders_errors_are_all_listed(root, ledger):
    faults = ledger[~ledger["reason"].isin(["", "correction_file"])]
    rows = [row for row in cells(report.errors_by_sender(page(root))) if len(row) == 5][1:]
    assert sum(number(row[-1]) for row in rows) == len(faults) > 0
    html = report.errors_by_sender(page(root)).html
    assert all(provider in html for provider in set(faults["provider_id"]) - {""})


def test_an_association_filter_leaves_other_providers_out(root):
    providers = batt.clean.load(root, YEAR).tables["providers"]
    batt.indicators.run(root, YEAR, Options(forening="ASVL"))
    try:
        shown = report.by_sender(page(root, forening="ASVL")).html
        members = providers["association"].isin(["ASVL", "BEGGE"])
        assert all(provider in shown for provider in providers.loc[members, "provider_id"])
        assert not any(f">{provider}<" in shown for provider in providers.loc[~members, "provider_id"])
    finally:
        batt.indicators.run(root, YEAR, Options())


def test_no_received_value_is_shown(root, ledger):
    html = "".join(getattr(report, name)(page(root)).html for name in SECTIONS)
    values = set(ledger.loc[ledger["reason"].isin(["unknown_code", "impossible_date"]), "received"]) - {""}
    assert values and not any(f">{value}<" in html or f"'{value}'" in html for value in values)


@pytest.mark.parametrize("name", SECTIONS)
def test_both_languages_have_the_same_tables_and_no_gap(root, name):
    nb, en = (getattr(report, name)(page(root, lang)).html for lang in ("nb", "en"))
    assert nb != en
    for tag in ("<table", "<tr", "<h2", "<h3"):
        assert nb.count(tag) == en.count(tag)
    for html in (nb, en):
        assert not re.search(r"\b(nan|NaN|NaT|None)\b|<NA>", html)


@pytest.fixture(scope="module", params=["nb", "en"])
def file(request, root):
    """The whole page, as the notebook puts it together."""
    written = page(root, request.param)
    body = joined(getattr(report, name)(written) for name in SECTIONS)
    place = root.path / f"data_quality.{request.param}.html"
    place.write_text(render(body.html, report.cover(written)), encoding="utf-8")
    return place


def test_a_reader_of_the_page_stumbles_over_nothing(browser, file, screen):
    assert browser.faults(file, screen) == []


def test_a_broken_delivery_is_told_first_and_with_the_number_of_its_faults(tmp_path):
    from batt.simulate import simulate

    place = Root(tmp_path)
    simulate(place.path, providers=8, participants=300, years=(YEAR,), seed=5, clean=True)
    folder = place.raw(YEAR) / "A999"
    folder.mkdir()
    required = [c.headers(YEAR)[0] for c in load().table("deltakerlop").columns if c.required != "no"]
    (folder / "deltakerlop.csv").write_text(";".join(required[:-2]) + "\n", encoding="utf-8")
    batt.clean.run(place, YEAR, skip_broken=True)
    batt.indicators.run(place, YEAR, Options())
    assert report.cover(page(place)).notices == (
        "Disse filene kunne ikke brukes og regnes som ikke levert: A999/deltakerlop.csv.",
    )
    rows = cells(report.files_not_used(page(place)))
    status = "kunne ikke brukes, regnes som ikke levert"
    assert rows[1:] == [["A999/deltakerlop.csv", status, "2"]]
