"""A claim is supported, not supported, or cannot be told, by its interval, its size and its family."""

import pytest

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.verdict import judge_claim


def points(low: float, high: float) -> Estimate:
    return Estimate("any", "points", (low + high) / 2, low, high, n=100)


@pytest.mark.parametrize(
    ("low", "high", "direction", "p", "verdict", "reason"),
    [
        (0.1, 0.5, "higher", 0.01, "supported", "established"),
        (0.1, 0.5, "higher", 0.20, "cannot_tell", "not_after_holm"),
        (-0.1, 0.5, "higher", 0.30, "cannot_tell", "interval_too_wide"),
        (-0.1, 0.15, "higher", 0.90, "not_supported", "too_small"),
        (0.02, 0.15, "higher", 0.001, "not_supported", "too_small"),
        (-0.5, -0.1, "higher", 0.001, "not_supported", "opposite"),
        (-0.5, -0.1, "lower", 0.001, "supported", "established"),
        (0.1, 0.5, "lower", 0.001, "not_supported", "opposite"),
        (-0.15, 0.1, "lower", 0.9, "not_supported", "too_small"),
        (0.1, 0.5, "differs", 0.01, "supported", "established"),
        (-0.5, -0.1, "differs", 0.01, "supported", "established"),
        (-0.1, 0.15, "differs", 0.9, "not_supported", "too_small"),
        (-0.3, 0.1, "differs", 0.3, "cannot_tell", "interval_too_wide"),
        (-0.1, 0.3, "differs", 0.3, "cannot_tell", "interval_too_wide"),
        (-0.3, -0.19, "differs", 0.01, "supported", "established"),
    ],
)  # fmt: skip
def test_the_verdict_follows_from_interval_size_and_family(low, high, direction, p, verdict, reason):
    found = judge_claim(points(low, high), direction, 0.2, p)
    assert (found.verdict, found.reason) == (verdict, reason)


@pytest.mark.parametrize(
    ("low", "high", "direction", "verdict"),
    [
        (1.05, 1.4, "higher", "supported"),
        (0.95, 1.08, "higher", "not_supported"),
        (0.7, 0.95, "lower", "supported"),
        (0.95, 1.2, "lower", "not_supported"),
        (0.8, 1.2, "lower", "cannot_tell"),
    ],
)
def test_a_ratio_is_judged_by_its_logarithm(low, high, direction, verdict):
    estimate = Estimate("any", "hazard_ratio", (low * high) ** 0.5, low, high, n=100, null=1.0)
    assert judge_claim(estimate, direction, 1.10, 0.01).verdict == verdict


def test_a_claim_about_a_share_is_judged_from_one_half():
    assert (
        judge_claim(Estimate("any", "share", 0.6, 0.52, 0.68, null=0.5), "higher", 0.05).verdict
        == "supported"
    )
    assert judge_claim(Estimate("any", "share", 0.5, 0.46, 0.54, null=0.5), "higher", 0.05).verdict == (
        "not_supported"
    )


def test_without_a_p_value_the_interval_is_the_test():
    assert judge_claim(points(0.1, 0.5), "higher", 0.2).verdict == "supported"


def test_where_there_is_no_number_the_reason_is_passed_on():
    found = judge_claim(no_estimate("any", "points", "one_cluster"), "higher", 0.2, 0.001)
    assert (found.verdict, found.reason) == ("cannot_tell", "one_cluster")
