"""What each table of each kind of page is made from."""

from batt.provenance.printed.bindings import (
    accounts,
    annual_report,
    comparisons,
    county_report,
    findings,
    nav_dialogue,
    newsletter,
    scorecard,
)

BINDINGS = (
    *accounts.BINDINGS,
    *annual_report.BINDINGS,
    *comparisons.BINDINGS,
    *county_report.BINDINGS,
    *findings.BINDINGS,
    *nav_dialogue.BINDINGS,
    *newsletter.BINDINGS,
    *scorecard.BINDINGS,
)
UNBOUND: dict[str, str] = {
    "(indicators|tables)-table": "of the method: numbers of the registry, which are nowhere saved",
}
"""Tables whose numbers are bound to nothing saved, with the reason."""
