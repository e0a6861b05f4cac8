"""H1: does the share going to a job rise and then fall with the time in the programme?"""

from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined
from batt.relationships.length_of_stay import by_programme, hazard_table, landmark_table, stacked

JOB = 1


def examine(evidence: Evidence) -> Examined:
    """Describe those who left, and follow everybody; the rates of leaving show who is left to follow."""
    findings, staying = by_programme(evidence, JOB)
    if not staying:
        return Examined(findings)
    return Examined(
        findings,
        {
            "h01_landmarks": stacked(landmark_table(code, one) for code, one in staying.items()),
            "h01_hazards": stacked(hazard_table(evidence, code, one) for code, one in staying.items()),
        },
    )
