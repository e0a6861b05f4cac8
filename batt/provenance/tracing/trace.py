"""From one number of the indicator table back to the rows of received files that it is the sum of."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from batt.atomic import atomic_file
from batt.errors import NumbersDiffer, Problem
from batt.paths import Root
from batt.provenance.tracing.counted_rows import (
    ROW_COLUMNS,
    counted_rows,
    providers_of,
    read_units,
    rows_behind,
)
from batt.provenance.tracing.in_force import caveats_of, options_in_force, readings_of
from batt.provenance.tracing.ledger_rows import LEDGER_COLUMNS, ledger_rows
from batt.provenance.tracing.traced_number import NumberId, find_number
from batt.raw.hashing import hash_file
from batt.registry import Options, load
from batt.registry.model import Indicator
from batt.reports.formula_text import as_text


@dataclass(frozen=True, eq=False)
class Trace:
    """One number with everything that it rests on.

    Attributes
    ----------
    number
        Its name.
    indicator
        What the registry says of the indicator: definition, source, numerator and denominator.
    unit_level
        ``provider``, ``county`` or ``country``.
    status, note, rule_version
        As saved in the indicator table.
    value, ci_low, ci_high
        In the indicator's own unit, shares 0–1; None where there is none.
    numerator, denominator, n
        None where there is no number.
    readings
        The open readings that it depends on, as they were in force.
    caveats
        Keys of the registry's caveats.
    rows
        One row per counted unit, and per row that lies behind one (`counted_rows`, `rows_behind`).
    ledger
        One row per reason or change of a row that was set aside or corrected (`ledger_rows`).
    files
        One row per received file with a row in either: its SHA-256 as it was read, and whether it is still
        the ``same``, has ``changed`` or is ``gone``.
    """

    number: NumberId
    indicator: Indicator
    unit_level: str
    status: str
    note: str
    rule_version: str
    value: float | None
    ci_low: float | None
    ci_high: float | None
    numerator: int | None
    denominator: int | None
    n: int | None
    readings: Mapping[str, str]
    caveats: tuple[str, ...]
    rows: pd.DataFrame
    ledger: pd.DataFrame
    files: pd.DataFrame

    @property
    def counted(self) -> pd.DataFrame:
        """The counted units alone: their ``x`` add up to the numerator, their ``w`` to the denominator."""
        return self.rows.loc[self.rows["part"] == "counted"]


def trace(
    root: Root, year: int, indicator: str, unit: str, programme: str, *, options: Options | None = None
) -> Trace:
    """Trace a number back to its rows.

    Parameters
    ----------
    root, year
        The year must have been cleaned and computed.
    indicator, unit, programme
        Such as ``i08``, ``A017`` (a provider, a county's two digits, or ``NO``) and ``APS`` (or ``ALL``).
    options
        The readings with which it was computed; by default those that the run has noted.

    Raises
    ------
    UsageError
        If there is no such number.
    NumbersDiffer
        If the saved rows do not add up to the saved number.
    """
    number = NumberId(year, indicator, unit, programme)
    saved = find_number(root, number)
    options = options or options_in_force(root, year)
    entry, level = load().indicator(indicator), str(saved["unit_level"])
    providers = providers_of(root, year, level, unit)
    units = read_units(root, year, indicator, programme, providers)
    _check(number, saved["numerator"], saved["denominator"], units)
    counted = counted_rows(root, units, indicator, year)
    behind = rows_behind(root, units, indicator, year, options)
    rows = pd.concat([counted, behind], ignore_index=True) if len(behind) else counted
    ledger = ledger_rows(root, year, indicator, programme, providers)
    return Trace(
        number=number,
        indicator=entry,
        unit_level=level,
        status=str(saved["status"]),
        note=str(saved["note"]),
        rule_version=str(saved["rule_version"]),
        value=_decimal(saved["value"]),
        ci_low=_decimal(saved["ci_low"]),
        ci_high=_decimal(saved["ci_high"]),
        numerator=_whole(saved["numerator"]),
        denominator=_whole(saved["denominator"]),
        n=_whole(saved["n"]),
        readings=readings_of(entry, options),
        caveats=caveats_of(entry, level),
        rows=rows,
        ledger=ledger,
        files=_files(root, year, {*rows["source_file"], *ledger["source_file"]}),
    )


def write_rows(found: Trace, file: Path) -> Path:
    """Write every row of a trace as CSV: counted, behind a counted one, set aside or corrected.

    One line per counted unit, row behind one, reason or change; ``in_numerator`` and ``in_denominator`` say
    whether it adds to them. The file is about single persons: it belongs below ``data/processed``.
    """
    rows = found.rows.assign(in_numerator=found.rows["x"] != 0, in_denominator=found.rows["w"] != 0)
    columns = [*ROW_COLUMNS, "in_numerator", "in_denominator", *LEDGER_COLUMNS[-4:]]
    ledger = found.ledger.assign(in_numerator=False, in_denominator=False)
    both = [part.reindex(columns=pd.Index(columns)).astype("object") for part in (rows, ledger)]
    table = pd.concat([part for part in both if len(part)] or [both[0]], ignore_index=True)
    table = table.map(lambda cell: as_text(cell) if isinstance(cell, str) else cell)
    with atomic_file(file) as new:
        table.to_csv(new, index=False, encoding="utf-8", lineterminator="\n")
    return file


def rows_file(root: Root, number: NumberId) -> Path:
    """Return where the rows of a number are written unless another place is named."""
    return root.processed("trace") / f"{number}.csv"


def _check(number: NumberId, numerator: Any, denominator: Any, units: pd.DataFrame) -> None:
    """Refuse a number that is not the sum of its rows."""
    if pd.isna(numerator) or pd.isna(denominator):
        return
    sums = {
        "numerator": (numerator, int(units["x"].sum())),
        "denominator": (denominator, int(units["w"].sum())),
    }
    problems = [
        Problem(
            str(number),
            f"its {name} is {saved}, but the saved rows add up to {added}",
            "Expected the indicator table and its counted rows to be of one run.",
            f"Compute them again: batt run indicators --year {number.year}.",
        )
        for name, (saved, added) in sums.items()
        if saved != added
    ]
    if problems:
        raise NumbersDiffer(problems)


def _files(root: Root, year: int, names: set[str]) -> pd.DataFrame:
    """Return the received files by name, and whether they are still what was read."""
    read = pd.read_parquet(root.clean(year) / "files.parquet", columns=["source_file", "sha256"])
    read = read.drop_duplicates().loc[lambda files: files["source_file"].isin(list(names))]
    states = [
        _state(root.path / name, digest)
        for name, digest in zip(read["source_file"], read["sha256"], strict=True)
    ]
    return read.assign(state=pd.Series(states, index=read.index, dtype="str")).reset_index(drop=True)


def _state(file: Path, digest: str) -> str:
    if not file.exists():
        return "gone"
    return "same" if hash_file(file) == digest else "changed"


def _decimal(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
