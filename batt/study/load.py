"""Read ``study.yaml`` and tell everything that is wrong with it at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from batt.errors import Problem, RegistryError, UsageError
from batt.registry.load import FOLDER
from batt.study.build import build_study
from batt.study.contradictions import contradictions
from batt.study.model import Study

SCHEMA = FOLDER / "schemas" / "study.json"

Entry = Mapping[str, Any]


def load_study(folder: Path) -> Study:
    """Return the study that a folder describes.

    Parameters
    ----------
    folder
        The folder, or its ``study.yaml``.

    Raises
    ------
    UsageError
        There is no ``study.yaml``.
    RegistryError
        The file is no YAML, breaks the schema or contradicts itself; all problems are listed.
    """
    path = folder if folder.suffix == ".yaml" else folder / "study.yaml"
    if not path.is_file():
        raise UsageError(
            Problem(
                path.as_posix(),
                "there is no such file",
                "A study is a folder with a study.yaml.",
                "See studies/README.md, or copy a folder under studies/ and change it.",
            )
        )
    entry = _read(path)
    problems = [_explained(path, error) for error in _errors(entry)]
    if not problems:
        problems = [Problem(f"{path.as_posix()}, {where}", *what) for where, *what in contradictions(entry)]
        if entry["name"] != path.resolve().parent.name:
            problems.append(
                Problem(
                    f"{path.as_posix()}, name",
                    f"the study is called '{entry['name']}' in a folder '{path.resolve().parent.name}'",
                    "Expected one name for both.",
                )
            )
    if problems:
        raise RegistryError(problems)
    return build_study(path.parent, entry)


class _Loader(yaml.BaseLoader):
    """YAML in which every scalar is text, so that code ``no`` stays a code; a key given twice is an error."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(
                None, None, f"the key {', '.join(twice)} stands twice", node.start_mark
            )
        return super().construct_mapping(node, deep)


def _read(path: Path) -> Any:
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path.as_posix()}, line {mark.line + 1}" if mark else path.as_posix()
        raise RegistryError(
            Problem(
                where,
                f"is not YAML ({getattr(error, 'problem', None) or error})",
                "Expected UTF-8 text, keys with a colon and two spaces for each level.",
                "Put a text that holds ': ' or begins with a mark in quotation marks.",
            )
        ) from None


def _errors(entry: Any) -> list[ValidationError]:
    validator = Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
    return sorted(validator.iter_errors(entry), key=lambda error: [str(part) for part in error.absolute_path])


def _explained(path: Path, error: ValidationError) -> Problem:
    """Say one breach of the schema in words."""
    where = ", ".join([path.as_posix(), ".".join(str(part) for part in error.absolute_path)]).rstrip(", ")
    schema: Any = error.schema
    known = f"Known: {', '.join(schema['properties'])}." if "properties" in schema else ""
    value: Any = error.validator_value
    if error.validator == "required":
        missing = [name for name in value if name not in dict(error.instance)]  # type: ignore[arg-type]
        return Problem(where, f"{', '.join(missing)} is missing", known)
    if error.validator == "additionalProperties":
        unknown = [str(name) for name in dict(error.instance) if name not in schema["properties"]]  # type: ignore[arg-type]
        return Problem(where, f"unknown: {', '.join(unknown)}", known, "Look for a misspelling.")
    if error.validator == "enum":
        return Problem(where, f"is '{error.instance}'", f"Expected one of: {', '.join(value)}.")
    if error.validator == "pattern":
        return Problem(where, f"is '{error.instance}'", f"Expected {schema['description']}.")
    if error.validator == "type":
        kinds = {"object": "named entries below it", "array": "a list: [one, two]", "string": "one text"}
        return Problem(where, "has another shape", f"Expected {kinds[value]}.", known)
    return Problem(where, "is empty", known)
