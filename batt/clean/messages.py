"""A sender's faults as problems that say file, row, column, value, what was expected and what to do."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from batt.clean.ledger import row_faults
from batt.clean.reasons import REASONS
from batt.clean.rows import Rows
from batt.errors import Problem
from batt.registry import Registry
from batt.registry.model import Column

Headers = Mapping[tuple[str, str, str, str], str]
"""File, sheet, table and field → the header as received."""

KEPT = {
    "known_misspelling": ", read as '{}'",
    "delivered_by_both": "; kept: {}",
    "moved_to_kept_course": ", read as '{}'",
}
"""How a message goes on about what stands now; other reasons do not say."""

LISTED = 50
"""At most so many rows are listed for each reason; the total is told."""


def fault_problems(ledger: pd.DataFrame, tables: dict[str, Rows], registry: Registry) -> list[Problem]:
    """Return the faults of single rows as problems, grouped by reason.

    Parameters
    ----------
    ledger
        The ledger; corrections by hand are no faults.
    tables
        Our table name → rows, for the headers as received.
    """
    faults = row_faults(ledger)
    order = {reason: number for number, reason in enumerate(REASONS)}
    records = faults.to_dict("records")
    records.sort(key=lambda line: order[line["reason"]])
    headers = {
        (part.source_file, part.source_sheet, name, field): header
        for name, rows in tables.items()
        for part in rows.parts
        for field, header in part.headers.items()
    }
    problems = []
    for reason, lines in groupby(records, key=lambda line: line["reason"]):
        of_reason = list(lines)
        problems += [_problem(line, headers, registry) for line in of_reason[:LISTED]]
        if len(of_reason) > LISTED:
            problems.append(
                Problem(
                    f"… and {len(of_reason) - LISTED} more",
                    f"{len(of_reason)} in all: {REASONS[reason].what}",
                )
            )
    return problems


def _problem(line: Mapping[Any, Any], headers: Headers, registry: Registry) -> Problem:
    """Say one fault."""
    reason = REASONS[line["reason"]]
    fields = str(line["field"]).split()
    names = [
        headers.get((line["source_file"], line["source_sheet"], line["table"], field), field)
        for field in fields
    ]
    sheet = f", sheet {line['source_sheet']}" if line["source_sheet"] else ""
    where = f"{line['source_file']}{sheet}, row {line['source_row']}"
    what = f"{reason.what} '{line['received']}'" if line["received"] else reason.what
    if line["kept"]:
        what += KEPT.get(line["reason"], "").format(line["kept"])
    columns = {column.field: column for column in registry.table(line["table"]).columns}
    expected = _expected(line["reason"], columns.get(line["field"]), registry) or reason.expected
    place = f"{where}, {'|'.join(names)}" if names else where
    return Problem(place, what, expected, reason.fix)


def _expected(reason: str, column: Column | None, registry: Registry) -> str:
    """Say what a code or an answer may be; empty where the reason's own words are enough."""
    if column is None or reason not in ("unknown_code", "known_misspelling", "answer_outside_scale"):
        return ""
    if column.type == "yes_no":
        return "Expected ja or nei."
    if column.type in ("answer6", "answer7"):
        return f"Expected a whole number from 1 to {column.type[-1]}."
    codes = registry.codes[column.codes]
    file = {
        "programmes": "batt/registry/programmes.csv",
        "indicators": "the files batt/indicators/i*.yaml",
    }.get(column.codes, f"batt/registry/codes/{column.codes}.csv")
    return f"Known codes: {', '.join(entry.code for entry in codes)} ({file})."
