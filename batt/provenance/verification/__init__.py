"""Make a report again from the received files, elsewhere, and compare it with the one at hand."""

from batt.provenance.verification.told import lines, problems
from batt.provenance.verification.verdict import Verdict
from batt.provenance.verification.verifying import verify

__all__ = ["Verdict", "lines", "problems", "verify"]
