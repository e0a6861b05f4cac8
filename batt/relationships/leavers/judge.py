"""Decide whether the description is an inverted U: supported, not supported, or cannot tell."""

from batt.relationships.leavers.height import Height
from batt.relationships.leavers.lind_mehlum import LindMehlum
from batt.relationships.leavers.quadratic import QuadraticFit
from batt.relationships.leavers.two_lines import TwoLines
from batt.relationships.verdict import Verdict

PRACTICAL_SHARE = 0.05
"""Smallest rise and fall that matters: 5 percentage points, one leaver in twenty. Source: decision."""

MINIMUM_LEAVERS = 100
MINIMUM_OF_EACH = 20
"""Leavers to a job, and to something else, that a curve with four knots needs. Source: decision."""

MINIMUM_CLUSTERS = 10
"""Below this the sandwich covariance is not to be trusted. Source: Cameron & Miller (2015), §VI."""

REASONS = (
    "both_tests_agree",
    "no_fall",
    "no_rise",
    "too_small",
    "too_few_leavers",
    "few_providers",
    "no_fit",
    "top_at_edge",
    "top_uncertain",
    "tests_disagree",
    "not_significant",
)


def judge(
    quadratic: QuadraticFit,
    test: LindMehlum,
    lines: TwoLines,
    height: Height,
    n_jobs: int,
    middle: tuple[float, float],
) -> Verdict:
    """Judge whether the share with the outcome rises and then falls with the exposure.

    Parameters
    ----------
    n_jobs
        Rows with the outcome, among `quadratic.n`.
    middle
        5th and 95th percentile of the exposure: "inside the data" means between these two.

    Returns
    -------
    Verdict
        ``not_supported`` when the upper 95 % limit of the height (see `batt.relationships.leavers.height`)
        is below `PRACTICAL_SHARE`, whatever the tests say: a rise and fall of practical size is excluded.
        Else ``supported`` when Lind–Mehlum gives p < 0.05, the two lines have the right signs with p < 0.05
        each, and both the top and its Fieller interval lie inside the data. Else ``cannot_tell``.
    """
    if quadratic.n < MINIMUM_LEAVERS or min(n_jobs, quadratic.n - n_jobs) < MINIMUM_OF_EACH:
        return Verdict("cannot_tell", "too_few_leavers")
    if quadratic.n_clusters is not None and quadratic.n_clusters < MINIMUM_CLUSTERS:
        return Verdict("cannot_tell", "few_providers")
    if quadratic.reason or height.high != height.high:
        return Verdict("cannot_tell", "no_fit")
    if height.high < PRACTICAL_SHARE:
        falls_nowhere, rises_nowhere = height.fall_high < PRACTICAL_SHARE, height.rise_high < PRACTICAL_SHARE
        if falls_nowhere == rises_nowhere:
            return Verdict("not_supported", "too_small")
        return Verdict("not_supported", "no_fall" if falls_nowhere else "no_rise")
    if test.p < 0.05 and lines.is_inverted_u:
        low, high = middle
        if not low < quadratic.turning_point < high:
            return Verdict("cannot_tell", "top_at_edge")
        is_inside = low <= quadratic.fieller_low and quadratic.fieller_high <= high
        if quadratic.fieller_kind != "bounded" or not is_inside:
            return Verdict("cannot_tell", "top_uncertain")
        return Verdict("supported", "both_tests_agree")
    if test.p < 0.05 or lines.is_inverted_u:
        return Verdict("cannot_tell", "tests_disagree")
    return Verdict("cannot_tell", "not_significant")
