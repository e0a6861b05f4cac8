"""Judge shares of yes in one or two groups: one against a half, two against each other."""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from batt.indicators._formulas import wilson_interval
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.surveys.cluster_sums import Column, cluster_codes, cluster_covariance

METHOD = "two_groups"
HALF = 0.5


@dataclass(frozen=True)
class Answered:
    """How many of those who answered said yes.

    Attributes
    ----------
    yes, n
        Answers of yes, and all answers.
    effective_n
        How many independent answers tell as much as the n: n itself unless several answers come from the
        same respondent; never more than n.
    n_clusters
        Respondents, where some have several answers; else None.
    """

    yes: int
    n: int
    effective_n: float
    n_clusters: int | None = None

    @property
    def share(self) -> float:
        return self.yes / self.n if self.n else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval of the share, NaN without answers."""
        low, high = wilson_interval(self.share * self.effective_n, self.effective_n)
        return float(low), float(high)


def count_yes(
    is_yes: Column,
    respondents: Column | None = None,
) -> Answered:
    """Count answers of yes, with the loss of information where a respondent gave several.

    Parameters
    ----------
    is_yes
        One entry per answer.
    respondents
        Who gave it, such as a NAV office; missing ones are taken as different respondents.

    Source: Rao & Scott (1992), Biometrics 48, 577–585: counts divided by the design effect.
    """
    said = np.asarray(is_yes, dtype=float)
    n, yes = len(said), int(said.sum())
    if respondents is None or n < 2:
        return Answered(yes, n, float(n))
    codes = cluster_codes(respondents)
    n_clusters = len(np.unique(codes))
    if n_clusters == n:
        return Answered(yes, n, float(n))
    share = yes / n
    if share in (0.0, 1.0) or n_clusters == 1:
        # Without variation the likeness cannot be estimated: one answer a respondent is the safe reading.
        return Answered(yes, n, float(n_clusters), n_clusters)
    variance = cluster_covariance(((said - share) / n)[:, None], codes)[0, 0]
    effective_n = min(float(n), share * (1 - share) / variance) if variance > 0 else float(n)
    return Answered(yes, n, effective_n, n_clusters)


def above_half(counted: Answered) -> Estimate:
    """Test whether more than half say yes, by the exact one-sided binomial test; Wilson's interval.

    Estimand: the share of yes among those who answer.

    The test never rejects a true half more often than it claims, mostly less often. Source: Clopper &
    Pearson (1934), with effective counts after Korn & Graubard (1998), Survey Methodology 24, 193–201.
    """
    if counted.n == 0:
        return no_estimate(METHOD, "share", "too_few")
    yes, no = counted.share * counted.effective_n, (1 - counted.share) * counted.effective_n
    p = float(stats.beta.cdf(HALF, yes, no + 1)) if yes > 0 else 1.0
    low, high = counted.interval
    se = float(np.sqrt(HALF * (1 - HALF) / counted.effective_n))
    return Estimate(
        METHOD,
        "share",
        counted.share,
        low,
        high,
        se,
        p,
        n=counted.n,
        n_clusters=counted.n_clusters,
        null=HALF,
        is_one_sided=True,
    )


def difference(first: Answered, second: Answered) -> Estimate:
    """Test whether a larger share of the first group says yes, one-sided by the score test.

    Estimand: the share of yes in the first group minus that in the second, among those who answer.

    Source: Newcombe (1998), Statistics in Medicine 17, 873–890, method 10 for the interval.
    """
    n = first.n + second.n
    if first.n == 0 or second.n == 0:
        return no_estimate(METHOD, "share_difference", "one_group" if n else "too_few", n=n)
    apart = first.share - second.share
    (low_1, high_1), (low_2, high_2) = first.interval, second.interval
    low = apart - np.hypot(first.share - low_1, high_2 - second.share)
    high = apart + np.hypot(high_1 - first.share, second.share - low_2)
    sizes = np.array([first.effective_n, second.effective_n])
    pooled = float(np.array([first.share, second.share]) @ sizes / sizes.sum())
    se = float(np.sqrt(pooled * (1 - pooled) * (1 / sizes).sum()))
    if se == 0:
        return no_estimate(METHOD, "share_difference", "no_variation_in_outcome", n=n)
    counts = [group.n_clusters or group.n for group in (first, second)]
    is_clustered = first.n_clusters is not None or second.n_clusters is not None
    return Estimate(
        METHOD,
        "share_difference",
        apart,
        float(low),
        float(high),
        se,
        float(stats.norm.sf(apart / se)),
        n=n,
        n_clusters=sum(counts) if is_clustered else None,
        is_one_sided=True,
    )
