"""H23: does the newsletter's ranking by number give another order than a ranking by share?"""

import pandas as pd

from batt.relationships.agreement import METHOD, order_agreement
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding

TOTAL = "total"


def examine(evidence: Evidence) -> Examined:
    """Compare the two orders of the newsletter's list over all programmes; the other lists go to the table.

    Only providers with a place by share (at least five exits) take part.
    """
    newsletter = evidence.comparisons.get("newsletter", pd.DataFrame())
    if newsletter.empty:
        return Examined((Finding("order", no_estimate(METHOD, "correlation", "not_delivered")),))
    ranked = newsletter[newsletter["rate_rank"].notna()]
    found = {
        str(ranking): order_agreement(group, "jobs", "rate") for ranking, group in ranked.groupby("ranking")
    }
    estimate = found.get(TOTAL, no_estimate(METHOD, "correlation", "too_few"))
    rows = [(ranking, one.value, one.low, one.high, one.n, one.reason) for ranking, one in found.items()]
    columns = ["ranking", "kendall", "low", "high", "providers_n", "reason"]
    return Examined((Finding("order", estimate),), {"h23_orders": pd.DataFrame(rows, columns=columns)})
