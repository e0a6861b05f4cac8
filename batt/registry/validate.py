"""Check each file of the registry against its schema, and tell every problem at once."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from batt.errors import Problem, RegistryError
from batt.registry.files import REGISTRY, place, read_rows, read_yaml
from batt.registry.json_schema import Draft202012Validator, ValidationError

_SCHEMAS = Path(__file__).parent / "schemas"

# Which columns make a row of a CSV kind one of its kind.
_KEYS = {
    "programmes": ("code",),
    "applies": ("indicator",),
    "target_suitability": ("indicator", "programme"),
    "tables": ("table",),
    "codes": ("code",),
    "columns": ("field",),
    "variables": ("table", "field"),
    "derived_codes": ("list", "code"),
}


def validate_files(folder: Path, indicator_folder: Path) -> None:
    """Check each file by itself: readable, as its schema says, no row twice.

    Parameters
    ----------
    folder
        The folder of the registry.
    indicator_folder
        The folder with the ``iNN_<slug>.yaml`` files.

    Raises
    ------
    RegistryError
        With all problems of all files: file, row or key, value, what was expected.
    """
    checks: list[tuple[Callable[[Path, str], Iterator[Problem]], Path, str]] = [
        (_csv_problems, folder / f"{kind}.csv", kind)
        for kind in (
            *("programmes", "applies", "target_suitability", "tables"),
            *("variables", "derived_codes"),
        )
    ]
    for kind in ("codes", "columns"):
        checks += [(_csv_problems, path, kind) for path in sorted((folder / kind).glob("*.csv"))]
    checks += [
        (_yaml_problems, folder / f"{kind}.yaml", kind)
        for kind in ("questions", "options", "hypotheses", "caveats")
    ]
    checks += [
        (_yaml_problems, path, "indicator") for path in sorted(indicator_folder.glob("i[0-9][0-9]_*.yaml"))
    ]
    problems: list[Problem] = []
    for check, path, kind in checks:
        try:
            problems += check(path, kind)
        except RegistryError as error:
            problems += error.problems
    if problems:
        raise RegistryError(problems)
    problems = list(_column_file_problems(folder))
    if problems:
        raise RegistryError(problems)


@cache
def _validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((_SCHEMAS / f"{kind}.json").read_text(encoding="utf-8")))


def content_problems(content: Any, kind: str, where: str) -> Iterator[Problem]:
    """Yield what is wrong with the content of a file that has been read, by the schema of its kind.

    ``where`` is the file as the user knows it; the key of the fault is added.
    """
    for error in _validator(kind).iter_errors(content):
        key = ".".join(str(part) for part in error.absolute_path)
        yield _problem(f"{where}, {key}" if key else where, error)


def _yaml_problems(path: Path, kind: str) -> Iterator[Problem]:
    return content_problems(read_yaml(path), kind, place(path))


def _csv_problems(path: Path, kind: str) -> Iterator[Problem]:
    rows = read_rows(path)
    validator = _validator(kind)
    if not rows:
        yield Problem(place(path), "has no rows", "Expected at least one row below the header.")
        return
    header_problems = list(_header_problems(path, list(rows[0]), validator.schema))
    yield from header_problems
    if header_problems:
        return
    yield from _order_problems(path, rows)
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        for error in validator.iter_errors(row):
            yield _problem(
                ", ".join([f"{place(path)}, row {number}", *(str(part) for part in error.absolute_path)]),
                error,
            )
        key = tuple(row[column] for column in _KEYS[kind])
        if key in seen:
            yield Problem(
                f"{place(path)}, row {number}",
                f"'{' × '.join(key)}' is already in row {seen[key]}",
                f"Expected each {' × '.join(_KEYS[kind])} once.",
                "Remove one of the two rows.",
            )
        seen.setdefault(key, number)


def _column_file_problems(folder: Path) -> Iterator[Problem]:
    """Tell which tables lack a file of columns and which files have no table."""
    tables = {row["table"] for row in read_rows(folder / "tables.csv")}
    files = {path.stem for path in (folder / "columns").glob("*.csv")}
    for name in sorted(tables - files):
        yield Problem(
            f"{REGISTRY}/tables.csv, {name}", "has no columns", f"Expected {REGISTRY}/columns/{name}.csv."
        )
    for name in sorted(files - tables):
        yield Problem(
            f"{REGISTRY}/columns/{name}.csv", "has no table", f"Expected a row in {REGISTRY}/tables.csv."
        )


def _order_problems(path: Path, rows: list[dict[str, str]]) -> Iterator[Problem]:
    """Tell where the order that is written is not the order of the rows, which is the one that is shown."""
    orders = [int(row["order"]) for row in rows if row.get("order", "").isdigit()]
    for number, (before, order) in enumerate(pairwise(orders), start=3):
        if order <= before:
            yield Problem(
                f"{place(path)}, row {number}, order",
                f"{order} follows {before}",
                "Expected rising numbers: rows are shown in the order of the file.",
            )


def _header_problems(path: Path, header: list[str], schema: Any) -> Iterator[Problem]:
    """Tell a wrong header once instead of once a row."""
    years = [name for name in header if name.isdigit()] if "patternProperties" in schema else []
    expected = f"Expected the columns {', '.join(schema['required'])}" + (
        ", then years." if "patternProperties" in schema else "."
    )
    for column in schema["required"]:
        if column not in header:
            yield Problem(f"{place(path)}, row 1", f"the column '{column}' is missing", expected)
    for column in header:
        if column not in schema["properties"] and column not in years:
            yield Problem(f"{place(path)}, row 1", f"unknown column '{column}'", expected)
    if "patternProperties" in schema and not years:
        yield Problem(f"{place(path)}, row 1", "no year column", expected)
    if years != sorted(years):
        yield Problem(
            f"{place(path)}, row 1",
            f"the years are not in order: {', '.join(years)}",
            "Expected oldest first.",
        )


def _problem(where: str, error: ValidationError) -> Problem:
    """Turn a schema's complaint into a told problem."""
    schema: Any = error.schema
    expected = schema.get("description", "") if isinstance(schema, dict) else ""
    if error.validator in ("pattern", "enum", "minLength", "type", "minimum", "maximum"):
        shown = repr(error.instance) if isinstance(error.instance, str | int | float | bool) else "this"
        what = f"{shown} is not allowed" if error.instance != "" else "is empty"
        return Problem(where, what, expected or error.message)
    return Problem(where, error.message[:200], expected)
