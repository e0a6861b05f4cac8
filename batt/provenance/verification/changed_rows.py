"""Which received rows are not as they were, told from the saved tables of two runs: places, never values."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from batt.file_hashes import FileHashes
from batt.paths import Root
from batt.provenance.record.run_record import RunRecord
from batt.provenance.tracing.counted_rows import PLACE
from batt.registry import load

Place = tuple[str, str, int]
"""File, sheet and row."""
_LEDGER = "ledger"
_OF_LEDGER = ["outcome", "reason", "received", "kept"]
_STAGES = ("clean", "indicators")


@dataclass(frozen=True)
class ChangedRow:
    """One received row that is not as it was.

    Attributes
    ----------
    file, sheet, row
        Where it stands, as in `ledger`: the physical row of the file.
    columns
        Headers of the cells that were read otherwise; empty where the whole row is new, gone or set aside.
    what
        What has become of it.
    """

    file: str
    sheet: str
    row: int
    columns: tuple[str, ...]
    what: str


def is_of_run(root: Root, record: RunRecord) -> bool:
    """Tell whether a root still has the cleaned rows and counted units that a record tells of."""
    steps = {step.name: step.outputs for step in record.steps}
    years = {file.year for file in record.received}
    needed = [f"{stage}-{year}" for stage in _STAGES for year in years]
    files = FileHashes()
    return all(name in steps for name in needed) and all(
        files.of(root.path / path) == digest for name in needed for path, digest in steps[name].items()
    )


def changed_rows(before: Root, after: Root, years: Iterable[int]) -> list[ChangedRow]:
    """Return the rows of changed files that were read otherwise, in the order of files and rows.

    Parameters
    ----------
    before, after
        Two roots in which the years have been cleaned.
    """
    return [row for year in years for row in _of_year(before.clean(year), after.clean(year), year)]


def changed_indicators(before: Root, after: Root, years: Iterable[int]) -> list[str]:
    """Return the indicators of which rows count otherwise, in registry order."""
    found: set[str] = set()
    for year in years:
        sides = [
            pd.read_parquet(root.counted_units(year))
            for root in (before, after)
            if root.counted_units(year).exists()
        ]
        if len(sides) == 2:
            both = pd.concat(sides, ignore_index=True)
            # A row that both have alike stands there an even number of times.
            times = both.groupby([*both.columns], dropna=False).size()
            found |= {str(one) for one in times[times % 2 == 1].reset_index()["indicator"]}
    return [entry.id for entry in load().indicators if entry.id in found]


def _of_year(before: Path, after: Path, year: int) -> list[ChangedRow]:
    changed = _changed_files(before, after)
    if not changed:
        return []
    read: dict[Place, set[str]] = {}
    for table in load().tables:
        then, now = (_rows(folder / f"{table.name}.parquet", changed) for folder in (before, after))
        headers = {column.field: (column.headers(year) or (column.field,))[0] for column in table.columns}
        for place, fields in _cells_that_differ(then, now, list(headers)).items():
            read.setdefault(place, set()).update(headers[field] for field in fields)
    then, now = (_rows(folder / f"{_LEDGER}.parquet", changed) for folder in (before, after))
    fates = _fates(then), _fates(now)
    for place, fields in _ledger_that_differs(then, now).items():
        headers = _headers(fates[1].get(place, fates[0].get(place, ("", "")))[0], year)
        read.setdefault(place, set()).update(headers.get(field, field) for field in fields)
    return [
        _changed(place, read[place], *(fate.get(place, ("", ""))[1] for fate in fates))
        for place in sorted(read)
    ]


def _changed(place: Place, columns: set[str], before: str, after: str) -> ChangedRow:
    what = "has been changed"
    if not before or not after:
        what = "is new" if after else "is no longer there"
    elif (before == "set_aside") != (after == "set_aside"):
        what = "is set aside now" if after == "set_aside" else "is no longer set aside"
    whole = not before or not after
    return ChangedRow(*place, () if whole else tuple(sorted(columns)), what)


def _changed_files(before: Path, after: Path) -> set[str]:
    """Return the received files that are new, gone or have other bytes."""
    pairs = [
        {
            tuple(pair)
            for pair in pd.read_parquet(folder / "files.parquet")[["source_file", "sha256"]].to_numpy()
        }
        for folder in (before, after)
    ]
    return {str(file) for file, _ in pairs[0] ^ pairs[1]}


def _rows(file: Path, files: set[str]) -> pd.DataFrame:
    if not file.exists():
        return pd.DataFrame(columns=pd.Index(PLACE))
    return pd.read_parquet(file, filters=[("source_file", "in", sorted(files))])


def _cells_that_differ(before: pd.DataFrame, after: pd.DataFrame, fields: list[str]) -> dict[Place, set[str]]:
    """Return, by place, the fields of rows that both have and that say something else."""
    both = before.merge(after, on=PLACE, how="inner", suffixes=("_before", "_after"), validate="1:1")
    found: dict[Place, set[str]] = {}
    for field in fields:
        names = [f"{field}_before", f"{field}_after"]
        if not set(names) <= set(both.columns):
            continue
        then, now = (both[name] for name in names)
        differs = (then.astype("str") != now.astype("str")) & ~(then.isna() & now.isna())
        for place in both.loc[differs, PLACE].itertuples(index=False, name=None):
            found.setdefault(place, set()).add(field)
    return found


def _ledger_that_differs(before: pd.DataFrame, after: pd.DataFrame) -> dict[Place, set[str]]:
    """Return, by place, the fields of which the ledger says something else; no field for a whole row."""
    keys = [*PLACE, "field"]
    both = before.merge(
        after, on=keys, how="outer", suffixes=("_before", "_after"), indicator=True, validate="m:m"
    )
    same = both["_merge"] == "both"
    for name in _OF_LEDGER:
        same &= both[f"{name}_before"] == both[f"{name}_after"]
    found: dict[Place, set[str]] = {}
    for *place, field in both.loc[~same, keys].itertuples(index=False, name=None):
        found.setdefault((place[0], place[1], place[2]), set()).update({field} - {""})
    return found


def _fates(ledger: pd.DataFrame) -> dict[Place, tuple[str, str]]:
    """Return, by place, the table of a row and its outcome; set aside if any line says so."""
    fates: dict[Place, tuple[str, str]] = {}
    for *place, table, outcome in ledger[[*PLACE, "table", "outcome"]].itertuples(index=False, name=None):
        key = (place[0], place[1], place[2])
        if fates.get(key, ("", ""))[1] != "set_aside":
            fates[key] = (table, outcome)
    return fates


def _headers(table: str, year: int) -> dict[str, str]:
    known = {entry.name: entry.columns for entry in load().tables}
    return {column.field: (column.headers(year) or (column.field,))[0] for column in known.get(table, ())}
