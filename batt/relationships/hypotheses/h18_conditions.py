"""H18: how much of what separates providers is who they serve and where they work?"""

import pandas as pd

from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding

METHOD = "variance_explained"
JOBS = "i08"
PARTS = ("mix", "mix_and_labour_market")
REASONS = {
    "too_few_providers": "too_few",
    "no_variance_between_providers": "no_variation_in_outcome",
    "variance_near_zero": "no_variation_in_outcome",
}
"""The comparison's reasons in the words of `Estimate`; the others are the same in both."""


def examine(evidence: Evidence) -> Examined:
    """Take the shares of the variance from the comparisons of the last year, as they stand on its page.

    The interval is the test (a bootstrap over providers with the coefficients drawn, too), so there is no
    p-value and the parts are in no family.
    """
    shares = evidence.comparisons.get("variance_explained", pd.DataFrame())
    return Examined(tuple(Finding(part, _estimate(shares, part)) for part in PARTS))


def _estimate(shares: pd.DataFrame, part: str) -> Estimate:
    """Return the share of the variance in the share going to a job that one set of conditions explains."""
    if shares.empty:
        return no_estimate(METHOD, "explained", "not_delivered")
    chosen = shares[(shares["indicator"] == JOBS) & (shares["explained_by"] == part)]
    if chosen.empty:
        return no_estimate(METHOD, "explained", "not_delivered")
    row = chosen.iloc[0]
    n, n_clusters = int(row["n"]), int(row["n_providers"])
    if row["reason"]:
        reason = REASONS.get(row["reason"], str(row["reason"]))
        return no_estimate(METHOD, "explained", reason, n=n, n_clusters=n_clusters)
    value, low, high = (float(row[name]) for name in ("share_explained", "low", "high"))
    return Estimate(METHOD, "explained", value, low, high, n=n, n_clusters=n_clusters)
