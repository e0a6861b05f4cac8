"""Every number in every table of every page is the one that is saved, and a wrong one would be found."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from batt.paths import Root
from batt.provenance.printed import Outcome, PrintedPage, differences, pages_of
from batt.provenance.printed.said import unsaid
from batt.provenance.record.manifest import HOW
from batt.report_kinds import REPORT_KINDS

YEAR = 2015
KINDS = [kind.name for kind in REPORT_KINDS]
LEAST_BOUND = 0.99
"""Share of a kind's numbers in tables that are held against a saved row, found by the keys of the row."""
NOT_SAVED = {"method": "its few numbers are of the registry, which no stage saves"}


@pytest.fixture(scope="module")
def outcome(reported_demo: Root) -> Outcome:
    return differences(reported_demo, YEAR)


def page_of(root: Root, kind: str) -> PrintedPage:
    return next(page for page in pages_of(root, YEAR) if page.kind.name == kind)


def listed(found) -> str:
    return "\n".join(map(str, found[:20])) + f"\n({len(found)} in all)"


def test_every_number_in_a_table_is_the_saved_one(outcome):
    assert not outcome.found, listed(outcome.found)


def test_every_page_that_was_made_is_read(reported_demo, outcome):
    # The front page and how the pages were made tell of the run, and are no report.
    of_the_run = ("index", f"{HOW}.")
    made = [
        file for file in reported_demo.reports(YEAR).rglob("*.html") if not file.name.startswith(of_the_run)
    ]
    assert outcome.pages == len(made)
    assert {page.kind.name for page in pages_of(reported_demo, YEAR)} == set(KINDS)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NOT_SAVED])
def test_the_numbers_of_a_kind_are_bound_to_saved_rows(outcome, kind):
    loose = {table: n for (of, table), n in outcome.unbound.items() if of == kind}
    assert outcome.cells[kind] > 0
    assert outcome.share(kind) >= LEAST_BOUND, loose


def test_a_table_that_is_bound_to_nothing_is_known(outcome):
    assert not outcome.unaccounted


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in NOT_SAVED])
def test_a_changed_digit_on_a_page_is_found(reported_demo, tmp_path, kind):
    page = page_of(reported_demo, kind)
    html = page.file.read_text(encoding="utf-8")
    place = re.search(r"<td[^>]*>(?:<strong>)?\d", html)
    assert place is not None
    wrong = str((int(html[place.end() - 1]) + 1) % 10)
    changed = tmp_path / page.file.name
    changed.write_text(html[: place.end() - 1] + wrong + html[place.end() :], encoding="utf-8")
    assert len(differences(reported_demo, YEAR, [replace(page, file=changed)]).found) == 1


def test_a_changed_digit_of_a_card_is_found(reported_demo, tmp_path):
    page = page_of(reported_demo, "scorecard")
    html = page.file.read_text(encoding="utf-8")
    start = html.index('id="card-table"')
    for found in list(re.finditer(r"(?<=<small>n )\d+", html[start:]))[:3]:
        changed = tmp_path / page.file.name
        at = start + found.start()
        changed.write_text(f"{html[:at]}9{html[at:]}", encoding="utf-8")
        assert len(differences(reported_demo, YEAR, [replace(page, file=changed)]).found) == 1


def copied(root: Root, folder: Path) -> Root:
    shutil.copytree(root.processed(""), folder / "data" / "processed")
    shutil.copytree(root.reports(YEAR), folder / "reports" / str(YEAR))
    return Root(folder)


@pytest.mark.parametrize(
    ("kind", "file", "row", "column"),
    [
        ("annual_report", "indicators/2015", {"unit_id": "NO", "indicator": "i08"}, "ci_high"),
        ("annual_report", "breakdowns/2015/end_causes", {"programme": "AB", "end_cause": "F1"}, "exits_n"),
        ("comparisons", "disclosure/2015/benchmarks", {"programme": "ALL"}, "national_providers"),
        ("county_report", "indicators/2015", {"unit_id": "NO", "indicator": "i09"}, "value"),
        ("newsletter", "disclosure/2015/monthly_activity", {"programme": "ALL"}, "exits_n"),
        ("evaluation", "relationships/2015/h01_landmarks", {"week": 0}, "share"),
        ("evaluation", "relationships/2015/findings", {"is_primary": True}, "value"),
        ("perceptions", "relationships/2015/survey_reliability", {"survey": "nav"}, "alpha"),
        ("relationships", "relationships/2015/findings", {"hypothesis": "H1"}, "n"),
        ("nav_dialogue", "indicators/2015", {"unit_id": "NO", "programme": "AB"}, "value"),
        ("scorecard", "indicators/2015", {"unit_level": "provider", "indicator": "i02"}, "value"),
        ("scorecard", "breakdowns/2015/provider_survey_items", {"survey": "user"}, "mean"),
    ],
)
def test_a_changed_saved_number_is_found(reported_demo, tmp_path, kind, file, row, column):
    root = copied(reported_demo, tmp_path)
    path = root.processed("") / f"{file}.parquet"
    saved = pd.read_parquet(path)
    is_row = pd.Series(True, index=saved.index)
    for key, value in row.items():
        is_row &= saved[key] == value
    assert saved.loc[is_row, column].notna().any()
    saved[column] = saved[column].astype("float64").mask(is_row, saved[column].astype("float64") * 1.1 + 1)
    saved.to_parquet(path, index=False)
    pages = [page for page in pages_of(root, YEAR) if page.kind.name == kind]
    assert differences(root, YEAR, pages).found


@pytest.mark.parametrize(
    ("said", "is_right"),
    [
        ("about 7 in 100 (0.0 to 13.7)", True),
        ("about 8 in 100 (0.0 to 13.7)", False),
        ("about 7 in 100 (0.0 to 13.8)", False),
        ("0.07 on a scale from −1 to 1", True),
        ("no number", True),
    ],
)
def test_a_number_in_words_is_one_of_its_row(said, is_right):
    row = {"value": 0.0689, "low": 0.0, "high": 0.1371}
    assert (unsaid(said, row, ("value", "low", "high"), "en") == []) is is_right


@pytest.mark.parametrize(("level", "fault"), [(2, "to be hidden"), (0, "hidden")])
def test_a_cell_is_hidden_if_and_only_if_its_protection_says_so(reported_demo, tmp_path, level, fault):
    root = copied(reported_demo, tmp_path)
    path = root.disclosure(YEAR) / "protection.parquet"
    saved = pd.read_parquet(path)
    saved.assign(level=level).to_parquet(path, index=False)
    pages = [page for page in pages_of(root, YEAR) if page.kind.name == "county_report"]
    found = differences(root, YEAR, pages).found
    assert any(fault in (one.saved, one.printed) for one in found)
