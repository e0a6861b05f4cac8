"""Decide on a claim from the number it rests on: supported, not supported, or cannot tell."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from batt.relationships.estimate import Estimate

VerdictName = Literal["supported", "not_supported", "cannot_tell"]
Direction = Literal["higher", "lower", "differs"]

SIGNIFICANCE = 0.05

REASONS = ("established", "too_small", "opposite", "interval_too_wide", "not_after_holm")
"""Why a claim got its verdict; where there is no number, the estimate's own reason stands instead."""


@dataclass(frozen=True)
class Verdict:
    """The verdict on a claim, with its reason."""

    verdict: VerdictName
    reason: str


def judge_claim(
    estimate: Estimate, direction: Direction, smallest_effect: float, p_adjusted: float = np.nan
) -> Verdict:
    """Judge whether an estimate supports a claim that something is higher, lower or different.

    Parameters
    ----------
    direction
        Which side of the estimate's `null` the claim is on.
    smallest_effect
        Smallest distance from `null` that matters in practice, on the value's scale; for a ratio the ratio
        above 1 (1.10 = one tenth more).
    p_adjusted
        The p-value after adjustment for the family the claim belongs to; NaN where the interval is the test.

    Returns
    -------
    Verdict
        ``not_supported`` when the 95 % interval excludes an effect of practical size in the direction claimed
        (``too_small``, or ``opposite`` when the interval lies wholly on the other side); ``supported`` when
        the interval lies wholly on the claimed side, an effect of practical size is not excluded, and the
        adjusted p-value is below 0.05; else ``cannot_tell``.
    """
    if estimate.reason:
        return Verdict("cannot_tell", estimate.reason)
    null = estimate.additive(estimate.null)
    low, high = estimate.additive(estimate.low) - null, estimate.additive(estimate.high) - null
    # A smallest effect of a ratio is itself a ratio; additive() turns both into distances.
    smallest = estimate.additive(smallest_effect)
    if direction == "differs":
        low, high = (low, high) if low + high >= 0 else (-high, -low)
        is_opposite = False
        is_too_small = high < smallest and low > -smallest
    else:
        low, high = (low, high) if direction == "higher" else (-high, -low)
        is_opposite = high < 0
        is_too_small = high < smallest
    if is_opposite:
        return Verdict("not_supported", "opposite")
    if is_too_small:
        return Verdict("not_supported", "too_small")
    if low <= 0:
        return Verdict("cannot_tell", "interval_too_wide")
    return after_holm(Verdict("supported", "established"), p_adjusted)


def after_holm(verdict: Verdict, p_adjusted: float) -> Verdict:
    """Take back a ``supported`` that does not outlast the adjustment for the family it belongs to."""
    if verdict.verdict == "supported" and p_adjusted >= SIGNIFICANCE:
        return Verdict("cannot_tell", "not_after_holm")
    return verdict
