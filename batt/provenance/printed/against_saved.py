"""Whether a table says what is saved: each of its rows against the saved row that it is made from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from batt.provenance.printed.binding import TABLE_ID, Binding, Row
from batt.provenance.printed.difference import Difference
from batt.provenance.printed.rounding import as_printed
from batt.provenance.printed.said import numbers_in, unsaid
from batt.provenance.printed.saved import Reader
from batt.reports.kept_table import KeptCell, KeptTable

PERSONS_HIDDEN, NUMBER_HIDDEN = 2, 1
"""From which level of protection the persons behind a number are hidden, and from which the number is."""


@dataclass
class Count:
    """How many numeric cells were held against a saved one, of how many that the table shows or hides."""

    cells: int = 0
    bound: int = 0


def against_saved(table: KeptTable, binding: Binding, reader: Reader, count: Count) -> Iterator[Difference]:
    """Give the numeric cells that differ from the saved ones."""
    frame = reader.saved.frame(binding.rows)
    used: set[int] = set()
    for number in range(len(table.rows)):
        cells = table.cells(number)
        row: dict[str, Any] = {
            column.name: cell.value for column, cell in zip(table.columns, cells, strict=True)
        }
        row[TABLE_ID] = table.id
        words = " · ".join(cell.value for cell in cells if isinstance(cell.value, str))
        where = f"row {number + 1}, {words[:90]}"
        keys: dict[str, Any] = {}
        for read in binding.keys:
            keys |= read(row, reader)
        pairs = _pairs(table, cells, binding, keys, frame, reader)
        # Numbers by which the row is looked for are held against it in being found.
        count.bound += sum(len(group) for _, group in pairs)
        count.bound += sum(one.name in keys and one.format != "text" for one in table.columns)
        for found_by, group in pairs:
            records = reader.saved.lookup(binding.rows, found_by)
            yield from _unequal(table, where, found_by, group, records, used, binding, reader)
        yield from _in_words(table, where, row, keys, binding, reader, count)


def _in_words(
    table: KeptTable,
    where: str,
    row: Row,
    keys: Mapping[str, Any],
    binding: Binding,
    reader: Reader,
    count: Count,
) -> Iterator[Difference]:
    """Give the words of a row that say another number than the saved row, or than any of several."""
    for column in table.columns:
        found_by, said = dict(keys), binding.said.get(column.name, ())
        if not said and binding.said_wide and binding.wide is not None and column.format == "text":
            read = binding.wide(column.name, reader)
            if read is not None:
                found_by, said = {**keys, **read[0]}, binding.said_wide
        text = row[column.name]
        if not said or not isinstance(text, str) or not numbers_in(text, reader.lang):
            continue
        records = [record for _, record in reader.saved.lookup(binding.rows, found_by)]
        count.cells += 1
        count.bound += 1
        if not any(not unsaid(text, record, said, reader.lang) for record in records):
            wanted = [{name: record[name] for name in said} for record in records[:3]]
            yield Difference(table.id, where, column.name, text, str(wanted))


def _pairs(
    table: KeptTable,
    cells: Sequence[KeptCell],
    binding: Binding,
    keys: Mapping[str, Any],
    frame: pd.DataFrame,
    reader: Reader,
) -> list[tuple[dict[str, Any], list[tuple[str, KeptCell, str]]]]:
    """Return, for each saved row that a row of the table is made from, its cells with their saved columns."""
    groups: dict[str, tuple[dict[str, Any], list[tuple[str, KeptCell, str]]]] = {}
    for column, cell in zip(table.columns, cells, strict=True):
        if column.format == "text" or column.name in keys:
            continue
        more: Mapping[str, Any] = {}
        saved = binding.columns.get(column.name, column.name)
        if binding.wide is not None and column.name not in binding.columns:
            read = binding.wide(column.name, reader)
            if read is None:
                continue
            more, saved = read
        if saved not in frame.columns:
            continue
        found_by = dict(keys) | dict(more)
        groups.setdefault(repr(found_by), (found_by, []))[1].append((column.name, cell, saved))
    return list(groups.values())


def _unequal(
    table: KeptTable,
    where: str,
    keys: Mapping[str, Any],
    group: list[tuple[str, KeptCell, str]],
    records: Sequence[tuple[int, Row]],
    used: set[int],
    binding: Binding,
    reader: Reader,
) -> Iterator[Difference]:
    """Give the cells of one saved row that differ; of several rows, of the one that fits best."""
    if binding.has_names and len(records) > 1:
        yield Difference(table.id, where, str(keys), "one row", f"{len(records)} rows")
        return
    best: list[Difference] | None = None
    for place, record in records:
        if not binding.has_names and place in used:
            continue
        wrong = list(_wrong(table.id, where, group, record, binding, reader))
        if not wrong:
            used.add(place)
            return
        if best is None or len(wrong) < len(best):
            best = wrong
    if best is not None:
        yield from best
    elif any(cell.value is not None or cell.state == "hidden" for _, cell, _ in group):
        yield Difference(table.id, where, str(keys), "a row with numbers", "no such row")


def _wrong(
    table: str,
    where: str,
    group: list[tuple[str, KeptCell, str]],
    record: Row,
    binding: Binding,
    reader: Reader,
) -> Iterator[Difference]:
    for name, cell, saved in group:
        value = record[saved]
        is_there = not pd.isna(value)
        level = record.get(binding.levels.get(saved, ""))
        secret = (
            None if level is None or pd.isna(level) else _is_secret(saved, level, record, binding, reader)
        )
        if cell.state == "hidden":
            if not is_there or secret is False:
                yield Difference(table, where, name, "hidden", str(value) if is_there else "nothing to hide")
        elif cell.value is None:
            if is_there:
                yield Difference(table, where, name, cell.state, str(value))
        elif secret:
            yield Difference(table, where, name, str(cell.value), "to be hidden")
        elif not is_there or as_printed(value, cell.format) != cell.value:
            yield Difference(table, where, name, str(cell.value), str(value))


def _is_secret(saved: str, level: Any, record: Row, binding: Binding, reader: Reader) -> bool:
    """Tell whether a number is to be hidden; from the provider that reads, of its own only staff answers."""
    is_own = reader.role == "provider" and record.get("unit_id") == reader.unit
    is_of_country = saved.endswith("country")
    if is_own and not is_of_country and record.get("indicator") != "i03":
        return False
    is_persons = saved in binding.persons and record.get("unit") != "firms"
    return float(level) >= (PERSONS_HIDDEN if is_persons else NUMBER_HIDDEN)
