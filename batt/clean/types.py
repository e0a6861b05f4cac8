"""Text → typed columns, with the consequence of every cell that cannot be read."""

import numpy as np
import pandas as pd

from batt.clean.gather import NUMBERS, has_doubtful
from batt.clean.personal import find_identity_numbers, find_personal
from batt.clean.recode import recode, recode_list
from batt.clean.rows import Rows
from batt.raw import parse_date, parse_integer, parse_month, parse_yes_no
from batt.registry import Registry
from batt.registry.model import Column

SCALE_POINTS = 6
DO_NOT_KNOW = 7
"""Answer 7 of the NAV survey, never part of a mean. Source: WG §4.1.1."""

EARLIEST_YEAR = 1930
"""Nothing reported is older: such a date is mistyped (0015) or a spreadsheet's zero (1900)."""

# Fields that hold provider identifiers: received in capitals or not, written in capitals.
_PROVIDER_IDS = {"provider_id", "predecessor_id", "successor_id"}
_MAY_BE_NEGATIVE = {"value", "target", "lower", "upper"}


def type_columns(rows: Rows, registry: Registry) -> None:
    """Fill ``rows.values`` with one typed column per field of the table.

    What a cell that cannot be read leads to is noted: an unknown code, an impossible date or an unreadable
    number sets the row aside; an answer outside its scale and personal data are emptied.
    """
    columns = {
        column.field: _typed(rows, column, registry)
        for column in sorted(rows.table.columns, key=lambda column: column.type.startswith("answer"))
    }
    rows.values = pd.DataFrame({column.field: columns[column.field] for column in rows.table.columns})


def _typed(rows: Rows, column: Column, registry: Registry) -> pd.Series:
    """Return one typed column."""
    cells = rows.cells[column.field]
    if column.type in ("id", "text"):
        return _text(rows, column)
    if column.type == "comment":
        return cells.notna()
    if column.type in ("code", "code_list"):
        return _codes(rows, column, registry)
    if column.type in NUMBERS:
        return _number(rows, column)
    if column.type in ("answer6", "answer7"):
        return _answer(rows, column)
    parse, reason = {
        "date": (parse_date, "impossible_date"),
        "month": (parse_month, "impossible_date"),
        "yes_no": (parse_yes_no, "unknown_code"),
    }[column.type]
    parsed = parse(cells)
    if column.type == "date":
        too_early = (parsed.values.dt.year < EARLIEST_YEAR).fillna(False).astype(bool)
        _unread(rows, parsed.failed | too_early, column.field, reason)
        return parsed.values.mask(too_early)
    _unread(rows, parsed.failed, column.field, reason)
    return parsed.values


def _text(rows: Rows, column: Column) -> pd.Series:
    """Empty cells with personal data; write provider identifiers in capitals."""
    cells = rows.cells[column.field]
    personal = find_personal(cells, is_id=column.type == "id")
    rows.note(personal, column.field, "personal_data")
    values = cells.mask(personal)
    return values.str.upper() if column.field in _PROVIDER_IDS else values


def _codes(rows: Rows, column: Column, registry: Registry) -> pd.Series:
    """Recode; a known misspelling is put right, an unknown code sets the row aside."""
    look_up = recode_list if column.type == "code_list" else recode
    recoded = look_up(rows.cells[column.field], registry.codes[column.codes], rows.year)
    rows.note(recoded.is_misspelt, column.field, "known_misspelling", recoded.values)
    _unread(rows, recoded.is_unknown, column.field, "unknown_code")
    return recoded.values


def _number(rows: Rows, column: Column) -> pd.Series:
    """Parse numbers; where a mark can mean two things, each file speaks for itself.

    An identity number among them is emptied, since its digits would go on as a number.
    """
    personal = find_identity_numbers(rows.cells[column.field])
    rows.note(personal, column.field, "personal_data")
    cells = rows.cells[column.field].mask(personal)
    parse = NUMBERS[column.type]
    if has_doubtful(cells):
        each = [parse(cells[rows.part == at], part.decimal) for at, part in enumerate(rows.parts)]
        values = pd.concat([parsed.values for parsed in each])
        failed = pd.concat([parsed.failed | parsed.ambiguous for parsed in each])
    else:
        parsed = parse(cells)
        values, failed = parsed.values, parsed.failed
    _unread(rows, failed, column.field, "unreadable_number")
    if column.field not in _MAY_BE_NEGATIVE:
        rows.note((values < 0).fillna(False), column.field, "negative_number")
    return values.astype("Int64" if column.type == "integer" else "Float64")


def _answer(rows: Rows, column: Column) -> pd.Series:
    """Parse an answer and empty it outside its scale, which a form may set (``scale_points``)."""
    parsed = parse_integer(rows.cells[column.field])
    top = pd.Series(
        DO_NOT_KNOW if column.type == "answer7" else SCALE_POINTS, index=rows.cells.index, dtype="Int64"
    )
    if "scale_points" in rows.cells:
        top = parse_integer(rows.cells["scale_points"]).values.fillna(SCALE_POINTS)
    outside = ((parsed.values < 1) | (parsed.values > top)).fillna(False).astype(bool)
    wrong = outside | parsed.failed | parsed.ambiguous
    _unread(rows, wrong, column.field, "answer_outside_scale")
    return parsed.values.mask(wrong)


def _unread(rows: Rows, mask: pd.Series, field_name: str, reason: str) -> None:
    """Note cells that could not be read and keep their text for the comparison of copies."""
    failed = np.asarray(mask, dtype=bool)
    rows.note(failed, field_name, reason)
    if failed.any():
        text = field_name + "=" + rows.cells[field_name].fillna("")
        rows.unread = rows.unread.mask(failed, rows.unread + "\x1f" + text)
