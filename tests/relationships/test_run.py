"""The stage pools the computed years up to its own, and reads back what it saved."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

import batt.clean
import batt.indicators
from batt.errors import UsageError
from batt.paths import Root
from batt.registry import Options
from batt.relationships import load, load_evidence, run
from batt.relationships.register import EXPLORATORY, FINDING_COLUMNS, REGISTERED

SURVEY = Path(__file__).parent.parent / "survey" / "data"
QUESTION = """
Q1:
  claim: {nb: Alder og arbeid henger sammen, en: Age goes with a job}
  programme: AB
  outcome: job
  exposure: age
  model: logit
  direction: differs
  smallest_effect: 0.05
"""


@pytest.fixture(scope="module")
def computed(tmp_path_factory):
    """The hand-made survey of three providers, computed for both its years."""
    root = Root(tmp_path_factory.mktemp("computed"))
    shutil.copytree(SURVEY, root.path / "data")
    for year in root.raw_years():
        batt.clean.run(root, year)
        batt.indicators.run(root, year)
    return root


def test_what_was_saved_is_read_back(computed):
    results, again = run(computed, 2015), load(computed, 2015)
    pd.testing.assert_frame_equal(again.findings, results.findings)
    pd.testing.assert_frame_equal(again.duration, results.duration)
    assert set(again.tables) == set(results.tables)


def test_years_after_the_stages_own_are_left_out(computed):
    assert load_evidence(computed, 2014).years == (2014,)
    assert load_evidence(computed, 2015).years == (2014, 2015)


def test_three_providers_are_too_few_to_tell_anything(computed):
    findings = run(computed, 2015).findings
    assert list(findings.columns) == list(FINDING_COLUMNS)
    tested = findings[findings["p"].notna() & findings["is_primary"]]
    assert "supported" not in set(tested["verdict"])


def test_only_members_of_the_chosen_association_are_in(computed):
    evidence = load_evidence(computed, 2015, Options(forening="ASVL"))
    assert set(evidence.rows("spells")["provider_id"]) == {"A002", "A003"}
    assert set(evidence.panel("i04")["provider_id"]) <= {"A002", "A003"}


def test_an_own_question_is_a_family_of_its_own(computed):
    computed.own_questions.write_text(QUESTION, encoding="utf-8")
    try:
        findings = run(computed, 2015).findings
    finally:
        computed.own_questions.unlink()
    assert set(findings["family"]) == {REGISTERED, EXPLORATORY}
    assert findings.query("family == @EXPLORATORY")["hypothesis"].tolist() == ["Q1"]


def test_a_table_of_an_earlier_run_does_not_stay(computed):
    run(computed, 2015)
    stray = computed.relationships(2015) / "h99_gone.parquet"
    stray.write_bytes(b"")
    run(computed, 2015)
    assert not stray.exists()


def test_without_a_computed_year_the_stage_says_what_to_do(tmp_path):
    with pytest.raises(UsageError, match="need the indicators"):
        run(Root(tmp_path), 2013)
