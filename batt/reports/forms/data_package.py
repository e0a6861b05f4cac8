"""The published indicator table of all years as a data package, for other programs and for keeping.

A data package (https://datapackage.org) is a folder with ``datapackage.json``, which describes the CSV files
beside it: fields with types and limits, what a missing cell means, keys. The numbers are what the public may
see, rounded as in the tables of the pages.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from batt import __version__
from batt.atomic import atomic_file, write_text
from batt.disclosure import ANONYMOUS, HIDDEN, SHOWN, load_protected, publish_for
from batt.paths import Root
from batt.registry import load
from batt.reports.formats import IN_TABLE_BY_UNIT
from batt.reports.forms.data_package_schema import (
    INDICATORS,
    PROGRAMMES,
    UNITS,
    VALUES,
    describe,
)
from batt.reports.kept_table import PERCENTAGES, PLACES
from batt.reports.numbers import round_half_up
from batt.reports.words import Words

HIDDEN_MARK = ":"
COUNTRY = "NO"
ALL_PROGRAMMES = "ALL"
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}
"""Under which the table goes out (decision, the publisher's to change): free to use, the source named."""

_KEYS = ["year", "unit_level", "unit_id", "programme", "indicator"]
_ROUNDED = ("value", "ci_low", "ci_high")
_WHOLE = ("numerator", "denominator", "n")


def write_data_package(root: Root, year: int, folder: Path, forening: str = "all") -> list[Path]:
    """Write the indicator table of all years up to ``year`` as a data package.

    Parameters
    ----------
    year
        A year whose disclosure stage has been run.
    folder
        Where the package goes; made anew.
    forening
        Which association's providers are in, for the description.

    Returns
    -------
    list of Path
        ``datapackage.json`` and the CSV files.

    Raises
    ------
    DisclosureError
        If the disclosure stage has not been run.
    """
    tables = {
        VALUES: public_values(root, year),
        INDICATORS: indicator_labels(),
        PROGRAMMES: programme_labels(),
        UNITS: unit_labels(),
    }
    files = {name: folder / f"{name}.csv" for name in tables}
    for name, table in tables.items():
        with atomic_file(files[name]) as new:
            table.to_csv(new, index=False, encoding="utf-8", lineterminator="\n")
    described = folder / "datapackage.json"
    text = json.dumps(_descriptor(root, year, forening, files), ensure_ascii=False, indent=2)
    write_text(described, text + "\n")
    return [described, *files.values()]


def public_values(root: Root, year: int) -> pd.DataFrame:
    """Return what the public may see of the thirteen indicators, as text ready for a file.

    Returns
    -------
    DataFrame
        One row per year, unit, programme and indicator; of providers without names, one per ``position``.
        Hidden numbers are a colon, numbers that do not exist are empty, and ``status`` says which.
    """
    known = [entry.id for entry in load().indicators]
    published = publish_for(load_protected(root, year), "public").where(indicator=known)
    data, states = published.data, published.states
    state = states["value"].where(states["value"].ne(SHOWN), "ok")
    table = data[_KEYS].assign(
        position=data.groupby(_KEYS).cumcount() + 1, unit=data["unit"], status=state.astype("str")
    )
    for column in (*_WHOLE, *_ROUNDED):
        told = [
            _told(cell.value, column, unit) if cell.is_shown else HIDDEN_MARK if cell.state == HIDDEN else ""
            for cell, unit in zip(published.cells(column), data["unit"], strict=True)
        ]
        table[column] = pd.Series(told, index=table.index, dtype="str")
    return table.sort_values([*_KEYS, "position"], kind="stable").reset_index(drop=True)


def indicator_labels() -> pd.DataFrame:
    """Return the indicators. One row each, with names, definitions and unit in both languages."""
    return pd.DataFrame(
        [
            {
                "indicator": entry.id,
                **_both("name", entry.name),
                **_both("definition", entry.definition),
                **_both("numerator", entry.numerator),
                **_both("denominator", entry.denominator),
                "unit": entry.unit,
                "direction": entry.direction,
                "rule_version": entry.rule_version,
                "source": entry.source,
            }
            for entry in load().indicators
        ]
    )


def programme_labels() -> pd.DataFrame:
    """Return the programmes, and the row of indicators that are not divided by programme. One row each."""
    all_of_them = {"programme": ALL_PROGRAMMES, "name_nb": "Alle tiltak", "name_en": "All programmes"}
    rows = [{"programme": entry.code, **_both("name", entry.label)} for entry in load().programmes]
    return pd.DataFrame([*rows, all_of_them])


def unit_labels() -> pd.DataFrame:
    """Return the units: the country, the counties, and what stands for a provider without its name."""
    counties = [
        {"unit_id": code.code, "unit_level": "county", **_both("name", code.label)}
        for code in load().codes["counties"]
    ]
    country = {
        "unit_id": COUNTRY,
        "unit_level": "country",
        "name_nb": "Hele landet",
        "name_en": "The country",
    }
    nameless = {"name_nb": "Tiltaksarrangør uten navn", "name_en": "Provider without name"}
    provider = {"unit_id": ANONYMOUS, "unit_level": "provider", **nameless}
    return pd.DataFrame([country, *counties, provider])


def _told(value: Any, column: str, unit: str) -> str:
    if pd.isna(value):
        return ""
    if column in _WHOLE:
        return str(int(value))
    name = IN_TABLE_BY_UNIT[unit]
    places = PLACES[name] + (2 if name in PERCENTAGES else 0)
    return str(round_half_up(float(np.float64(value)), places))


def _both(name: str, label: Any) -> dict[str, str]:
    return {f"{name}_{lang}": label[lang] for lang in ("nb", "en")}


def _descriptor(root: Root, year: int, forening: str, files: Mapping[str, Path]) -> dict[str, Any]:
    """Return what ``datapackage.json`` says."""
    words = Words("en")
    years = root.computed_years(year)
    invented = f"{words('simulated_banner')} " if root.is_simulated else ""
    resources = []
    for name, file in files.items():
        content = file.read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        resources.append(describe(name) | {"bytes": len(content), "hash": f"sha256:{digest}"})
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "profile": "tabular-data-package",
        "name": "batt-indicators",
        "title": f"BATT indicators {years[0]}–{years[-1]}",
        "description": (
            f"{invented}The thirteen quality indicators of vocational rehabilitation in Norway, by programme,"
            f" for the country, the counties and providers without names. {words('providers_included')}:"
            f" {words(f'forening_{forening}')}. Numbers that few persons stand behind are hidden (a colon)."
        ),
        "version": f"{years[-1]}.0.0+batt.{__version__}",
        "licenses": [LICENCE],
        "sources": [
            {"title": "Deliveries of the providers to BATT – Benchmarking Attføring"},
            {"title": "Definitions: the working group's report on quality indicators (WG)"},
        ],
        "contributors": [{"title": words("publisher"), "role": "publisher"}],
        "keywords": ["vocational rehabilitation", "quality indicators", "Norway"],
        "resources": resources,
    }
