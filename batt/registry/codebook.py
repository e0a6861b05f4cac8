"""What every column of the clean tables and of the indicator table means: type, unit, label, codes, source.

A received column has its type and codes in ``columns/``; its label, and everything about a derived column,
stands in ``variables.csv``. A survey item is labelled by its question.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from batt.errors import Problem, RegistryError
from batt.registry.files import REGISTRY, read_rows
from batt.registry.label import LANGUAGES, Label
from batt.registry.load import FOLDER, load
from batt.registry.model import Code, Column, Table

_CODES_OF_TYPE = {"yes_no": "yes_no", "answer7": "do_not_know"}

INDICATORS = "indicators"
"""The name that the indicator table has among the tables."""


@dataclass(frozen=True)
class Variable:
    """One column of one table.

    Attributes
    ----------
    type
        As `batt.registry.model.Column`; a ``comment`` is kept as whether there was one, ``yes_no``.
    unit
        What a number is counted in; empty where nothing is counted.
    codes
        The codes of a ``code`` or ``code_list`` column in registry order, 0 and 1 of ``yes_no``, 7 of
        ``answer7``; else empty.
    known
        ``start``, ``during`` or ``end``: when in a course the value is known; empty in other tables.
    source
        The received table and header, or what the column is derived from.
    """

    table: str
    field: str
    type: str
    unit: str
    label: Label
    codes: tuple[Code, ...] = ()
    known: str = ""
    source: str = ""

    @property
    def is_number(self) -> bool:
        return self.type in ("integer", "decimal")

    @property
    def is_private(self) -> bool:
        """Whether the cells are free text or name a received file; these never leave the project."""
        return self.type == "text" or self.field in ("row_id", "source_row")


def variable(table: str, field: str) -> Variable:
    """Return what one column means.

    Raises
    ------
    RegistryError
        ``variables.csv`` has no row for the column.
    """
    row = _rows().get((table, field)) or _rows().get(("", field)) or {}
    received = _received(table, field)
    label = _question(table, field) or (Label(row["label_nb"], row["label_en"]) if row else None)
    kind = row.get("type") or (received.type if received else "")
    if label is None or not kind:
        raise RegistryError(
            Problem(
                f"{REGISTRY}/variables.csv",
                f"has no {'label' if label is None else 'type'} for the column {field} of {table}",
                "Expected a row for every column of the clean tables and the indicator table.",
                f"Add a row that begins with: {table},{field}",
            )
        )
    lists = row.get("codes") or (received.codes if received else "") or _CODES_OF_TYPE.get(kind, "")
    return Variable(
        table=table,
        field=field,
        type=kind,
        unit=row.get("unit", ""),
        label=label,
        codes=tuple(code for name in lists.split() for code in _codes(name)),
        known=row.get("known", ""),
        source=_source(table, received, row.get("derived_from", "")),
    )


def fields(table: str) -> Iterator[str]:
    """Yield the columns that a table always has of its own: the received ones, then the derived ones."""
    received = [column.field for column in _columns(table)]
    yield from received
    yield from (field for name, field in _rows() if name == table and field not in received)


@cache
def _rows() -> Mapping[tuple[str, str], dict[str, str]]:
    load()  # what is wrong with the file has then been told
    return {(row["table"], row["field"]): row for row in read_rows(FOLDER / "variables.csv")}


@cache
def _derived_codes() -> Mapping[str, tuple[Code, ...]]:
    lists: dict[str, tuple[Code, ...]] = {}
    for row in read_rows(FOLDER / "derived_codes.csv"):
        code = Code(row["code"], Label(row["label_nb"], row["label_en"]))
        lists[row["list"]] = (*lists.get(row["list"], ()), code)
    return lists


def _codes(name: str) -> tuple[Code, ...]:
    return _derived_codes()[name] if name in _derived_codes() else load().codes[name].codes


def _table(name: str) -> Table | None:
    return next((table for table in load().tables if table.name == name), None)


def _columns(name: str) -> tuple[Column, ...]:
    table = _table(name)
    return table.columns if table else ()


def _received(table: str, field: str) -> Column | None:
    return next((column for column in _columns(table) if column.field == field), None)


def _question(table: str, field: str) -> Label | None:
    """Return the question that a survey's column answers, with its number in the form."""
    for survey in load().surveys:
        for question in survey.questions if survey.table == table else ():
            if question.field == field:
                return Label(*(f"{question.id} {question.text[lang]}" for lang in LANGUAGES))
    return None


def _source(table: str, received: Column | None, derived_from: str) -> str:
    if received is None:
        return f"derived: {derived_from}"
    newest = [headers for headers in received.headers_by_year.values() if headers]
    owner = _table(table)
    return f"{owner.raw_name if owner else table}.{newest[-1][0] if newest else received.field}"
