"""H8: where more is arranged for physical and mental health, do more go to a job or an active solution?"""

from batt.relationships.clustered.checks import check_table, share_checks
from batt.relationships.clustered.panel_design import panel_rows
from batt.relationships.clustered.slope import slope_between, slope_within
from batt.relationships.clustered.within_between import METHOD
from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding

OUTCOMES = {"jobs": "i08", "active": "i09"}
"""Part → indicator."""

QUESTIONS = 6
ROW = ["year", "provider_id", "programme"]


def examine(evidence: Evidence) -> Examined:
    """Compare shares of the same programme and year against the number of the six questions answered yes."""
    health = evidence.panel("i07")
    arranged = health[ROW].assign(yes=health["value"] * QUESTIONS)
    findings, checks = [], {}
    for part, indicator in OUTCOMES.items():
        frame = evidence.panel(indicator).merge(arranged, on=ROW, validate="one_to_one")
        parts = (part, "jobs_within") if part == "jobs" else (part,)
        if frame.empty:
            nothing = no_estimate(METHOD, "share_difference", "not_delivered")
            findings += [Finding(one, nothing) for one in parts]
            continue
        rows = panel_rows(frame, outcome="value", exposure="yes", weight="n", fixed=("year", "programme"))
        between = slope_between(rows)
        findings.append(Finding(part, between.estimate("share_difference", METHOD)))
        checks[part] = share_checks(between)
        if part == "jobs":
            findings.append(Finding("jobs_within", slope_within(rows).estimate("share_difference", METHOD)))
    return Examined(tuple(findings), {"h08_checks": check_table(checks)})
