"""Decide whether a range of stays may be spoken of: the rule under the sentence about staying.

**From records of stays and outcomes alone the rule never says supported.** It asks for agreement of the
landmark shares, the hazards and the subdistribution, inside the data, at the legal maximum and at a tenth
less, and with what is known at intake held fixed. A world in which every outcome was decided at intake can
pass all of that: it has the same likelihood as one in which staying matters
(`batt.relationships.staying.frailty_sensitivity`), and the larger the difference, the surer it passes. So
agreement gives ``cannot_tell`` with the reason ``fixed_at_intake_possible``, and the strength that a hidden
trait would need. Only who knows from outside the data that no trait is so strong (`strongest_hidden`) gets a
range.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.leavers.judge import (
    MINIMUM_CLUSTERS,
    MINIMUM_LEAVERS,
    MINIMUM_OF_EACH,
    PRACTICAL_SHARE,
)
from batt.relationships.staying.frailty_sensitivity import (
    TRAITS,
    NeededStrength,
    intake_groups,
    needed_odds_ratio,
    standardised_shares,
)
from batt.relationships.staying.landmark import LandmarkShares, landmark_shares, landmark_weeks
from batt.relationships.staying.range_scan import RangeScan, scan_ranges
from batt.relationships.staying.three_parts import ThreeParts, three_parts
from batt.relationships.verdict import SIGNIFICANCE, Verdict

METHOD = "landmark"
LONGEST_HORIZON = 26.0
"""Half a year. Source: decision."""

SHORTER = 0.9
"""The part of the legal maximum at which the range is asked for again. Source: decision."""

SEED = 20120101

REASONS = (
    "methods_agree",
    "no_rise",
    "no_fall",
    "too_small",
    "too_few_leavers",
    "few_providers",
    "range_not_found",
    "hazards_disagree",
    "depends_on_maximum",
    "explained_at_intake",
    "fixed_at_intake_possible",
)


@dataclass(frozen=True)
class StayingVerdict:
    """What staying goes with, among those still in.

    Attributes
    ----------
    verdict
        With its reason, one of `REASONS` or an estimate's.
    estimate
        How far the range that stands out most stands above the weeks before and after it, in share points.
    shares
        The landmark shares that it rests on.
    scan, hazards, needed
        The range that stands out most; the hazards in, before and after it; how strong a hidden trait would
        have to be. None where the rule had decided before.
    known_odds_ratio
        How strong all that is known at intake is together, for comparison with `needed`; NaN when unknown.
    """

    verdict: Verdict
    estimate: Estimate
    shares: LandmarkShares
    scan: RangeScan | None = None
    hazards: ThreeParts | None = None
    needed: NeededStrength | None = None
    known_odds_ratio: float = np.nan

    @property
    def range_weeks(self) -> tuple[float, float] | None:
        """First and last week of the range; None unless the verdict is ``supported``."""
        if self.scan is None or self.verdict.verdict != "supported":
            return None
        return self.scan.week_low, self.scan.week_high


@dataclass(frozen=True)
class _Stays:
    """One programme's spells as arrays of one length, with what is asked of them."""

    time: np.ndarray
    cause: np.ndarray
    entry: np.ndarray
    clusters: np.ndarray
    traits: pd.DataFrame
    outcome: int
    max_weeks: float
    seed: int

    @property
    def horizon(self) -> float:
        return horizon_for(self.max_weeks)

    def shares(self, until_weeks: float = np.inf) -> LandmarkShares:
        """Return the landmark shares whose windows end by a week."""
        return landmark_shares(
            self.time,
            self.cause,
            self.entry,
            self.clusters,
            outcome=self.outcome,
            horizon_weeks=self.horizon,
            weeks=landmark_weeks(self.time, self.entry, self.horizon, until_weeks),
        )

    def stands_out(self, shares: LandmarkShares) -> bool:
        """Whether some range stands out of these shares."""
        if shares.reason:
            return False
        scan = scan_ranges(shares.weeks, shares.share, shares.influence, seed=self.seed)
        return not scan.reason and scan.p < SIGNIFICANCE


def horizon_for(max_weeks: float) -> float:
    """Return how far landmarks look ahead: half a year, or a quarter of a legal maximum below two years."""
    return LONGEST_HORIZON if not np.isfinite(max_weeks) else min(LONGEST_HORIZON, max_weeks / 4)


def staying_verdict(
    spells: pd.DataFrame,
    *,
    outcome: int,
    max_weeks: float = np.nan,
    strongest_hidden: float = np.inf,
    seed: int = SEED,
) -> StayingVerdict:
    """Judge whether chances are higher in a range of weeks, with both ends inside the data.

    Parameters
    ----------
    spells
        One programme's pooled spells, one row per spell: ``time_days, entry_days, cause, provider_id``, and
        those of `TRAITS` that are known.
    outcome
        The cause asked about.
    max_weeks
        The programme's legal maximum; NaN when it has none, and then what is inside the data takes its place.
    strongest_hidden
        Odds ratio of the strongest trait fixed at intake, beyond the known ones, that is thought possible.
        Infinite (nothing is assumed) unless knowledge from outside these data says otherwise.

    Returns
    -------
    StayingVerdict
        ``not_supported`` when the upper 95 % limit of the height is below `PRACTICAL_SHARE`. ``supported``
        when every method agrees and the trait that would be needed is stronger than `strongest_hidden`. Else
        ``cannot_tell``, with the first reason met.
    """
    stays = _Stays(
        spells["time_days"].to_numpy(dtype=float),
        spells["cause"].to_numpy(),
        spells["entry_days"].to_numpy(dtype=float),
        spells["provider_id"].to_numpy(),
        spells[[name for name in TRAITS if name in spells]],
        outcome,
        max_weeks,
        seed,
    )
    shares = stays.shares()
    if reason := _too_little(stays, shares):
        return _undecided(shares, len(spells), reason)
    scan = scan_ranges(shares.weeks, shares.share, shares.influence, seed=seed)
    if scan.reason:
        return _undecided(shares, len(spells), scan.reason)
    estimate = Estimate(
        METHOD,
        "share_difference",
        scan.value,
        scan.low,
        scan.high,
        p=scan.p,
        n=shares.n,
        n_clusters=shares.n_clusters,
        is_one_sided=True,
    )
    if verdict := _excluded(scan):
        return StayingVerdict(verdict, estimate, shares, scan)
    if scan.p >= SIGNIFICANCE:
        return StayingVerdict(Verdict("cannot_tell", "range_not_found"), estimate, shares, scan)
    hazards = _hazards(stays, shares, scan)
    known, needed = _needed(stays, shares, scan)
    if not hazards.stands_out:
        verdict = Verdict("cannot_tell", "hazards_disagree")
    elif not _stands_shorter(stays, shares):
        verdict = Verdict("cannot_tell", "depends_on_maximum")
    elif needed is None:
        verdict = Verdict("cannot_tell", "explained_at_intake")
    elif needed.low <= strongest_hidden:
        verdict = Verdict("cannot_tell", "fixed_at_intake_possible")
    else:
        verdict = Verdict("supported", "methods_agree")
    return StayingVerdict(verdict, estimate, shares, scan, hazards, needed, known)


def _too_little(stays: _Stays, shares: LandmarkShares) -> str:
    """Say why there is too little to look for a range, or return an empty string."""
    left, there = int((stays.cause > 0).sum()), int((stays.cause == stays.outcome).sum())
    if left < MINIMUM_LEAVERS or min(there, left - there) < MINIMUM_OF_EACH:
        return "too_few_leavers"
    if shares.n_clusters < MINIMUM_CLUSTERS:
        return "few_providers"
    return shares.reason


def _excluded(scan: RangeScan) -> Verdict | None:
    """Return the verdict that a rise and fall of practical size is excluded, or None."""
    if scan.high >= PRACTICAL_SHARE:
        return None
    falls_nowhere, rises_nowhere = scan.fall_high < PRACTICAL_SHARE, scan.rise_high < PRACTICAL_SHARE
    if falls_nowhere == rises_nowhere:
        return Verdict("not_supported", "too_small")
    return Verdict("not_supported", "no_fall" if falls_nowhere else "no_rise")


def _hazards(stays: _Stays, shares: LandmarkShares, scan: RangeScan) -> ThreeParts:
    """Compare the hazards in the weeks that the range's windows cover with those before and after."""
    horizon = stays.horizon
    return three_parts(
        stays.time,
        stays.cause,
        stays.entry,
        stays.clusters,
        outcome=stays.outcome,
        weeks=(scan.week_low, scan.week_high + horizon, float(shares.weeks[-1]) + horizon),
    )


def _needed(stays: _Stays, shares: LandmarkShares, scan: RangeScan) -> tuple[float, NeededStrength | None]:
    """Return how strong the known traits are, and a hidden one would have to be.

    The latter is None when no range stands out once the known traits are held fixed.
    """
    groups = intake_groups(stays.traits, stays.cause > 0, stays.cause == stays.outcome)
    adjusted = shares
    if not groups.reason:
        adjusted = standardised_shares(
            stays.time,
            stays.cause,
            stays.entry,
            stays.clusters,
            groups,
            outcome=stays.outcome,
            horizon_weeks=stays.horizon,
            weeks=shares.weeks,
        )
        if not stays.stands_out(adjusted) or adjusted.weeks[-1] <= scan.week_high:
            return groups.odds_ratio, None
    return groups.odds_ratio, needed_odds_ratio(adjusted, scan)


def _stands_shorter(stays: _Stays, shares: LandmarkShares) -> bool:
    """Whether a range still stands out of windows that end by the legal maximum, and by a tenth less."""
    inside = float(shares.weeks[-1]) + stays.horizon
    full = stays.max_weeks if np.isfinite(stays.max_weeks) else inside
    return all(stays.stands_out(stays.shares(part * full)) for part in (1.0, SHORTER))


def _undecided(shares: LandmarkShares, n: int, reason: str) -> StayingVerdict:
    """Return a verdict without a number."""
    of_estimate = {"too_few_leavers": "too_few", "few_providers": "few_clusters"}.get(reason, reason)
    estimate = no_estimate(METHOD, "share_difference", of_estimate, n=n, n_clusters=shares.n_clusters)
    return StayingVerdict(Verdict("cannot_tell", reason), estimate, shares)
