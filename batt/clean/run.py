"""Clean a year: the order of the steps."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from batt.clean.activity import count_activity
from batt.clean.corrections import apply_corrections, read_corrections
from batt.clean.delivered_by_both import LINEAGE_TABLES, merged_histories, set_aside_delivered_by_both
from batt.clean.deliveries import list_deliveries
from batt.clean.derive import clean_frames
from batt.clean.files import list_files
from batt.clean.flags import all_flags
from batt.clean.gather import file_problems, gather
from batt.clean.keys import set_aside_copies, set_aside_misplaced, set_aside_missing
from batt.clean.ledger import build_ledger, check_balance
from batt.clean.messages import fault_problems
from batt.clean.model import CleanYear
from batt.clean.owners import find_owners
from batt.clean.programmes_run import flag_answers_without_programme
from batt.clean.references import check_references
from batt.clean.remarks import remark_on_rows
from batt.clean.rows import Rows
from batt.clean.rules import apply_rules, empty_bound_fields
from batt.clean.store import save
from batt.clean.types import type_columns
from batt.errors import ContentError, Problem, UsageError
from batt.paths import Root
from batt.raw import Broken, RawYear, read_year
from batt.raw.faults import combined
from batt.registry import Registry
from batt.registry import load as load_registry


def run(root: Root, year: int, *, strict: bool = False, skip_broken: bool = False) -> CleanYear:
    """Clean a year and write it to ``data/processed/clean/<year>/``.

    Parameters and errors are those of `clean_year`; nothing is written when one is raised.
    """
    clean = clean_year(root, year, strict=strict, skip_broken=skip_broken)
    save(root, clean)
    return clean


def clean_year(root: Root, year: int, *, strict: bool = False, skip_broken: bool = False) -> CleanYear:
    """Turn what was received for a year into tidy tables with an account of every row.

    Parameters
    ----------
    strict
        Faults of single rows are errors.
    skip_broken
        A delivery that cannot be read, or is not as agreed, counts as not received and is told as broken.

    Raises
    ------
    UsageError
        Nothing was received for the year.
    UnreadableFile
        A file cannot be read; all faults of all files are listed.
    ContentError
        A table or column is not as agreed, a correction no longer fits, or (strict) a row is at fault or
        the lineage contradicts itself.
    NumbersDiffer
        A received row is not accounted for.
    """
    registry = load_registry()
    _expect_files(root, year)
    raw = _usable(read_year(root, year, [t.raw_name for t in registry.tables], skip_broken=True), registry)
    if raw.broken and not skip_broken:
        raise combined([one.error for one in raw.broken])
    _expect_required_tables(raw, registry)
    received = {
        table.name: [one for one in raw.tables if one.table == table.raw_name] for table in registry.tables
    }
    tables = {name: gather(raws, registry.table(name), year) for name, raws in received.items() if raws}
    unused = apply_corrections(
        tables,
        read_corrections(root, registry),
        years_received=root.raw_years(),
        is_complete=not raw.broken,
    )
    for name in LINEAGE_TABLES:
        if name in tables:
            _check_rows(tables[name], registry, {})
    history, contradictions = merged_histories(tables)
    for name, rows in tables.items():
        if name not in LINEAGE_TABLES:
            _check_rows(rows, registry, history)
    check_references(tables)
    set_aside_delivered_by_both(tables, history)
    for rows in tables.values():
        remark_on_rows(rows, registry)
    flag_answers_without_programme(tables)
    clean = _account(raw, tables, unused, registry)
    if strict:
        problems = [*fault_problems(clean.ledger, tables, registry), *contradictions]
        if problems:
            raise ContentError(problems)
    return clean


def _check_rows(rows: Rows, registry: Registry, history: Mapping[str, str]) -> None:
    """Type the cells of one table and apply the rules that need no other table."""
    type_columns(rows, registry)
    set_aside_misplaced(rows)
    set_aside_missing(rows)
    set_aside_copies(rows, history)
    apply_rules(rows)
    empty_bound_fields(rows, registry)


def _expect_files(root: Root, year: int) -> None:
    """Raise where nothing was received for the year."""
    if year not in root.raw_years():
        raise UsageError(
            Problem(
                root.relative(root.raw(year)),
                "no file has been received",
                "Expected tiltaksarrangor.csv, arrangor_aar.csv, deltakerlop.csv and the other tables, one "
                "workbook with them as sheets, or a folder or workbook for each provider (A017/, A017.xlsx).",
                "Put the files there as they were received.",
            )
        )


def _usable(raw: RawYear, registry: Registry) -> RawYear:
    """Leave out the deliveries of which a file can be read and is not as agreed; they are broken too."""
    problems: dict[str, list[Problem]] = {}
    providers: dict[str, str | None] = {}
    for table in raw.tables:
        found = file_problems(table, registry.table(table.table), raw.year)
        if found:
            problems.setdefault(table.file.delivery, []).extend(found)
            providers[table.file.delivery] = table.file.provider_id
    broken = [Broken(name, providers[name], ContentError(found)) for name, found in problems.items()]
    tables = [table for table in raw.tables if table.file.delivery not in problems]
    return replace(raw, tables=tables, broken=raw.broken + broken)


def _expect_required_tables(raw: RawYear, registry: Registry) -> None:
    """Raise where a table without which nothing can be counted was not delivered by anybody."""
    delivered = {table.table for table in raw.tables}
    missing = [table for table in registry.tables if table.is_required and table.raw_name not in delivered]
    if missing:
        raise ContentError(
            [
                Problem(
                    f"data/raw/{raw.year}",
                    f"the table {table.raw_name} was not received",
                    f"Expected {table.raw_name}.csv or a sheet of that name: {table.grain.lower()}.",
                    "Put it there; every other table but the required ones may be missing.",
                )
                for table in missing
            ]
        )


def _account(
    raw: RawYear,
    tables: dict[str, Rows],
    unused: pd.DataFrame,
    registry: Registry,
) -> CleanYear:
    """Write the accounts of the year and check that they balance."""
    frames = clean_frames(tables, registry)
    owners = find_owners(tables)
    ledger = build_ledger(tables, owners)
    check_balance(ledger, raw.tables, frames)
    return CleanYear(
        year=raw.year,
        tables=frames,
        deliveries=list_deliveries(raw, tables, frames, registry),
        files=list_files(raw, raw.tables, ledger, registry),
        ledger=ledger,
        flags=all_flags(raw, tables, frames, owners, unused),
        activity=count_activity(frames, registry.programme_codes),
    )
