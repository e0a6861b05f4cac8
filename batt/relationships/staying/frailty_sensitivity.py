"""Ask how much of a curve over weeks in the programme could come from who is still in.

People differ when they start, and those bound for a job leave at other times than the rest. That alone makes
the chances of those still in rise and fall with the week. What is known of people at intake can be held
fixed (`standardised_shares`). What is not known cannot: every joint distribution of stay and outcome is also
that of a world in which the outcome is drawn first and the stay after it, P(outcome) · P(stay | outcome). The
likelihood is the same for any data, so no test separates the two worlds, and all that can be said is how
strong a hidden trait would have to be (`needed_odds_ratio`).
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import stats

from batt.relationships.regression import fit_regression
from batt.relationships.staying.landmark import MINIMUM_IN, LandmarkShares, landmark_shares
from batt.relationships.staying.range_scan import RangeScan

TRAITS = ("work_capability", "basic_competence", "gender", "minority", "age_group")
"""What is known of a participant at intake. Source: WG §3."""

GROUPS = 5


@dataclass(frozen=True)
class IntakeGroups:
    """People in groups by their chance of the outcome as it is predicted from what is known at intake.

    Attributes
    ----------
    group
        0 (lowest chance) up to at most `GROUPS` − 1, shape (n,).
    odds_ratio
        Odds at the 90th percentile of the predicted chance over those at the 10th: how strong the known
        traits are together. NaN when `reason` is set.
    reason
        Empty, or why nobody could be grouped: ``not_delivered`` (no trait is known) or the regression's
        reason.
    """

    group: np.ndarray
    odds_ratio: float
    reason: str = ""


def intake_groups(traits: pd.DataFrame, has_left: np.ndarray, is_outcome: np.ndarray) -> IntakeGroups:
    """Group people by the chance that a logit on their traits gives them.

    Parameters
    ----------
    traits
        Coded traits, one row per spell; an unknown value is a value of its own.
    has_left, is_outcome
        Whether the spell has ended, and for the cause asked about; the logit is fitted to those who left.
    """
    columns = [pd.get_dummies(traits[name].astype("str").fillna("?"), drop_first=True) for name in traits]
    dummies = pd.concat(columns, axis=1).to_numpy(dtype=float) if columns else np.empty((len(traits), 0))
    # A value that nobody who left had tells nothing of them.
    dummies = dummies[:, np.ptp(dummies[has_left], axis=0) > 0] if has_left.any() else dummies[:, :0]
    together = np.zeros(len(traits), dtype=int)
    if dummies.shape[1] == 0:
        return IntakeGroups(together, np.nan, "not_delivered")
    design = np.column_stack([np.ones(len(traits)), dummies])
    fit = fit_regression(design[has_left], is_outcome[has_left].astype(float), family="logit")
    if fit.reason:
        return IntakeGroups(together, np.nan, fit.reason)
    score = design @ fit.coef
    low, high = np.quantile(score, [0.1, 0.9])
    cuts = np.unique(np.quantile(score, np.arange(1, GROUPS) / GROUPS))
    return IntakeGroups(np.searchsorted(cuts, score, side="left"), float(np.exp(high - low)))


def standardised_shares(
    time: np.ndarray,
    cause: np.ndarray,
    entry: np.ndarray,
    clusters: np.ndarray,
    groups: IntakeGroups,
    *,
    outcome: int,
    horizon_weeks: float,
    weeks: np.ndarray,
) -> LandmarkShares:
    """Estimate landmark shares as they would be if those still in had the mix of groups seen at the start.

    Estimand: the average over intake groups, weighted as among those followed from their start, of the share
    of those still in at the landmark that leaves for the cause within the horizon. Weeks are kept up to the
    first at which a group has fewer than a fifth of `MINIMUM_IN` still in.
    """
    from_start = entry <= 0
    names = np.unique(np.asarray(clusters))
    total, influence = np.zeros(len(weeks)), np.zeros((len(names), len(weeks)))
    n_in, outcomes_n = np.zeros(len(weeks), dtype=int), np.zeros(len(weeks), dtype=int)
    is_full = np.ones(len(weeks), dtype=bool)
    one: LandmarkShares | None = None
    for group in np.unique(groups.group):
        rows = groups.group == group
        weight = (rows & from_start).sum() / max(from_start.sum(), 1)
        one = landmark_shares(
            time[rows],
            cause[rows],
            entry[rows],
            clusters[rows],
            outcome=outcome,
            horizon_weeks=horizon_weeks,
            weeks=weeks,
        )
        if one.reason:
            return one
        is_full &= one.n_in >= MINIMUM_IN / GROUPS
        total += weight * np.where(is_full, one.share, 0.0)
        here = np.searchsorted(names, pd.unique(np.asarray(clusters)[rows]))
        influence[here] += weight * np.where(is_full, one.influence, 0.0)
        n_in, outcomes_n = n_in + one.n_in, outcomes_n + one.outcomes_n
    if one is None:
        raise ValueError("nobody to standardise")
    stop = len(weeks) if is_full.all() else int(np.argmin(is_full))
    blank = np.full(stop, np.nan)
    return replace(
        one,
        weeks=weeks[:stop],
        n_in=n_in[:stop],
        outcomes_n=outcomes_n[:stop],
        share=total[:stop],
        low=blank,
        high=blank,
        influence=influence[:, :stop],
        n=len(time),
        n_clusters=len(names),
    )


@dataclass(frozen=True)
class NeededStrength:
    """How strong a trait fixed at intake would have to be to make a range stand out by itself.

    Attributes
    ----------
    odds_ratio
        Odds of the outcome for those it favours most over those it favours least, at the least.
    low
        Lower 95 % limit.
    """

    odds_ratio: float
    low: float


def needed_odds_ratio(shares: LandmarkShares, scan: RangeScan) -> NeededStrength:
    """Bound from below the strength of a trait that alone makes the range stand out on one of its sides.

    If, given the trait, the chance were the same at every week, each week's share would be an average of
    those chances, weighted by who is still in. So some would have at least the share inside the range, and
    some at most the share before (or after) it: the odds ratio between people is at least the one between
    weeks. The smaller of the two sides is taken, since a range falls when one of them does. The bound is no
    argument against such a trait: it says what one must believe to believe in it.

    Source: the reasoning of Cornfield et al. (1959), J. Natl. Cancer Inst. 22, 173–203.
    """
    is_before, is_after = shares.weeks < scan.week_low, shares.weeks > scan.week_high
    inside = ~is_before & ~is_after
    q = float(stats.t.ppf(0.975, shares.n_clusters - 1))
    factor = np.sqrt(shares.n_clusters / (shares.n_clusters - 1))

    def log_odds(rows: np.ndarray) -> tuple[float, np.ndarray]:
        share = float(np.clip(shares.share[rows].mean(), 1e-9, 1 - 1e-9))
        return float(np.log(share / (1 - share))), shares.influence[:, rows].mean(axis=1) / (
            share * (1 - share)
        )

    top, top_influence = log_odds(inside)
    sides = []
    for rows in (is_before, is_after):
        level, influence = log_odds(rows)
        error = factor * float(np.linalg.norm(top_influence - influence))
        sides.append((top - level, top - level - q * error))
    return NeededStrength(*(float(np.exp(min(values))) for values in zip(*sides)))
