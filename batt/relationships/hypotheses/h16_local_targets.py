"""H16: do local demands fit the aim of the programme? An audit of the targets, not a test of chance."""

from batt.indicators._formulas import wilson_interval
from batt.relationships.estimate import Estimate, no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Finding, Tested

METHOD = "audit"


def examine(evidence: Evidence) -> Tested:
    """Count the local targets set on an indicator that is not suited as a target for the programme.

    Only cells of the suitability table whose reading is at least likely count as not suited. The interval is
    Wilson's: how much such a share would vary for a similar year.
    """
    audit = evidence.comparisons.get("target_audit")
    attainment = evidence.comparisons.get("target_attainment")
    if audit is None or attainment is None:
        return Tested((Finding("not_suited", no_estimate(METHOD, "share", "not_delivered")),))
    key = ["area", "provider_id", "programme", "indicator", "rule"]
    local = attainment[attainment["level"] == "LOKALT"].drop_duplicates(key)
    against = audit[(audit["level"] == "LOKALT") & (audit["finding"] == "not_suited")].drop_duplicates(key)
    n = len(local.merge(against[key], on=key, how="outer", validate="one_to_one"))
    if n == 0:
        return Tested((Finding("not_suited", no_estimate(METHOD, "share", "not_delivered")),))
    low, high = (float(end) for end in wilson_interval(len(against), n))
    estimate = Estimate(METHOD, "share", len(against) / n, low, high, n=n, null=0.0)
    table = against.groupby(["programme", "indicator"], as_index=False).size()
    return Tested(
        (Finding("not_suited", estimate),), {"h16_not_suited": table.rename(columns={"size": "targets_n"})}
    )
