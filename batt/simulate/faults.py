"""The faults of files as they are received: codes, answers, copies, references, totals, personal data."""

from collections.abc import Collection

import numpy as np
import pandas as pd

from batt.registry.model import Column, Registry, Table
from batt.simulate.corrections import plant_corrections
from batt.simulate.soil import Soil
from batt.simulate.spell_faults import soil_spells
from batt.simulate.streams import stream

# A fault in one of these would take all rows that refer to it with it.
_SPARED = (
    *("providers", "provider_years", "provider_programme_years", "nav_offices", "nav_invitations"),
    "evaluation_invited",
)
_COPIED = ("spells", "placements", "partners", "training", "answers_user", "answers_nav", "monthly_exits")
_CONFLICTS = {"spells": ("age", "67"), "training": ("hours", "1"), "placements": ("placement_type", "JOBB")}
_REFERENCES = {
    "placements": (("spell_id", "L9999999"), ("partner_id", "H999999")),
    "training": (("staff_id", "T999999"),),
}
_OUTSIDE = ("0", "8", "9", "66")
_MISSING_ANSWERS = 0.02
_EMAIL = "Spørsmål sendes til post@example.com."


def soil_tables(
    tables: dict[str, pd.DataFrame],
    registry: Registry,
    seed: int,
    year: int,
    spared_spells: Collection[str] = (),
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the year's cells with faults, and the corrections that put some of them right.

    About one row in a hundred gets a fault; each kind occurs at least once where the table allows it. The
    courses in ``spared_spells`` stay as they are.
    """
    soiled: dict[str, pd.DataFrame] = {}
    corrections = pd.DataFrame()
    for number, (name, cells) in enumerate(tables.items()):
        table = registry.table(name)
        soil = Soil(cells, stream(seed, "faults", year, number))
        if name == "spells":
            soil.spare(np.isin(soil["spell_id"].astype(str), list(spared_spells)))
            soil_spells(soil, registry, year)
            corrections = plant_corrections(soil, year)
        if len(cells):
            if name not in _SPARED:
                _soil_codes(soil, table, registry)
            _soil_answers(soil, table)
            _soil_cells(soil, table)
            _soil_rows(soil, name)
        soiled[name] = soil.frame()
    return soiled, corrections


def _soil_codes(soil: Soil, table: Table, registry: Registry) -> None:
    """Misspell codes in known ways, write them in other letters and spaces, and invent unknown ones."""
    columns = [column for column in table.columns if column.type == "code"]
    if not columns:
        return
    for column in columns:
        _misspell(soil, column, registry)
    if len(soil) >= 20:
        unknown = columns[-1] if table.name != "spells" else table.column("end_cause")
        soil.put(soil.pick(0.0004, soil.has(unknown.field)), unknown.field, "Z7")


def _misspell(soil: Soil, column: Column, registry: Registry) -> None:
    spellings = {code.code: code.misspellings for code in registry.codes[column.codes] if code.misspellings}
    cells = soil[column.field]
    rows = soil.pick(0.0015, np.isin(cells.astype(str), list(spellings))) if spellings else []
    for row in rows:
        soil.put(row, column.field, str(soil.rng.choice(list(spellings[str(cells[row])]))))
    rows = soil.pick(0.001, soil.has(column.field))
    soil.put(rows, column.field, [f"{code.lower()} " for code in cells[rows]])


def _soil_answers(soil: Soil, table: Table) -> None:
    """Leave answers out and give answers that the scale does not have."""
    items = [column for column in table.columns if column.type.startswith("answer")]
    for column in items:
        is_missing = soil.rng.random(len(soil)) < _MISSING_ANSWERS
        soil.put(np.flatnonzero(is_missing), column.field, None)
    for column in items[::3]:
        rows = soil.pick(0.0008, soil.has(column.field))
        soil.put(rows, column.field, soil.rng.choice(_OUTSIDE, len(rows)).astype(object))
        if column.type == "answer6":
            soil.put(soil.pick(0.0008, soil.has(column.field)), column.field, "7")


def _soil_cells(soil: Soil, table: Table) -> None:
    """Break references and totals, write yes and no in other ways, leave an e-mail address in a text."""
    for field, unknown in _REFERENCES.get(table.name, ()):
        soil.put(soil.pick(0.0006), field, unknown)
    if table.name == "monthly_exits":
        rows = soil.pick(0.002)
        soil.put(rows, "exits_n", [str(int(count) + 3) for count in soil["exits_n"][rows]])
    if table.name == "provider_years":
        rows = soil.pick(0.05, soil["partners_reported_n"] != "0")
        soil.put(
            rows, "partners_reported_n", [str(2 * int(n) + 3) for n in soil["partners_reported_n"][rows]]
        )
    if table.name == "training":
        soil.put(soil.pick(0.0001), "hours", "-2")
    for column in table.columns:
        if column.type == "yes_no":
            rows = soil.pick(0.002, soil.has(column.field))
            soil.put(rows, column.field, [text.upper()[:1] for text in soil[column.field][rows]])
    if table.name in ("methods", "improvement_actions"):
        text = "note" if table.name == "methods" else "expected_effect"
        soil.put(soil.pick(0.0), text, _EMAIL)


def _soil_rows(soil: Soil, name: str) -> None:
    """Deliver rows twice, the same or with a contradiction."""
    if name in _CONFLICTS:
        soil.append(soil.pick(0.0003), *_CONFLICTS[name])
    if name in _COPIED:
        soil.append(soil.pick(0.0015))
