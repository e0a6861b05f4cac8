"""Which number is meant: its name, its row of the saved indicator table, and what to say of a wrong name."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from batt.errors import Problem, UsageError
from batt.paths import Root
from batt.registry import load

COUNTRY, ALL = "NO", "ALL"


@dataclass(frozen=True)
class NumberId:
    """The name of one number of the indicator table: ``2015-i08-A017-APS``."""

    year: int
    indicator: str
    unit: str
    programme: str

    def __str__(self) -> str:
        return f"{self.year}-{self.indicator}-{self.unit}-{self.programme}"

    @classmethod
    def parse(cls, text: str) -> "NumberId":
        """Return the parts of a name; a unit may have hyphens of its own.

        Raises
        ------
        UsageError
            If it is no such name.
        """
        year, _, rest = text.partition("-")
        indicator, _, rest = rest.partition("-")
        unit, _, programme = rest.rpartition("-")
        if not (year.isdigit() and indicator and unit and programme):
            raise UsageError(
                Problem(
                    text,
                    "is not the name of a number",
                    "Expected year, indicator, unit and programme, such as 2015-i08-A017-APS.",
                    "Name them one by one: batt trace 2015 i08 A017 APS. A figure is named as below it:"
                    " batt trace annual_report.dots-i02.2015.",
                )
            )
        return cls(int(year), indicator, unit, programme)


def find_number(root: Root, number: NumberId) -> dict[str, Any]:
    """Return the row of the saved indicator table, read without the rows of others.

    Raises
    ------
    UsageError
        If the year has not been computed, or no indicator, unit or programme has the name; one problem for
        each, with the names that there are. If all are known but have no number together, what there is.
    """
    file = root.indicators(number.year)
    if not file.exists():
        raise UsageError(
            Problem(
                root.relative(file),
                "is not there",
                f"Expected the indicators of {number.year} to have been computed.",
                f"Run `batt run indicators --year {number.year}`.",
            )
        )
    wanted = [
        ("unit_id", "==", number.unit),
        ("indicator", "==", number.indicator),
        ("programme", "==", number.programme),
    ]
    found = pd.read_parquet(file, filters=wanted)
    if found.empty:
        raise UsageError(_unknown(file, number))
    return {str(name): value for name, value in found.iloc[0].items()}


def _unknown(file: Any, number: NumberId) -> list[Problem]:
    """Say which part of a name is wrong."""
    keys = pd.read_parquet(file, columns=["unit_level", "unit_id", "indicator", "programme"])
    registry = load()
    units = list(keys.drop_duplicates("unit_id")["unit_id"])
    units.sort(key=lambda unit: (unit != COUNTRY, not unit.isdigit(), unit))
    known = {
        "indicator": [entry.id for entry in registry.indicators],
        "unit": units,
        "programme": [ALL, *registry.programme_codes],
    }
    problems = [
        Problem(
            f"{name} {value}", "is not known", f"Known: {', '.join(there)}.", f"Name one of them as {name}."
        )
        for name, there in known.items()
        if (value := getattr(number, name)) not in there
    ]
    if problems:
        return problems
    own = keys.loc[keys["unit_id"] == number.unit]
    programmes = own.loc[own["indicator"] == number.indicator, "programme"]
    return [
        Problem(
            str(number),
            f"{number.unit} has no number of {number.indicator} for {number.programme}",
            f"It has one for: {', '.join(programmes) or 'no programme'}.",
            "Name one of these; ALL stands for figures of the whole provider.",
        )
    ]
