"""H20: use of medical treatment and the intake the year after; the leavers' own capability is no finding."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h20_medical_treatment import examine, treatment_beyond_expected

YEARS = (2012, 2013, 2014, 2015)


def evidence(*, effect=0.0, providers=60):
    """Return courses in AB whose intake follows the provider's use of A3 the year before."""
    rng = np.random.default_rng(19)
    parts = []
    for provider in range(providers):
        use = 0.10 + np.clip(rng.normal(0, 0.08, len(YEARS)), -0.10, 0.3)
        for place, year in enumerate(YEARS):
            low = np.clip(0.35 + (effect * (use[place - 1] - 0.10) / 0.10 if place else 0.0), 0.02, 0.98)
            exits, starters = 60, 60
            is_low = rng.random(exits) < 0.35
            # Whoever has low capability goes to treatment twice as often as others.
            treated = rng.random(exits) < use[place] * np.where(is_low, 1.5, 0.75)
            capability = np.where(rng.random(starters) < low, "1", "2")
            parts.append(
                pd.DataFrame(
                    {
                        "year": year,
                        "provider_id": f"A{provider:03d}",
                        "programme": "AB",
                        "is_exit": np.repeat([True, False], [exits, starters]),
                        "started_in_year": np.repeat([False, True], [exits, starters]),
                        "end_cause": np.concatenate([np.where(treated, "A3", "X3"), [None] * starters]),
                        "cause_group": np.concatenate(
                            [np.where(treated, "active", "other"), [None] * starters]
                        ),
                        "work_capability": np.concatenate([np.where(is_low, "1", "2"), capability]),
                    }
                )
            )
    return Evidence(YEARS, {"spells": pd.concat(parts, ignore_index=True)}, pd.DataFrame())


def intake(given):
    (finding,) = examine(given).findings
    assert finding.part == "intake"
    return finding.estimate


def test_a_planted_effect_is_found():
    found = intake(evidence(effect=0.08))
    # Sixty exits measure a provider's use with error, so the slope is drawn towards zero, not to it.
    assert 0.02 < found.low < found.high < 0.10


def test_without_an_effect_none_is_found():
    found = intake(evidence())
    assert found.low < 0 < found.high


def test_an_unapproved_treatment_is_none_and_the_expected_share_is_taken_off():
    spells = pd.DataFrame(
        {
            "year": 2014,
            "provider_id": ["A", "A", "B", "B"],
            "programme": "AB",
            "is_exit": True,
            "end_cause": ["A3", "A3", "X3", "X3"],
            "cause_group": ["active", "other", "other", "other"],
            "work_capability": "1",
        }
    )
    found = treatment_beyond_expected(spells).set_index("provider_id")["treated"]
    # One of four goes to treatment: A has one of two, B none, in ten percentage points.
    assert found.to_dict() == pytest.approx({"A": 2.5, "B": -2.5})


@pytest.mark.parametrize("years", [(), (2012,), (2012, 2013)])
def test_too_few_years_give_a_reason(years):
    full = evidence()
    spells = full.clean["spells"]
    given = Evidence(years, {"spells": spells[spells["year"].isin(years)]} if years else {}, pd.DataFrame())
    expected = {0: "not_delivered", 1: "too_few", 2: "no_period_before"}[len(years)]
    assert intake(given).reason == expected


def test_nobody_going_to_treatment_is_a_constant_exposure():
    spells = evidence().clean["spells"]
    nobody = spells.assign(end_cause=spells["end_cause"].where(spells["end_cause"] != "A3", "X3"))
    assert intake(Evidence(YEARS, {"spells": nobody}, pd.DataFrame())).reason == "constant_exposure"
