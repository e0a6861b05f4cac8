"""A file of corrections as a secretariat keeps it, for faults planted to be corrected by it."""

import pandas as pd

from batt.simulate.soil import Soil

_ONE_ROW = 0.0
COLUMNS = ("table", "key", "field", "from", "to", "reason", "who", "date")


def plant_corrections(soil: Soil, year: int) -> pd.DataFrame:
    """Put two unknown end causes and an impossible age into the courses. One row per correction for them."""
    with_cause = soil.has("end_cause") & soil.has("end_date")
    planted = [
        ("sluttarsak", "end_cause", "F7", with_cause),
        ("sluttarsak", "end_cause", "F7", with_cause),
        ("alder", "age", "333", soil.has("age")),
    ]
    signed = ("Tastefeil, bekreftet av tiltaksarrangøren", "Sekretariatet", f"{year + 1}-02-02")
    entries = []
    for header, field, wrong, among in planted:
        for row in soil.pick(_ONE_ROW, among):
            key = f"{year}|{soil['spell_id'][row]}"
            entries.append(("deltakerlop", key, header, wrong, soil[field][row], *signed))
            soil.put(row, field, wrong)
    return pd.DataFrame(entries, columns=list(COLUMNS), dtype="str")
