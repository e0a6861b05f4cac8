"""H1: does the share going to a job rise and then fall with the time in the programme?"""

from batt.relationships.estimate import no_estimate
from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined, Finding
from batt.relationships.length_of_stay import (
    among_leavers,
    among_those_in,
    hazard_table,
    landmark_table,
    programmes,
    stacked,
)

JOB = 1


def examine(evidence: Evidence) -> Examined:
    """Describe those who left, and follow everybody, one programme at a time."""
    codes = programmes(evidence)
    if not codes:
        nothing = no_estimate("duration", "share_difference", "not_delivered")
        return Examined((Finding("leavers", nothing), Finding("staying", nothing)))
    staying = {code: among_those_in(evidence, code, JOB) for code in codes}
    return Examined(
        (
            *(among_leavers(evidence, code, JOB) for code in codes),
            *(Finding("staying", one.estimate, code, one.verdict) for code, one in staying.items()),
        ),
        {
            "h01_landmarks": stacked(landmark_table(code, one) for code, one in staying.items()),
            "h01_hazards": stacked(hazard_table(evidence, code, one) for code, one in staying.items()),
        },
    )
