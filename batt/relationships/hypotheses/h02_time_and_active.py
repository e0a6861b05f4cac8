"""H2: does the share going to active solutions go with the time in the programme?"""

from batt.relationships.evidence import Evidence
from batt.relationships.finding import Examined
from batt.relationships.length_of_stay import by_programme, landmark_table, stacked

ACTIVE = 2


def examine(evidence: Evidence) -> Examined:
    """Describe those who left, and follow everybody, as for jobs (H1)."""
    findings, staying = by_programme(evidence, ACTIVE)
    if not staying:
        return Examined(findings)
    return Examined(
        findings, {"h02_landmarks": stacked(landmark_table(code, one) for code, one in staying.items())}
    )
