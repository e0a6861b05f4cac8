"""Check code lists and raw tables against each other."""

from collections import Counter
from collections.abc import Iterable, Iterator

from batt.errors import Problem
from batt.registry.files import REGISTRY
from batt.registry.model import CodeList, Registry, Table


def repeated(values: Iterable[object]) -> list[object]:
    """Return the values that occur more than once."""
    return [value for value, n in Counter(values).items() if n > 1]


def spelling(text: str) -> str:
    """Return a code as it is compared: without regard to case and spaces."""
    return "".join(text.split()).casefold()


def code_list_problems(registry: Registry) -> Iterator[Problem]:
    """Yield what is wrong with code lists: codes that can be confused, impossible years, lists of no use."""
    used = {column.codes for table in registry.tables for column in table.columns}
    for name, codes in registry.codes.items():
        where = f"{REGISTRY}/{'programmes' if name == 'programmes' else f'codes/{name}'}.csv"
        if name not in used:
            yield Problem(
                where, "is used by no column", f"Expected its name in a file of {REGISTRY}/columns."
            )
        yield from _spellings(where, codes)
        for code in codes:
            if code.valid_from and code.valid_to and code.valid_from > code.valid_to:
                yield Problem(
                    f"{where}, {code.code}",
                    f"valid from {code.valid_from} to {code.valid_to}",
                    "Expected from ≤ to.",
                )


def _spellings(where: str, codes: CodeList) -> Iterator[Problem]:
    meant = {spelling(code.code): code.code for code in codes}
    if len(meant) < len(codes.codes):
        yield Problem(
            where, "two codes differ only in case or spaces", "Expected codes that cannot be confused."
        )
    for code in codes:
        for misspelling in code.misspellings:
            other = meant.setdefault(spelling(misspelling), code.code)
            if other != code.code:
                yield Problem(
                    f"{where}, {code.code}, misspellings",
                    f"'{misspelling}' also means {other}",
                    "Expected each misspelling to mean one code.",
                )


def table_problems(registry: Registry) -> Iterator[Problem]:
    """Yield what is wrong with tables: keys, references, codes and headers that lead nowhere or two ways."""
    where = f"{REGISTRY}/tables.csv"
    for name in repeated(table.name for table in registry.tables):
        yield Problem(f"{where}, name", f"'{name}' stands twice", "Expected each name once.")
    tables = {table.name: table for table in registry.tables}
    for table in registry.tables:
        own = {column.field for column in table.columns}
        for field in table.key:
            if field not in own:
                yield Problem(f"{where}, {table.raw_name}, key", f"the table has no field '{field}'")
        for field, target in table.references.items():
            if field not in own:
                yield Problem(f"{where}, {table.raw_name}, references", f"the table has no field '{field}'")
            if target not in tables:
                yield Problem(f"{where}, {table.raw_name}, references", f"unknown table '{target}'")
            elif tables[target].key != (field,):
                yield Problem(
                    f"{where}, {table.raw_name}, references",
                    f"'{field}' is not the key of {target}",
                    f"Expected {' '.join(tables[target].key)}.",
                )
        yield from _columns(table, registry)


def _columns(table: Table, registry: Registry) -> Iterator[Problem]:
    where = f"{REGISTRY}/columns/{table.raw_name}.csv"
    for column in table.columns:
        if (column.type in ("code", "code_list")) != bool(column.codes):
            yield Problem(
                f"{where}, {column.field}, codes",
                f"'{column.codes}' with type {column.type}",
                "Expected a code list for a code and none for the rest.",
            )
        elif column.codes and column.codes not in registry.codes:
            yield Problem(
                f"{where}, {column.field}, codes",
                f"unknown code list '{column.codes}'",
                f"Known lists: {', '.join(sorted(registry.codes))} ({REGISTRY}/codes).",
            )
        if not any(column.headers_by_year.values()):
            yield Problem(f"{where}, {column.field}", "has no header in any year")
        if column.field in table.key and column.required == "no":
            yield Problem(f"{where}, {column.field}, required", "'no' for a field of the key")
    for year in sorted({year for column in table.columns for year in column.headers_by_year}):
        for header in repeated(h for column in table.columns for h in column.headers(year)):
            yield Problem(f"{where}, {year}", f"the header '{header}' stands for two fields", "Expected one.")
