"""Clean tables drawn in the test itself: only what a test is about is written down, the rest is filled in."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import batt.clean
from batt.indicators import compute, run
from batt.paths import Root
from batt.registry import Options, load

SURVEY = Path(__file__).parents[1] / "survey"

YEAR = 2015
TYPES = {
    "integer": "Int64",
    "decimal": "Float64",
    "yes_no": "boolean",
    "comment": "boolean",
    "answer6": "Int64",
    "answer7": "Int64",
    "date": "datetime64[us]",
}
DERIVED = {
    "spells": {
        "is_exit": "bool",
        "stay_days": "Int64",
        "exit_day": "Int64",
        "days_to_start": "Int64",
        "days_to_job": "Int64",
        "cause_group": "str",
        "is_open_on_date": "bool",
        "first_start_in_year": "bool",
        "employed_in_year": "bool",
    },
    "placements": {"overlaps_year": "bool", "overlaps_on_date": "bool"},
    "training": {"minutes": "Int64"},
}
DEFAULTS = {
    "providers": {"association": "ATTF", "county": "03"},
    "spells": {"provider_id": "A001", "exit_day": 300, "is_open_on_date": False},
    "partners": {"provider_id": "A001", "is_written": True},
    "placements": {
        "placement_type": "HOSPITERING",
        "has_follow_up": True,
        "overlaps_year": True,
        "overlaps_on_date": False,
        "partner_id": "P1",
    },
    "staff": {
        "provider_id": "A001",
        "role": "VEILEDER",
        "is_in_rehabilitation": True,
        "is_on_programme": False,
        "fte_pct": 100.0,
    },
    "training": {"is_paid_time": True, "is_own_time": False, "is_cost_covered": False},
}
KEYS = {"spells": "spell_id", "staff": "staff_id", "placements": "placement_id"}


def draw(name: str, rows: list[dict]) -> pd.DataFrame:
    """Return a clean table with all its columns from rows that name only what matters."""
    table = load().table(name)
    types = {column.field: TYPES.get(column.type, "str") for column in table.columns} | DERIVED.get(name, {})
    filled = []
    for number, row in enumerate(rows, 1):
        full = {**DEFAULTS.get(name, {}), **row}
        if name == "spells":
            cause = full.get("end_cause")
            groups = {code.code: code.group for code in load().codes["end_causes"]}
            full.setdefault("participant_id", f"D{number:03d}")
            full.setdefault("is_exit", cause is not None)
            full.setdefault("is_completed", cause is not None and cause != "X1")
            full.setdefault("cause_group", groups.get(cause))
            full.setdefault("stay_days", 70 if cause else None)
            full.setdefault("first_start_in_year", False)
            full.setdefault("employed_in_year", False)
        if name in KEYS:
            full.setdefault(KEYS[name], f"{name}{number:03d}")
        unknown = set(full) - set(types)
        assert not unknown, f"no such field of {name}: {unknown}"
        filled.append(full)
    frame = pd.DataFrame(
        {field: pd.Series([row.get(field) for row in filled], dtype=kind) for field, kind in types.items()}
    )
    return frame.assign(
        year=YEAR,
        row_id=pd.Series([f"data/raw/2015/{name}.csv##{n + 2}" for n in range(len(rows))], dtype="str"),
    )


def draw_tables(**rows: list[dict]) -> dict[str, pd.DataFrame]:
    """Return the tables named, with providers, their yearly forms and spells filled in where not drawn."""
    tables = {name: draw(name, entries) for name, entries in rows.items()}
    named = [table["provider_id"] for table in tables.values() if "provider_id" in table]
    providers = sorted(set(pd.concat(named).dropna())) or ["A001"]
    for name in ("providers", "provider_years"):
        tables.setdefault(name, draw(name, [{"provider_id": provider} for provider in providers]))
    tables.setdefault("spells", draw("spells", []))
    return tables


def deliveries(
    tables: dict[str, pd.DataFrame], undelivered: tuple[tuple[str, str], ...] = ()
) -> pd.DataFrame:
    """Say that every provider has delivered every table that is there, but for the pairs named."""
    rows = [
        {"provider_id": provider, "table": name, "delivered": (provider, name) not in undelivered}
        for provider in tables["providers"]["provider_id"]
        for name in tables
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def drawn():
    """The makers of drawn tables, and what the indicators make of them."""

    def result(tables, undelivered=(), **options):
        return compute(tables, deliveries(tables, tuple(undelivered)), YEAR, Options(**options))

    def cell(tables, indicator, programme="ALL", unit_id="A001", undelivered=(), **options):
        values = result(tables, undelivered, **options).values
        rows = values[
            (values["indicator"] == indicator)
            & (values["programme"] == programme)
            & (values["unit_id"] == unit_id)
        ]
        assert len(rows) == 1, f"{len(rows)} rows for {indicator} {programme} {unit_id}"
        return rows.iloc[0]

    return SimpleNamespace(table=draw, tables=draw_tables, deliveries=deliveries, result=result, cell=cell)


@pytest.fixture(scope="session")
def survey(tmp_path_factory):
    """The hand-made survey, cleaned and computed: its root."""
    root = Root(tmp_path_factory.mktemp("survey"))
    shutil.copytree(SURVEY / "data", root.path / "data")
    for year in root.raw_years():
        batt.clean.run(root, year)
        run(root, year)
    return root
