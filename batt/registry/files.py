"""Read one file of the registry as it stands, telling by row or key what cannot be read."""

import csv
import io
from pathlib import Path
from typing import Any

import yaml

from batt.errors import Problem, RegistryError

REGISTRY = "batt/registry"
INDICATORS = "batt/indicators"

# The C loader is about eight times faster; it reads the same language.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _UniqueKeyLoader(_SafeLoader):
    """A safe loader that refuses a key written twice, which YAML itself would let the last one win."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key, _ in node.value:
            if keys.count(key.value) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key '{key.value}' stands twice", key.start_mark
                )
        return super().construct_mapping(node, deep)


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read one of the registry's CSV files as dictionaries of text.

    One row per line below the header; an empty cell is an empty text. Cells are separated by commas, or
    all by semicolons.

    Raises
    ------
    RegistryError
        The file is not there, is not UTF-8, or has lines with more or fewer cells than the header.
    """
    where = place(path)
    text = _text(path, where)
    first_line = text.partition("\n")[0]
    # A spreadsheet set to Norwegian saves with semicolons whatever it opened.
    delimiter = ";" if ";" in first_line and "," not in first_line else ","
    lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), start=1))
    if not lines or not lines[0][1]:
        raise RegistryError(Problem(where, "has no header", "Expected a header line and rows."))
    header = lines[0][1]
    problems = [
        Problem(f"{where}, row 1", f"the column '{name}' stands twice", "Expected each column once.")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    problems += [
        Problem(
            f"{where}, row {number}",
            f"has {len(line)} cells",
            f"Expected {len(header)}, as in the header: {', '.join(header)}.",
            "Separate cells with commas throughout and put quotes around a text that has a comma.",
        )
        for number, line in lines[1:]
        if line and len(line) != len(header)
    ]
    if problems:
        raise RegistryError(problems)
    return [dict(zip(header, line, strict=True)) for _, line in lines[1:] if line]


def read_yaml(path: Path, where: str = "") -> Any:
    """Read one of the registry's YAML files, or one of like form whose place the user knows as `where`.

    Raises
    ------
    RegistryError
        The file is not there, is not UTF-8, is not YAML, or has a key twice.
    """
    where = where or place(path)
    try:
        return yaml.load(_text(path, where), Loader=_UniqueKeyLoader)
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise RegistryError(
            Problem(
                where + line,
                error.problem or "is not YAML",
                "Expected YAML with two spaces a level and each key once.",
                "Put quotes around a text that has a colon, a comma inside braces, or begins with a sign.",
            )
        ) from None


def _text(path: Path, where: str) -> str:
    if not path.is_file():
        raise RegistryError(Problem(where, "is not there", "Every file of the registry is needed."))
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RegistryError(
            Problem(
                where,
                f"byte {error.start} is not UTF-8",
                "Expected a file saved as UTF-8.",
                "Save it again as 'CSV UTF-8' or with the encoding UTF-8.",
            )
        ) from None


def place(path: Path) -> str:
    """Return the path as the user knows it."""
    if path.suffix == ".yaml" and path.name[:1] == "i" and path.name[1:3].isdigit():
        return f"{INDICATORS}/{path.name}"
    is_nested = path.parent.name in ("codes", "columns")
    return f"{REGISTRY}/{path.parent.name}/{path.name}" if is_nested else f"{REGISTRY}/{path.name}"
