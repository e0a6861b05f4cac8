"""H10: what providers and NAV offices say about quality and EQUASS."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h10_perceptions import examine
from batt.simulate.evaluation import evaluation_answers, evaluation_invited
from batt.simulate.plan import NOTHING_SEEN, EvaluationPlan, Plan
from batt.simulate.providers import invent_providers
from batt.simulate.registers import invent_offices
from tests.relationships.hypotheses.survey_answers import evidence, parts, reasons, registered, verdicts


def answers(rng, group, n, improved, contributed):
    first = np.where(rng.random(n) < improved, "JA", np.where(rng.random(n) < 0.3, "VET_IKKE", "NEI"))
    second = np.where(rng.random(n) < contributed, "JA", "NEI")
    return pd.DataFrame(
        {
            "respondent_group": group,
            "respondent_id": [f"{group}{number}" for number in range(n)],
            "quality_improved": first,
            "equass_contributed": pd.Series(second).where(first == "JA"),
            "year": 2015,
        }
    )


INVITED = pd.DataFrame({"respondent_group": ["ARRANGOR", "NAV"], "invited_n": [350, 430], "year": 2015})


def file(rng, providers=(0.80, 0.75), offices=(0.62, 0.62)):
    return pd.concat(
        [answers(rng, "ARRANGOR", 280, *providers), answers(rng, "NAV", 215, *offices)], ignore_index=True
    )


def test_planted_statements_are_reproduced():
    rng = np.random.default_rng(1)
    tested = examine(evidence(evaluation_answers=file(rng), evaluation_invited=INVITED))
    assert parts(tested) == registered("H10")
    assert set(verdicts("H10", tested).values()) == {"supported"}
    assert all(finding.estimate.is_one_sided for finding in tested.findings)


def test_null_file_tells_nothing_about_any_statement():
    rng = np.random.default_rng(2)
    rows = file(rng, (0.5, 0.5), (0.5, 0.5))
    tested = examine(evidence(evaluation_answers=rows, evaluation_invited=INVITED))
    assert set(verdicts("H10", tested).values()) == {"cannot_tell"}


def test_null_file_is_seldom_judged_at_all():
    # Each of five statements may by chance go either way, a few times in a hundred.
    judged = []
    for seed in range(40):
        rows = file(np.random.default_rng([3, seed]), (0.5, 0.5), (0.5, 0.5))
        judged += verdicts("H10", examine(evidence(evaluation_answers=rows))).values()
    assert judged.count("supported") <= 4
    assert judged.count("cannot_tell") >= 180


def small(**columns):
    base = {"respondent_group": "NAV", "respondent_id": None, "year": 2015, "equass_contributed": None}
    return pd.DataFrame({**base, **columns})


def test_do_not_know_is_an_answer_and_no_yes():
    rows = small(quality_improved=["JA", "JA", "NEI", "VET_IKKE", None])
    table = examine(evidence(evaluation_answers=rows)).tables["h10_perceptions"]
    row = table.set_index(["group", "question"]).loc[("nav_office", "improved")]
    assert (row["yes_n"], row["answered_n"], row["do_not_know_n"], row["share"]) == (2, 4, 1, 0.5)


def test_contribution_is_asked_of_those_who_saw_an_improvement():
    rows = small(quality_improved=["JA", "JA", "NEI", "NEI"], equass_contributed=["JA", "NEI", "JA", "JA"])
    invited = INVITED.assign(invited_n=[0, 10])
    table = examine(evidence(evaluation_answers=rows, evaluation_invited=invited)).tables["h10_perceptions"]
    row = table.set_index(["group", "question"]).loc[("nav_office", "contributed")]
    assert (row["yes_n"], row["answered_n"]) == (1, 2)
    # Six silent offices could all have seen an improvement: 1 of 8 to 7 of 8.
    assert (row["invited_n"], row["worst"], row["best"]) == (8, 1 / 8, 7 / 8)


def test_bounds_hold_the_silent_against_the_share():
    rows = small(quality_improved=["JA"] * 6 + ["NEI"] * 4)
    invited = INVITED.assign(invited_n=[5, 20])
    row = (
        examine(evidence(evaluation_answers=rows, evaluation_invited=invited))
        .tables["h10_perceptions"]
        .set_index(["group", "question"])
        .loc[("nav_office", "improved")]
    )
    assert (row["worst"], row["best"], row["invited_n"]) == (pytest.approx(0.3), pytest.approx(0.8), 20)


def test_number_invited_that_was_not_delivered_leaves_the_bounds_open():
    rows = small(quality_improved=["JA", "NEI"])
    table = examine(evidence(evaluation_answers=rows)).tables["h10_perceptions"]
    assert table[["worst", "best"]].isna().all(axis=None)
    assert table["invited_n"].isna().all()


def test_group_without_answers_gives_the_reason():
    rows = small(quality_improved=["JA"] * 30)
    by_part = {f.part: f.estimate.reason for f in examine(evidence(evaluation_answers=rows)).findings}
    assert by_part["improved_providers"] == "too_few"
    assert by_part["more_positive"] == "one_group"
    assert by_part["improved_nav"] == ""


def test_only_the_last_evaluation_counts():
    rng = np.random.default_rng(4)
    now = file(rng)
    before = file(rng, (0.1, 0.1), (0.1, 0.1)).assign(year=2014)
    both = examine(evidence(evaluation_answers=pd.concat([before, now], ignore_index=True)))
    assert both.findings == examine(evidence(evaluation_answers=now)).findings


def test_evaluation_that_nobody_delivered_gives_the_reason():
    tested = examine(evidence())
    assert parts(tested) == registered("H10")
    assert reasons(tested) == {"not_delivered"}


def invented(seed: int, plan: EvaluationPlan, providers: int) -> Evidence:
    """Return the evaluation of an invented nation, tables in memory."""
    nation = Plan(providers=providers, seed=seed, evaluation=plan)
    asked, offices = invent_providers(nation), invent_offices(nation)
    return evidence(
        evaluation_answers=evaluation_answers(nation, asked, offices, 2015).assign(year=2015),
        evaluation_invited=evaluation_invited(asked, offices).assign(year=2015),
    )


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_invented_evaluation_that_saw_nothing_leaves_every_statement_open(seed):
    found = verdicts("H10", examine(invented(seed, NOTHING_SEEN, providers=24)))
    assert found == dict.fromkeys(registered("H10"), "cannot_tell")


@pytest.mark.parametrize("providers", [24, 350])
def test_invented_evaluation_that_saw_nothing_is_seldom_judged_whatever_the_seed(providers):
    judged = Counter(
        verdict
        for seed in range(1, 21)
        for verdict in verdicts("H10", examine(invented(seed, NOTHING_SEEN, providers))).values()
    )
    # Of 100, one in forty may by chance lie wholly on either side of one half.
    assert judged["supported"] <= 3
    assert judged["cannot_tell"] >= 88


def test_invented_evaluation_of_the_whole_country_gives_the_planted_statements():
    judged = Counter(
        verdict
        for seed in range(1, 11)
        for verdict in verdicts("H10", examine(invented(seed, EvaluationPlan(), providers=350))).values()
    )
    assert judged["supported"] >= 47
    assert judged["not_supported"] == 0
