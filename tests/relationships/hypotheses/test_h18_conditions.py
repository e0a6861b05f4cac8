"""H18 takes what the comparisons found, or their reason."""

import numpy as np
import pandas as pd
import pytest

from batt.relationships.evidence import Evidence
from batt.relationships.hypotheses.h18_conditions import examine
from batt.relationships.verdict import judge_claim


def evidence(**columns):
    parts = ["mix", "mix_and_labour_market", "mix_without_work_capability_and_labour_market"]
    row = {"share_explained": 0.4, "low": 0.2, "high": 0.6, "n_providers": 60, "n": 3000, "reason": ""}
    jobs = pd.DataFrame({"explained_by": parts, "indicator": "i08"}).assign(**(row | columns))
    other = jobs.assign(indicator="i09", share_explained=0.99)
    return Evidence((2015,), {}, pd.DataFrame(), {"variance_explained": pd.concat([other, jobs])})


def test_shares_and_limits_are_those_of_the_comparison():
    for finding in examine(evidence()).findings:
        estimate = finding.estimate
        assert (estimate.value, estimate.low, estimate.high) == (0.4, 0.2, 0.6)
        assert (estimate.n, estimate.n_clusters) == (3000, 60)
        assert np.isnan(estimate.p)
        assert judge_claim(estimate, "higher", 0.1).verdict == "supported"


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("too_few_providers", "too_few"),
        ("no_variance_between_providers", "no_variation_in_outcome"),
        ("variance_near_zero", "no_variation_in_outcome"),
        ("separation", "separation"),
    ],
)
def test_a_reason_is_passed_on_and_no_number(theirs, ours):
    for finding in examine(evidence(reason=theirs)).findings:
        assert finding.estimate.reason == ours and np.isnan(finding.estimate.value)


def test_without_the_comparison_nothing_can_be_told():
    findings = examine(Evidence((2015,), {}, pd.DataFrame())).findings
    assert {finding.part for finding in findings} == {"mix", "mix_and_labour_market"}
    assert {finding.estimate.reason for finding in findings} == {"not_delivered"}
