"""The record of a run: what went in, what it went through, what came out. Written once, read by all else.

``reports/<year>/run.json`` goes out with the pages, so nothing in it names a person, a provider, a user or a
place on a machine: received files are told by table, size and hash.
"""

import json
import types
import typing
from dataclasses import asdict, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal

from batt.errors import ContentError, Problem, UnreadableFile

RECORD = "run.json"
RECORD_VERSION = 1

Sender = Literal["national", "nav", "provider", "unknown"]


@dataclass(frozen=True)
class ReceivedFile:
    """One file under ``data/raw/<year>/``, without its name, which may be a provider's.

    Attributes
    ----------
    sender
        ``unknown`` for a file that is named after nothing known.
    table
        The table that its name names; empty for a workbook of several.
    is_superseded
        Whether a newer delivery counts instead.
    size
        Bytes.
    """

    year: int
    sender: Sender
    table: str
    is_superseded: bool
    size: int
    sha256: str


@dataclass(frozen=True)
class OptionInForce:
    """How one open rule was read."""

    key: str
    choice: str
    is_default: bool


@dataclass(frozen=True)
class Software:
    """What the figures were made with.

    Attributes
    ----------
    version
        Of the package.
    commit
        Of the checkout; empty where there is none.
    is_dirty
        Whether files that figures rest on differ from the commit; None where there is no checkout.
    source, notebooks, lock
        SHA-256 over ``batt/``, over ``notebooks/`` and of the lock file; empty where it is not there.
    python, implementation, system, machine
        Such as ``3.11.9``, ``CPython``, ``Linux``, ``x86_64``.
    packages
        Version of each main package as it is installed.
    """

    version: str
    commit: str
    is_dirty: bool | None
    source: str
    notebooks: str
    lock: str
    python: str
    implementation: str
    system: str
    machine: str
    packages: dict[str, str]


@dataclass(frozen=True)
class Rules:
    """The registry in force: SHA-256 over it, and the version of each indicator's rule."""

    sha256: str
    versions: dict[str, str]


@dataclass(frozen=True)
class StepDone:
    """One notebook run for one year, or one page.

    Attributes
    ----------
    key
        Hash of everything that can change the outputs.
    is_current
        Whether everything that it was made from is still as it was. A page of an earlier run with other
        options or files is not.
    inputs
        Name of a set of `RunRecord.inputs`; empty where the step is not current.
    outputs
        SHA-256 by path below the root.
    """

    name: str
    notebook: str
    parameters: dict[str, Any]
    key: str
    is_current: bool
    inputs: str
    outputs: dict[str, str]


@dataclass(frozen=True)
class Suppressed:
    """How many reported figures of a year are shown and hidden.

    Attributes
    ----------
    shown
        Shown in full.
    rate_hidden
        The figure is hidden, not how many persons stand behind it.
    all_hidden
        Both are.
    hidden_for_itself
        Of the hidden ones, those hidden for what they tell themselves; the others keep these company.
    """

    year: int
    shown: int
    rate_hidden: int
    all_hidden: int
    hidden_for_itself: int


@dataclass(frozen=True)
class RunRecord:
    """Everything about one run of the main job.

    Attributes
    ----------
    record_version
        Of this form; a record of a later one is not read.
    is_simulated
        Whether the data are invented.
    started, ended
        In UTC, as ``YYYY-MM-DDThh:mm:ssZ``.
    parameters
        Of the job, beside the options.
    other_inputs
        SHA-256 of what was written by hand, by path below the root.
    seeds
        Each seed of random numbers by the name of its place in the package.
    inputs
        Sets of inputs that steps share: SHA-256 by path below the root.
    """

    record_version: int
    year: int
    is_simulated: bool
    started: str
    ended: str
    parameters: dict[str, bool]
    options: list[OptionInForce]
    received: list[ReceivedFile]
    other_inputs: dict[str, str]
    registry: Rules
    software: Software
    seeds: dict[str, int]
    inputs: dict[str, dict[str, str]]
    steps: list[StepDone]
    suppressed: list[Suppressed]


def to_json(record: RunRecord) -> str:
    """Return a record as text, the same for equal records."""
    return json.dumps(asdict(record), indent=1, ensure_ascii=False) + "\n"


def read_record(file: Path) -> RunRecord:
    """Read a record.

    Raises
    ------
    UnreadableFile
        If it is not there, or broken.
    ContentError
        If a later version of the workbook wrote it.
    """
    fix = "Take it from the report as it was sent, or make the report again."
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        version = kept["record_version"]
        if isinstance(version, int) and version > RECORD_VERSION:
            raise ContentError(
                Problem(
                    f"{file.name}",
                    f"was written by a later version of the workbook (form {version})",
                    f"This version reads up to form {RECORD_VERSION}.",
                    "Update the workbook.",
                )
            )
        return _as(RunRecord, kept)
    except FileNotFoundError:
        raise UnreadableFile(Problem(file.name, "is not in the report's folder", fix=fix)) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(Problem(file.name, f"is no record of a run ({error})", fix=fix)) from None


def _as(kind: Any, value: Any) -> Any:
    """Return a value out of JSON as what its annotation says; TypeError if it is something else."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if is_dataclass(kind) and isinstance(kind, type):
        hints = typing.get_type_hints(kind)
        if not isinstance(value, dict) or set(value) != {entry.name for entry in fields(kind)}:
            raise TypeError(f"expected the fields of {kind.__name__}")
        return kind(**{name: _as(hints[name], part) for name, part in value.items()})
    if origin is list and isinstance(value, list):
        return [_as(arguments[0], part) for part in value]
    if origin is dict and isinstance(value, dict):
        return {name: _as(arguments[1], part) for name, part in value.items()}
    if kind is Any or (origin is Literal and value in arguments):
        return value
    allowed = arguments if origin is types.UnionType else (kind,)
    if type(value) in allowed or (value is None and types.NoneType in allowed):
        return value
    raise TypeError(f"{value!r} where {getattr(kind, '__name__', kind)} was expected")
