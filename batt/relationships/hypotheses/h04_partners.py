"""H4: do providers with more placement partners have more people in placements, and more who go to a job?"""

from batt.relationships.clustered.checks import check_table, share_checks
from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.clustered.slope import slope_between, slope_within
from batt.relationships.clustered.within_between import METHOD
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.panels import KEY, partners_per_100

OUTCOMES = {"placements": "i06", "jobs": "i08"}
"""Part → indicator."""

PARTNERS_A_STEP = 10


def examine(evidence: Evidence) -> Examined:
    """Compare shares, programme by programme, against partners per hundred participants.

    The number of participants is held fixed: partners do not grow in step with size, so that a small provider
    has more of them per hundred for no other reason than being small.
    """
    partners = partners_per_100(evidence)
    partners = partners.assign(exposure=partners["partners_per_100"] / PARTNERS_A_STEP)
    findings, checks = [], {}
    for part, indicator in OUTCOMES.items():
        frame = evidence.panel(indicator).merge(partners, on=KEY, validate="many_to_one")
        parts = (part,) if part == "placements" else (part, "jobs_within")
        if frame.empty:
            nothing = no_estimate(METHOD, "share_difference", "not_delivered")
            findings += [Finding(one, nothing) for one in parts]
            continue
        rows = panel_rows(
            frame,
            outcome="value",
            exposure="exposure",
            weight="n",
            fixed=("year", "programme"),
            controls=("log_participants",),
        )
        between = slope_between(rows)
        findings.append(Finding(part, between.estimate("share_difference", METHOD)))
        checks[part] = share_checks(between)
        if part == "jobs":
            findings.append(Finding("jobs_within", slope_within(rows).estimate("share_difference", METHOD)))
    return Examined(tuple(findings), {"h04_checks": check_table(checks)})
