"""A trace told to a person: lines of text, with the Norwegian and English names of the registry."""

from collections.abc import Iterator

import pandas as pd

from batt.provenance.tracing.counted_rows import BEHIND
from batt.provenance.tracing.ledger_rows import CORRECTED, SET_ASIDE
from batt.provenance.tracing.trace import Trace
from batt.provenance.tracing.traced_number import ALL
from batt.registry import load
from batt.registry.label import Label
from batt.reports.formats import IN_TABLE_BY_UNIT, format_interval, format_value
from batt.reports.numbers import Numbers

MOST_LISTED = 20
"""How many rows of a file are named by their number; the others stand in the file of rows."""
_NAME = 13


def trace_lines(found: Trace, *, has_rows: bool) -> Iterator[str]:
    """Give the lines that tell a number and what it rests on.

    Parameters
    ----------
    has_rows
        Whether whoever reads may see the rows; else nothing is said of them.
    """
    entry = found.indicator
    yield str(found.number)
    yield _line("indicator", f"{entry.number}. {_both(entry.name)}")
    yield _line("unit", f"{found.number.unit} ({found.unit_level}), {_programme(found.number.programme)}")
    yield _line("value", _value(found))
    numerator, denominator = (
        "–" if number is None else str(number) for number in (found.numerator, found.denominator)
    )
    yield _line("numerator", f"{numerator}   {_both(entry.numerator)}")
    yield _line("denominator", f"{denominator}   {_both(entry.denominator)}")
    yield _line("n", f"{'–' if found.n is None else found.n}   {_both(entry.n_unit_label)}")
    if found.note:
        yield _line("note", found.note)
    yield _line("definition", entry.definition.nb)
    yield _line("", entry.definition.en)
    yield _line("formula", f"numerator / denominator × {entry.scale}; interval: {entry.interval}")
    yield _line(
        "rule", f"version {found.rule_version}, batt/indicators/{entry.stem}.py; source: {entry.source}"
    )
    yield _line("readings", ", ".join(f"{key}={choice}" for key, choice in found.readings.items()))
    yield _line("caution", entry.caution.nb)
    yield _line("", entry.caution.en)
    yield _line("caveats", ", ".join(f"{key} ({load().caveat(key).title.en})" for key in found.caveats))
    if has_rows:
        yield from _row_lines(found)


def page_lines(places: pd.DataFrame) -> Iterator[str]:
    """Give the lines that tell on which pages, and in which of their tables, a number is printed."""
    yield _line("printed on", f"{places['page'].nunique()} pages")
    for page, rows in places.groupby("page", sort=False):
        tables = ", ".join(dict.fromkeys(f"{row.table} row {row.row}" for row in rows.itertuples()))
        yield _line("", f"{page}: {tables}")


def _row_lines(found: Trace) -> Iterator[str]:
    counted = found.counted
    yield _line("counted", f"{len(counted)} units; x adds up to the numerator, w to the denominator")
    for (file, sheet), rows in counted.groupby(["source_file", "source_sheet"], sort=False):
        place = f"{file}, sheet {sheet}" if sheet else file
        yield _line("", f"{place}: rows {_listed(rows['source_row'])}")
        yield _line("", f"  of these in the numerator: {_listed(rows.loc[rows['x'] != 0, 'source_row'])}")
    behind = found.rows.loc[found.rows["part"] == BEHIND]
    for (file, table), rows in behind.groupby(["source_file", "table"], sort=False):
        yield _line("behind them", f"{file} ({table}): {len(rows)} rows")
    for part, name in ((SET_ASIDE, "set aside"), (CORRECTED, "corrected")):
        lines = found.ledger.loc[found.ledger["part"] == part]
        yield _line(name, f"{len(lines)} lines of the ledger{_of_whom(found, part)}")
        for (table, reason, field), rows in lines.groupby(["table", "reason", "field"], sort=False):
            what = f"{table} {field}: {reason}" if field else f"{table}: {reason}"
            yield _line("", f"{what}, rows {_listed(rows['source_row'])}")
    for row in found.files.itertuples():
        said = {"same": "unchanged since it was read"}.get(str(row.state), f"{row.state} since it was read!")
        yield _line("file", f"{row.source_file}  sha256 {row.sha256}  {said}")


def _of_whom(found: Trace, part: str) -> str:
    if part == SET_ASIDE and found.number.programme != ALL:
        return ", of all the unit's programmes: that of a row set aside is not known for certain"
    return ""


def _value(found: Trace) -> str:
    if found.value is None:
        return f"–   status {found.status}"
    numbers, name = Numbers("en"), IN_TABLE_BY_UNIT[found.indicator.unit]
    told = format_value(numbers, found.value, name)
    if found.ci_low is not None and found.ci_high is not None:
        told += f" (95% interval {format_interval(numbers, found.ci_low, found.ci_high, name)})"
    unit = "" if found.indicator.unit == "share" else f" {found.indicator.unit}"
    return f"{told}{unit}, exactly {found.value!r}   status {found.status}"


def _programme(code: str) -> str:
    return "the whole provider (ALL)" if code == ALL else f"{code} – {_both(load().programme(code).label)}"


def _listed(rows: pd.Series) -> str:
    numbers = [str(number) for number in rows.drop_duplicates()]
    more = f" and {len(numbers) - MOST_LISTED} more" if len(numbers) > MOST_LISTED else ""
    return (", ".join(numbers[:MOST_LISTED]) + more) or "none"


def _both(label: Label) -> str:
    return label.nb if label.nb == label.en else f"{label.nb} / {label.en}"


def _line(name: str, text: str) -> str:
    return f"{name:<{_NAME}}{text}"
