"""All registered hypotheses are examined, and judged as one family."""

import numpy as np
import pandas as pd
import pytest

from batt.registry import load
from batt.registry.hypothesis import ClaimPart
from batt.registry.label import Label
from batt.relationships import register
from batt.relationships.estimate import Estimate, from_se
from batt.relationships.evidence import VALUE_COLUMNS, Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.hypotheses import examinations
from batt.relationships.verdict import Verdict

SUBJECT = Label("noe", "something")


def part(key: str, *, is_primary: bool = True) -> ClaimPart:
    return ClaimPart(key, SUBJECT, "higher", "points", 0.1, is_primary)


def with_p(p: float) -> Estimate:
    return Estimate("any", "points", 0.5, 0.1, 0.9, p=p, n=100)


def test_every_hypothesis_that_can_be_tested_is_examined():
    testable = [entry.id for entry in load().hypotheses if entry.status == "tested"]
    assert list(examinations()) == testable


def test_holm_runs_over_the_primary_parts_only():
    found = [("H1", part("a"), Finding("a", with_p(0.02))), ("H1", part("b"), Finding("b", with_p(0.04)))]
    found += [("H2", part("c", is_primary=False), Finding("c", with_p(0.03)))]
    findings = register.judged(found, register.REGISTERED).set_index("part")
    assert findings.loc["a", "p_holm"] == pytest.approx(0.04)
    assert findings.loc["b", "p_holm"] == pytest.approx(0.04)
    assert np.isnan(findings.loc["c", "p_holm"])


def test_a_finding_that_chance_gives_in_so_many_tests_is_not_called_supported():
    found = [(f"H{i}", part("a"), Finding("a", with_p(0.02 if i == 1 else 0.6))) for i in range(1, 21)]
    first = register.judged(found, register.REGISTERED).iloc[0]
    assert (first["verdict"], first["reason"]) == ("cannot_tell", "not_after_holm")


def test_a_rule_of_a_methods_own_is_held_to_holm_too():
    own = Verdict("supported", "both_tests_agree")
    found = [("H1", part("a"), Finding("a", with_p(0.02), verdict=own))]
    assert register.judged(found, register.REGISTERED).loc[0, "reason"] == "both_tests_agree"
    found += [(f"H{i}", part("a"), Finding("a", with_p(0.6))) for i in range(2, 21)]
    assert register.judged(found, register.REGISTERED).loc[0, "reason"] == "not_after_holm"


def test_with_nothing_there_a_family_finds_something_in_at_most_5_of_100():
    rng = np.random.default_rng(1)
    some = 0
    for _ in range(400):
        found = [
            (f"H{i}", part("a"), Finding("a", from_se("any", "points", value, 0.1, n=100)))
            for i, value in enumerate(rng.normal(0, 0.1, 20), start=1)
        ]
        some += bool((register.judged(found, register.REGISTERED)["verdict"] == "supported").any())
    assert some / 400 <= 0.05


def test_an_examination_that_leaves_a_part_out_is_an_error(monkeypatch):
    monkeypatch.setattr(register, "examinations", lambda: {"H3": lambda evidence: Examined(())})
    with pytest.raises(ValueError, match="H3 gave the parts"):
        register.examine_register(Evidence((2015,), {}, pd.DataFrame()))


def test_with_no_data_at_all_every_part_cannot_tell_and_says_why():
    columns = ("year", "unit_level", "unit_id", "programme", "indicator", *VALUE_COLUMNS)
    values = pd.DataFrame(columns=list(columns))
    findings, _ = register.examine_register(Evidence((2015,), {}, values))
    assert (findings["verdict"] == "cannot_tell").all()
    assert (findings["reason"] != "").all()
    assert findings["value"].isna().all()
