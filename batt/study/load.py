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
from batt.registry.model import Label
from batt.study.contradictions import contradictions
from batt.study.model import (
    STILL_IN,
    Condition,
    ExitGroup,
    Exits,
    Exposure,
    Field,
    Job,
    Source,
    Study,
    Time,
)

SCHEMA = FOLDER / "schemas" / "study.json"
STILL_IN_LABEL = Label("fortsatt inne", "still in")

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
    return _study(path.parent, entry)


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


def _study(folder: Path, entry: Entry) -> Study:
    data = entry["data"]
    return Study(
        folder=folder,
        name=entry["name"],
        title=_label(entry["title"]),
        about=_label(entry["about"]),
        persons=_label(entry["persons"]),
        citation=_line(entry["citation"]),
        licence=_line(entry["licence"]),
        source=Source(**{**data, "obtain": _label(data["obtain"])}),
        only=_condition(entry.get("only")),
        key=_field(entry.get("key")),
        programme=_field(entry.get("programme")),
        provider=_field(entry.get("provider")),
        exposure=_exposure(entry["exposure"]) if "exposure" in entry else None,
        job=_job(entry["job"]) if "job" in entry else None,
        time=_time(entry["time"]) if "time" in entry else None,
        exits=_exits(entry["exits"]) if "exits" in entry else None,
        background={name: Field(**_field_entries(one)) for name, one in entry.get("background", {}).items()},
        absent={thing: _label(sentence) for thing, sentence in entry.get("absent", {}).items()},
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _label(entry: Entry) -> Label:
    return Label(_line(entry["nb"]), _line(entry["en"]))


def _condition(entry: Entry | None) -> Condition | None:
    return None if entry is None else Condition(entry["column"], tuple(entry["is"]))


def _field_entries(entry: Entry) -> dict[str, Any]:
    """Return the keywords of a `Field` that an entry gives."""
    return {
        "column": entry.get("column", ""),
        "constant": entry.get("constant", ""),
        "reason": _label(entry["reason"]) if "constant" in entry else None,
        "codes": dict(entry.get("codes", {})),
        "missing": tuple(entry.get("missing", ())),
        "missing_when": _condition(entry.get("missing_when")),
        "label": _label(entry["label"]) if "label" in entry else None,
    }


def _field(entry: Entry | None) -> Field | None:
    """Return the field of an entry; None where it takes its values from elsewhere."""
    if entry is None or not ("column" in entry or "constant" in entry):
        return None
    return Field(**_field_entries(entry))


def _exposure(entry: Entry) -> Exposure:
    return Exposure(_field(entry), _label(entry["unit"]), _label(entry["axis"]))


def _job(entry: Entry) -> Job:
    return Job(
        field=_field(entry),
        at_least=float(entry["at_least"]) if "at_least" in entry else None,
        above=float(entry["above"]) if "above" in entry else None,
        yes=tuple(entry.get("yes", ())),
        no=tuple(entry.get("no", ())),
        share=_label(entry["share"]),
        reason=_label(entry["reason"]),
    )


def _time(entry: Entry) -> Time:
    until = entry.get("observed_until")
    return Time(
        field=_field(entry),
        start=Field(column=entry["start"]) if "start" in entry else None,
        end=Field(column=entry["end"]) if "end" in entry else None,
        observed_until=until["constant"] if until else "",
        until_reason=_label(until["reason"]) if until else None,
        days=float(entry.get("days", 1)),
        unit=_label(entry["unit"]),
    )


def _exits(entry: Entry) -> Exits:
    groups = [ExitGroup(name, one["kind"], _label(one["label"])) for name, one in entry["groups"].items()]
    if all(group.id != STILL_IN for group in groups):
        groups.append(ExitGroup(STILL_IN, STILL_IN, STILL_IN_LABEL))
    unmarked = entry.get("none_marked")
    return Exits(
        field=Field(column=entry["column"], codes=dict(entry["codes"])) if "column" in entry else None,
        marks=dict(entry.get("marks", {})),
        none_marked=unmarked["group"] if unmarked else "",
        none_reason=_label(unmarked["reason"]) if unmarked else None,
        groups=tuple(groups),
    )
