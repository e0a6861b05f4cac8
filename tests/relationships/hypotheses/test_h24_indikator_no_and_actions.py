"""H24: improvement actions evaluated, at providers in indikator.no and the others."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h24_indikator_no_and_actions import evaluated_shares, examine

YEARS = (2014, 2015)


def evidence(*, seed=1, difference=0.0, taking_part=60, others=60):
    rng = np.random.default_rng(seed)
    providers, actions = [], []
    for number in range(taking_part + others):
        one, is_in = f"A{number:03d}", number < taking_part
        level = rng.normal(0, 0.05)
        for year in YEARS:
            providers.append((one, year, is_in))
            share = 0.4 + level + difference * is_in
            actions += [(one, year, rng.random() < share) for _ in range(rng.integers(1, 5))]
    clean = {
        "providers": pd.DataFrame(providers, columns=["provider_id", "year", "in_indikator_no"]),
        "improvement_actions": pd.DataFrame(actions, columns=["provider_id", "year", "is_evaluated"]),
    }
    return Evidence(YEARS, clean, pd.DataFrame())


def evaluated(given):
    (finding,) = examine(given).findings
    assert finding.part == "evaluated"
    return finding.estimate


def test_a_planted_difference_is_found_by_every_method():
    given = evidence(difference=0.3)
    found = evaluated(given)
    assert found.low < 0.3 < found.high
    assert found.low > 0.1
    np.testing.assert_allclose(examine(given).tables["h24_checks"]["value"], found.value, atol=0.03)


def test_without_a_difference_none_is_found():
    found = evaluated(evidence())
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("groups", "reason"),
    [({"taking_part": 9}, "too_few"), ({"others": 0}, "one_group"), ({"taking_part": 0}, "one_group")],
)
def test_a_small_or_empty_group_is_no_comparison(groups, reason):
    assert evaluated(evidence(difference=0.5, **groups)).reason == reason


def test_actions_that_nobody_delivered_are_named_so():
    assert evaluated(Evidence(YEARS, {}, pd.DataFrame())).reason == "not_delivered"


def test_an_action_of_which_nothing_is_known_is_not_counted():
    actions = pd.DataFrame(
        {"provider_id": "A", "year": 2015, "is_evaluated": pd.array([True, False, None], dtype="boolean")}
    )
    (row,) = evaluated_shares(actions).to_dict("records")
    assert (row["evaluated_share"], row["actions_n"]) == (0.5, 2)
