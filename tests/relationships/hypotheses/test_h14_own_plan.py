"""H14: having a part in one's own plan."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.hypotheses.h14_own_plan import examine
from tests.relationships.hypotheses.survey_answers import (
    NO_VALUES,
    evidence,
    form,
    parts,
    reasons,
    registered,
    verdicts,
)

ITEMS = ["u1", "u2", "u3", "u4", "u6", "u7", "u8"]


def users(rng, effect, jobs_effect=0.0):
    """Answers in which every other item rises by `effect` per point of U5, and the rows of i08."""
    rows = form(rng, "user", 12).assign(programme="AB", scale_points=6)
    rows["u5"] = pd.array(rng.integers(2, 6, len(rows)), dtype="Int64")
    cell = rows.groupby(["provider_id", "year"]).ngroup().to_numpy()
    level = 4.0 + effect * (rows["u5"].to_numpy(dtype=float) - 3.5) + rng.normal(0, 0.3, cell.max() + 1)[cell]
    for item in ITEMS:
        rows[item] = pd.array(1 + rng.binomial(5, (level - 1) / 5), dtype="Int64")
    means = rows.groupby(["year", "provider_id"])["u5"].mean().astype(float)
    share = np.clip(0.4 + jobs_effect * (means - 3.5), 0.05, 0.95)
    hits = rng.binomial(60, share)
    values = means.reset_index().rename(columns={"provider_id": "unit_id"}).drop(columns="u5")
    values = values.assign(
        unit_level="provider",
        programme="AB",
        indicator="i08",
        numerator=hits,
        denominator=60,
        n=60,
        status="ok",
    )
    values = values.assign(value=values["numerator"] / 60, ci_low=0.0, ci_high=1.0)
    return rows, values[NO_VALUES.columns]


def test_planted_relation_to_other_answers_is_found_and_none_to_jobs():
    rows, values = users(np.random.default_rng(1), 0.2)
    tested = examine(evidence(values, answers_user=rows))
    assert parts(tested) == registered("H14")
    found = verdicts("H14", tested)
    assert found["satisfaction"] == "supported"
    assert found["jobs"] != "supported"
    assert tested.findings[0].estimate.value == pytest.approx(0.2, abs=0.05)


def test_planted_relation_to_jobs_is_found():
    rows, values = users(np.random.default_rng(2), 0.0, 0.15)
    tested = examine(evidence(values, answers_user=rows))
    found = verdicts("H14", tested)
    assert found["jobs"] == "supported"
    assert found["satisfaction"] != "supported"


def test_level_of_a_provider_is_no_relation_within_it():
    rng = np.random.default_rng(3)
    rows, values = users(rng, 0.0)
    lift = pd.factorize(rows["provider_id"])[0] % 2
    for item in ["u5", *ITEMS]:
        rows[item] = (rows[item] + lift).clip(1, 6)
    slope = examine(evidence(values, answers_user=rows)).findings[0].estimate
    assert slope.low < 0 < slope.high


def test_survey_that_nobody_delivered_gives_the_reason():
    assert reasons(examine(evidence())) == {"not_delivered"}


def test_jobs_without_indicator_rows_give_the_reason():
    rows, _ = users(np.random.default_rng(4), 0.2)
    assert examine(evidence(answers_user=rows)).findings[1].estimate.reason == "too_few"
