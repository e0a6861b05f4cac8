"""H16: do local demands fit the aim of the programme? An audit of the targets, not a test of chance."""

import pandas as pd

from batt.relationships.clustered_share import METHOD, clustered_share
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding

LOCAL = "LOKALT"
UNFIT = ("not_suited", "hatched")
SURE_ENOUGH = ("certain", "likely")
"""The table of suitability is reconstructed; cells read with less certainty than this accuse nobody."""
KEY = ["area", "provider_id", "programme", "indicator", "rule"]


def examine(evidence: Evidence) -> Examined:
    """Count the last year's local targets on an indicator that does not suit the programme.

    An indicator that does not cover the programme at all suits it least of all. Targets on cells of uncertain
    reading count as fitting, so the share is a lower one. Whoever sets a target sets several, so the interval
    is clustered on the area.
    """
    targets, audit = evidence.rows("targets"), evidence.comparisons.get("target_audit")
    local = pd.DataFrame()
    if audit is not None and not targets.empty:
        is_local = (targets["level"] == LOCAL) & (targets["year"] == evidence.years[-1])
        local = targets[is_local].drop_duplicates(KEY)
    if audit is None or local.empty:
        return Examined((Finding("not_suited", no_estimate(METHOD, "share", "not_delivered")),))
    is_unfit = audit["finding"].isin(UNFIT) & audit["certainty"].isin(SURE_ENOUGH)
    unfit = audit.loc[(audit["level"] == LOCAL) & is_unfit, KEY].drop_duplicates()
    judged = local[KEY].merge(unfit.assign(is_unfit=True), on=KEY, how="left", validate="one_to_one")
    judged = judged.assign(is_unfit=judged["is_unfit"].eq(True))
    estimate = clustered_share(judged["is_unfit"], judged["area"])
    where = judged[judged["is_unfit"]].groupby(["programme", "indicator"]).size()
    by_area = judged.groupby("area", as_index=False)["is_unfit"].agg(targets_n="size", not_suited_n="sum")
    tables = {"h16_not_suited": where.rename("targets_n").reset_index(), "h16_by_area": by_area}
    return Examined((Finding("not_suited", estimate),), tables)
