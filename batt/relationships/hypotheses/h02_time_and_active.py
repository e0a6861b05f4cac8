"""H2: does the share going to active solutions go with the time in the programme?"""

from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.length_of_stay import (
    among_leavers,
    among_those_in,
    landmark_table,
    programmes,
    stacked,
)

ACTIVE = 2


def examine(evidence: Evidence) -> Examined:
    """Describe those who left, and follow everybody, one programme at a time, as for jobs (H1)."""
    codes = programmes(evidence)
    if not codes:
        nothing = no_estimate("duration", "share_difference", "not_delivered")
        return Examined((Finding("leavers", nothing), Finding("staying", nothing)))
    staying = {code: among_those_in(evidence, code, ACTIVE) for code in codes}
    return Examined(
        (
            *(among_leavers(evidence, code, ACTIVE) for code in codes),
            *(Finding("staying", one.estimate, code, one.verdict) for code, one in staying.items()),
        ),
        {"h02_landmarks": stacked(landmark_table(code, one) for code, one in staying.items())},
    )
